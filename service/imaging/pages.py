"""The pictures that come out: upright JPEG in sRGB, without anything the camera noted."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image

LONG_SIDE: Final = 2560
"""Pixels; enough to read an A4 page of small print."""

_QUALITY: Final = 86


@dataclass(frozen=True, slots=True)
class DerivedPage:
    """One picture, with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Derived:
    """What reviewers see of an upload; `media_type` is what the original really was."""

    pages: tuple[DerivedPage, ...]
    media_type: str


def encoded(picture: Image.Image) -> DerivedPage:
    """`picture`, which is RGB already, as a page."""
    # A fresh sheet: EXIF, GPS, comments and profiles stay with the old one.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    file = BytesIO()
    bare.save(file, "JPEG", quality=_QUALITY)
    return DerivedPage(file.getvalue(), bare.width, bare.height)
