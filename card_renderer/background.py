"""What a side is drawn on: the paper with its waves, and the header with name and logo."""

import math

from PIL import Image, ImageDraw

from card_renderer.card import Association
from card_renderer.colours import GOLD, WHITE, Theme
from card_renderer.fonts import FontSet
from card_renderer.geometry import CARD, HEADER, LOGO, SAFE, Box
from card_renderer.pictures import open_picture
from card_renderer.text import Colour, Pen, Style

_GOLD_LINE = 5
_FINENESS = 3  # Drawn larger and reduced, for Pillow's lines are not smoothed.


def paper(theme: Theme, header: Box = HEADER) -> Image.Image:
    """White card with pale waves below the coloured header."""
    sheet = Image.new("RGB", CARD.size, WHITE)
    body = Box(0, header.bottom, CARD.right, CARD.bottom)
    sheet.paste(_waves(body, theme.pale), body[:2])
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, CARD.right, header.bottom - 1), fill=theme.deep)
    draw.rectangle((0, header.bottom, CARD.right, header.bottom + _GOLD_LINE - 1), fill=GOLD)
    return sheet


def draw_header(sheet: Image.Image, association: Association, fonts: FontSet) -> None:
    """Logo if there is one, the association's name, and what this card is."""
    left = SAFE.left
    if association.logo is not None:
        _paste_logo(sheet, association.logo)
        left = LOGO.right + 18
    across = 0.5 if association.logo is None else 0
    pen = Pen(sheet, fonts)
    name = Box(left, SAFE.top, SAFE.right, SAFE.top + 32)
    pen.write(association.name, name, Style(WHITE, across=across), largest=28)
    title = Box(left, SAFE.top + 38, SAFE.right, SAFE.top + 80)
    pen.write(association.title, title, Style(WHITE, 0.7, across=across), largest=38)


def _paste_logo(sheet: Image.Image, logo: bytes) -> None:
    picture = open_picture(logo, "RGBA", LOGO)
    picture.thumbnail(LOGO.size)
    left = LOGO.left + (LOGO.width - picture.width) // 2
    top = LOGO.top + (LOGO.height - picture.height) // 2
    sheet.paste(picture, (left, top), picture)


def _waves(box: Box, colour: Colour) -> Image.Image:
    """Fine crossing waves, such as printed certificates have."""
    width, height = box.width * _FINENESS, box.height * _FINENESS
    large = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(large)
    for top in range(-height // 8, height, 11 * _FINENESS):
        for shift in (0.0, math.pi):
            points = [(x, _wave(x / width, shift, height) + top) for x in range(0, width + 8, 8)]
            draw.line(points, fill=colour, width=_FINENESS)
    return large.reduce(_FINENESS)


def _wave(across: float, shift: float, height: int) -> float:
    return height / 40 * math.sin(3 * math.pi * across + shift) * (1 + across)
