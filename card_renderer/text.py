"""Chinese text in a box: how large, broken where, and then drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from card_renderer.errors import TextTooLong
from card_renderer.fonts import FontSet
from card_renderer.geometry import Box

SMALLEST: Final = 12
"""Pixels an em, 1 mm on the card: below this nobody reads it."""

_MOST_CHARACTERS: Final = 1_000
"""Several times what the largest box holds at that size; more is not even measured."""

LEADING: Final = 1.28
"""Line to line, in ems."""

# A line's own height in ems, and its baseline: Han in the middle, room below for a Q or a g.
_HEIGHT: Final = 1.12
_BASELINE: Final = 0.92

_REFERENCE: Final = 64
_STEP: Final = 2  # Even sizes only, so that few sizes of a 19 MB font are open at once.

# A piece is never broken: Latin words and numbers stay whole up to 16 characters, no line
# begins with a closing mark or ends with an opening one (GB/T 15834).
_PIECE = re.compile(
    r"[（《“\[(]*(?:[A-Za-z0-9/:.\-]{1,16}|.)[）》”\]),，。；：、！？·]*", re.DOTALL
)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks and where in its box it stands.

    `weight` is a stroke in pixels, for want of a bold face on every machine; `tracking` is
    space after each character in ems; `across` and `down` share out what the text leaves
    of its box: 0 is left or top, 0.5 the middle.
    """

    colour: Colour
    weight: float = 0
    tracking: float = 0
    across: float = 0
    down: float = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """A text broken into lines, at the size that fits."""

    lines: tuple[str, ...]
    size: int


def fit(
    text: str, box: Box, fonts: FontSet, *, largest: int, lines: int = 1, tracking: float = 0
) -> Setting:
    """Break `text` into at most `lines` lines, as large as the box allows up to `largest`.

    Raises:
        TextTooLong: it does not fit at the smallest legible size.
        GlyphMissing: no font has one of its characters.
    """
    if len(text) > _MOST_CHARACTERS:
        raise TextTooLong(text)
    pieces = _pieces(text, fonts, tracking)
    if not any(width for _, width in pieces):
        return Setting((), largest)
    best = Setting((), 0)
    for count in range(1, lines + 1):
        setting = _balanced(pieces, count, box, largest)
        if setting.size > best.size:
            best = setting
        if best.size >= largest:
            break
    return _checked(best, text, box, fonts, tracking)


class Pen:
    """Writes on one sheet with one set of fonts."""

    def __init__(self, sheet: Image.Image, fonts: FontSet) -> None:
        self.draw = ImageDraw.Draw(sheet)
        self._fonts = fonts

    def write(self, text: str, box: Box, style: Style, *, largest: int, lines: int = 1) -> None:
        """Fit `text` to the box and draw it; raises what `fit` raises."""
        setting = fit(text, box, self._fonts, largest=largest, lines=lines, tracking=style.tracking)
        spare = box.height - setting.size * (_HEIGHT + LEADING * (len(setting.lines) - 1))
        top = box.top + spare * style.down
        for number, line in enumerate(setting.lines):
            baseline = round(top + setting.size * (number * LEADING + _BASELINE))
            self._write_line(line, (box, baseline), setting.size, style)

    def _write_line(self, line: str, place: tuple[Box, int], size: int, style: Style) -> None:
        box, baseline = place
        left = box.left + style.across * (
            box.width - length(line, size, self._fonts, style.tracking)
        )
        for face, run in self._fonts.runs(line):
            font = self._fonts.sized(face, size)
            # The fonts of rare characters are drawn as they are: a stroke would close
            # the counters of a character of sixty strokes.
            weight = 0 if face else style.weight
            for part in run if style.tracking else (run,):
                self.draw.text(
                    (round(left), baseline),
                    part,
                    fill=style.colour,
                    font=font,
                    anchor="ls",
                    stroke_width=weight,
                )
                left += font.getlength(part) + style.tracking * size


def length(text: str, size: int, fonts: FontSet, tracking: float = 0) -> float:
    """Pixels that `text` takes on one line."""
    width = sum(fonts.sized(face, size).getlength(run) for face, run in fonts.runs(text))
    return width + tracking * size * max(len(text) - 1, 0)


def _pieces(text: str, fonts: FontSet, tracking: float) -> list[tuple[str, float]]:
    """The unbreakable pieces, each with its width in ems."""
    return [
        (piece, length(piece, _REFERENCE, fonts) / _REFERENCE + tracking * len(piece))
        for piece in _PIECE.findall(text)
    ]


def _balanced(pieces: Sequence[tuple[str, float]], count: int, box: Box, largest: int) -> Setting:
    """`count` lines of nearly equal length: the narrowest measure that needs no more."""
    total = sum(width for _, width in pieces)
    narrow, wide = max(total / count, *(width for _, width in pieces)), total
    while wide - narrow > 0.1:
        middle = (narrow + wide) / 2
        if len(_wrap(pieces, middle)) <= count:
            wide = middle
        else:
            narrow = middle
    size = min(largest, int(_room(box) / wide), int(box.height / (_HEIGHT + LEADING * (count - 1))))
    return Setting(tuple(_wrap(pieces, wide)), size - size % _STEP)


def _room(box: Box) -> int:
    """Pixels across for text: a stroke is a pixel wider than what the font says."""
    return box.width - 2


def _wrap(pieces: Sequence[tuple[str, float]], measure: float) -> list[str]:
    """Fill lines of `measure` ems one after the other."""
    lines, used = [""], 0.0
    for piece, width in pieces:
        if lines[-1] and used + width > measure + 1e-6:
            lines.append("")
            used = 0.0
        lines[-1] += piece
        used += width
    return lines


def _checked(setting: Setting, text: str, box: Box, fonts: FontSet, tracking: float) -> Setting:
    """The same lines at a size whose whole-pixel advances really fit."""
    for size in range(setting.size, SMALLEST - 1, -_STEP):
        if all(length(line, size, fonts, tracking) <= _room(box) for line in setting.lines):
            return Setting(setting.lines, size)
    raise TextTooLong(text)
