"""Which font has which character, and the fonts themselves, opened once per process.

The map of a font is read from its own `cmap` table (OpenType, format 12) instead of being
guessed from drawn pixels: a missing glyph must stop the card, never become a box.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import noto_cjk_sans_otc
from PIL import ImageFont

from card_renderer.errors import GlyphMissing

SIMPLIFIED_CHINESE = 2
"""Which face of the Noto collection draws characters the mainland's way."""

MACHINE_FONTS = (
    # Debian's fonts-hanazono and fonts-babelstone-han: the rest of Unihan, thinner strokes.
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
)


class FontUnusable(Exception):
    """A font file has no Unicode map that reaches beyond the first 65,536 characters."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face: a file, and which of a collection's faces."""

    path: Path
    index: int = 0


class FontSet:
    """Fonts in the order of preference; each character is drawn by the first that has it."""

    def __init__(self, files: Sequence[FontFile]) -> None:
        self._files = tuple(files)
        self._maps = [_Coverage(file) for file in self._files]
        self._faces: dict[str, int] = {}
        self._sized: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}

    def sized(self, face: int, size: int) -> ImageFont.FreeTypeFont:
        """The face at `size` pixels an em, opened once."""
        key = (face, size)
        if key not in self._sized:
            file = self._files[face]
            # Basic layout: no shaping is needed for Chinese, and it is faster.
            self._sized[key] = ImageFont.truetype(
                file.path, size, index=file.index, layout_engine=ImageFont.Layout.BASIC
            )
        return self._sized[key]

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """`text` cut into the longest pieces that one face can draw.

        Raises:
            GlyphMissing: no face has one of the characters.
        """
        for face, chars in groupby(text, key=self._face_of):
            yield face, "".join(chars)

    def _face_of(self, char: str) -> int:
        if char not in self._faces:
            self._faces[char] = self._find_face(char)
        return self._faces[char]

    def _find_face(self, char: str) -> int:
        for face, coverage in enumerate(self._maps):
            if ord(char) in coverage:
                return face
        raise GlyphMissing(char)


class _Coverage:
    """The characters of one face, as sorted ranges; read when first asked."""

    def __init__(self, file: FontFile) -> None:
        self._file = file
        self._ranges: list[tuple[int, int]] | None = None

    def __contains__(self, codepoint: int) -> bool:
        if self._ranges is None:
            self._ranges = sorted(_read_ranges(self._file))
        place = bisect_right(self._ranges, (codepoint, 0x110000)) - 1
        return place >= 0 and self._ranges[place][1] >= codepoint


def _read_ranges(file: FontFile) -> Iterator[tuple[int, int]]:
    """First and last character of each range in the face's cmap subtable (3, 10), format 12."""
    table = _read_cmap(file)
    (count,) = struct.unpack_from(">H", table, 2)
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if (platform, encoding) == (3, 10):
            return _read_format_12(table, offset)
    raise FontUnusable(file.path)


def _read_format_12(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (groups,) = struct.unpack_from(">I", table, offset + 12)
    for first, last, glyph in struct.iter_unpack(
        ">III", table[offset + 16 : offset + 16 + 12 * groups]
    ):
        # Glyph 0 is the box that stands for "missing".
        yield (first if glyph else first + 1, last)


def _read_cmap(file: FontFile) -> bytes:
    with file.path.open("rb") as font:
        start = 0
        if font.read(4) == b"ttcf":
            font.seek(12 + 4 * file.index)
            (start,) = struct.unpack(">I", font.read(4))
        font.seek(start + 4)
        (tables,) = struct.unpack(">H", font.read(2))
        font.seek(start + 12)
        for tag, _, offset, length in struct.iter_unpack(">4sIII", font.read(16 * tables)):
            if tag == b"cmap":
                font.seek(offset)
                return font.read(length)
    raise FontUnusable(file.path)


@cache
def load_fonts(more: tuple[Path, ...] = MACHINE_FONTS) -> FontSet:
    """Noto Sans CJK (Simplified Chinese), then those of `more` that this machine has."""
    noto = FontFile(Path(str(noto_cjk_sans_otc.FONT_PATH)), SIMPLIFIED_CHINESE)
    return FontSet([noto, *(FontFile(path) for path in more if path.is_file())])
