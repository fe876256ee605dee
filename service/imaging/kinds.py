"""What a file is, by its first bytes; its name and what the browser says count for nothing."""

from enum import StrEnum
from typing import Final

from service.imaging.refusals import NotAPicture, TooLarge

_MB: Final = 1024 * 1024
_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class Kind(StrEnum):
    """The kinds that are taken; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    PDF = "application/pdf"

    @property
    def most_megabytes(self) -> int:
        """The largest file of this kind (design.md, Uploads)."""
        return 20 if self is Kind.PDF else 10


def recognise(original: bytes) -> Kind:
    """Tell the kind of a file that may be worth opening.

    Raises:
        NotAPicture: it is of no kind that we take.
        TooLarge: it has more bytes than its kind may have.
    """
    kind = _kind(original[:12])
    if kind is None:
        raise NotAPicture
    if len(original) > kind.most_megabytes * _MB:
        raise TooLarge(size=round(len(original) / _MB, 1), limit=kind.most_megabytes)
    return kind


def _kind(start: bytes) -> Kind | None:
    # A file that is two things at once is what it begins with; what is derived from it
    # has nothing of the other.
    if start.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    if start.startswith(b"%PDF-"):
        return Kind.PDF
    return None
