"""The code that a phone reads: level M, at least 18 mm, four modules of white around it."""

import segno
from PIL import Image, ImageDraw

from card_renderer.colours import INK, WHITE
from card_renderer.errors import TextTooLong
from card_renderer.geometry import QR, QR_LEAST, QR_SIDE

QUIET = 4
"""Modules of white on each side (ISO/IEC 18004)."""


def paste_qr(sheet: Image.Image, address: str) -> None:
    """Draw the code at the bottom right of its box, each module a whole number of pixels.

    Raises:
        TextTooLong: the modules would become too small for the box.
    """
    try:
        matrix = segno.make(address, error="m", micro=False, boost_error=False).matrix
    except segno.DataOverflowError as error:
        raise TextTooLong(address) from error
    modules = len(matrix)
    scale = -(-QR_LEAST // modules)
    side = modules * scale
    if side > QR_SIDE:
        raise TextTooLong(address)
    # A finder's dark is 1 in segno's matrix, black is 0 in the picture.
    cells = bytes(0 if cell else 255 for row in matrix for cell in row)
    mask = Image.frombytes("L", (modules, modules), cells).resize(
        (side, side), Image.Resampling.NEAREST
    )
    left, top = QR.right - side - (QR_SIDE - side) // 2, QR.bottom - side
    edge = QUIET * scale
    draw = ImageDraw.Draw(sheet)
    draw.rectangle(
        (left - edge, top - edge, left + side + edge - 1, top + side + edge - 1), fill=WHITE
    )
    sheet.paste(
        INK, (left, top, left + side, top + side), Image.eval(mask, lambda value: 255 - value)
    )
