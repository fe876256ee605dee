"""Where ink may go: portrait CR80 at 300 dpi, everything in pixels from the top left.

The measures in millimetres come from domain.md §5; the tests hold the ink to these boxes.
"""

from typing import NamedTuple

DPI = 300


def pixels(millimetres: float) -> int:
    """The nearest whole pixel count for a length on the card."""
    return round(millimetres * DPI / 25.4)


class Box(NamedTuple):
    """A rectangle, right and bottom excluded, as Pillow takes it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def narrowed(self, margin: int) -> "Box":
        """The box without `margin` pixels at its left and its right."""
        return self._replace(left=self.left + margin, right=self.right - margin)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as Pillow takes them."""
        return self.width, self.height


CARD = Box(0, 0, pixels(54.0), pixels(85.6))
KEEP_OUT = pixels(4)
SAFE = Box(KEEP_OUT, KEEP_OUT, CARD.right - KEEP_OUT, CARD.bottom - KEEP_OUT)

HEADER = Box(0, 0, CARD.right, 141)
LOGO = Box(SAFE.left, SAFE.top, SAFE.left + 84, SAFE.top + 84)

PHOTO = Box(SAFE.left, 164, SAFE.left + pixels(26), 164 + pixels(35))
_SIDE = (PHOTO.right + 24, SAFE.right)
CATEGORY = Box(_SIDE[0], PHOTO.top, _SIDE[1], PHOTO.top + 112)
PRACTICE_NO = Box(_SIDE[0], 308, _SIDE[1], 376)
CERTIFICATE_NO = Box(_SIDE[0], 408, _SIDE[1], 476)
STANDING = Box(_SIDE[0], 508, _SIDE[1], PHOTO.bottom)

NAME = Box(SAFE.left, 586, SAFE.right, 654)
NAME_LINE = Box(SAFE.left, NAME.bottom + 6, SAFE.left + 62, NAME.bottom + 10)

# The symbol of a version 6 code (41 modules of 6 px) is the largest that we print: 246 px.
QR_SIDE = 246
QR_LEAST = pixels(18)
CODE = Box(SAFE.right - QR_SIDE, SAFE.bottom - 30, SAFE.right, SAFE.bottom)
QR = Box(CODE.left, CODE.top - 8 - QR_SIDE, CODE.right, CODE.top - 8)
# At most 28 px: the white that the code needs on its left and above it.
QR_WHITE = Box(QR.left - 28, NAME.bottom, CARD.right, QR.bottom)

_PLACES = (SAFE.left, QR_WHITE.left)
AGENCY = Box(_PLACES[0], 680, _PLACES[1], 816)
STORE = Box(_PLACES[0], 828, _PLACES[1], SAFE.bottom)
AGENCY_ALONE = Box(_PLACES[0], 680, _PLACES[1], SAFE.bottom)

LABEL_HEIGHT = 28
