"""The front: who this is, what they may do, whom they work for, and how to check it."""

from functools import lru_cache

from PIL import Image, ImageOps

from card_renderer import geometry as at
from card_renderer.background import draw_header, paper
from card_renderer.card import Association, CardData, Category
from card_renderer.colours import GOLD, INK, LABEL, RULE, THEMES, WHITE
from card_renderer.fonts import FontSet
from card_renderer.geometry import Box
from card_renderer.pictures import open_picture
from card_renderer.qr import paste_qr
from card_renderer.text import Pen, Style

_LABEL = Style(LABEL)
_VALUE = Style(INK, 0.3)


def draw_front(card: CardData, fonts: FontSet) -> Image.Image:
    """The finished front."""
    sheet = _template(card.association, card.category, fonts).copy()
    sheet.paste(_portrait(card.portrait), at.PHOTO)
    paste_qr(sheet, f"{card.association.verify_address}/{card.code}")
    pen = Pen(sheet, fonts)
    pen.write(card.name, at.NAME, _name_style(card.name), largest=62, lines=2)
    pen.write(card.code, at.CODE, Style(INK, 0.3, tracking=0.12, across=0.5), largest=26)
    _write_numbers(pen, card)
    _write_employer(pen, card)
    return sheet


def _name_style(name: str) -> Style:
    # Two characters are set apart, as names of two characters are in print.
    return Style(INK, 0.8, tracking=0.5 if len(name) == 2 else 0, down=0.5)


def _write_numbers(pen: Pen, card: CardData) -> None:
    _write_labelled(pen, "从业编号", card.practice_no, at.PRACTICE_NO)
    if card.certificate_no is not None:
        _write_labelled(pen, "资格证书编号", card.certificate_no, at.CERTIFICATE_NO)
    if card.standing is not None:
        _write_labelled(pen, "信用等级", card.standing, at.STANDING)


def _write_employer(pen: Pen, card: CardData) -> None:
    if card.store is None:
        _write_labelled(pen, "机构", card.agency, at.AGENCY_ALONE)
        return
    _write_labelled(pen, "机构", card.agency, at.AGENCY)
    _write_labelled(pen, "门店", card.store, at.STORE)


def _write_labelled(pen: Pen, label: str, value: str, box: Box) -> None:
    """A small grey label with its value below, in as many lines as make it most legible."""
    pen.write(label, box, _LABEL, largest=20)
    room = box._replace(top=box.top + at.LABEL_HEIGHT)
    pen.write(value, room, _VALUE, largest=28, lines=6)


def _portrait(picture: bytes) -> Image.Image:
    """The photo cut to 26 x 35 mm; what is lost is lost below, never the top of the head."""
    image = open_picture(picture, "RGB", at.PHOTO)
    return ImageOps.fit(image, at.PHOTO.size, Image.Resampling.BICUBIC, centering=(0.5, 0.2))


@lru_cache(maxsize=32)
def _template(association: Association, category: Category, fonts: FontSet) -> Image.Image:
    """All that cards of one category and association share."""
    theme = THEMES[category]
    sheet = paper(theme)
    draw_header(sheet, association, fonts)
    pen = Pen(sheet, fonts)
    _draw_photo_edge(pen)
    pen.draw.rectangle(_inclusive(at.CATEGORY), fill=theme.deep)
    tracking = 0.08 if len(theme.word) > 2 else 0.4
    style = Style(WHITE, 0.8, tracking, across=0.5, down=0.5)
    pen.write(theme.word, at.CATEGORY.narrowed(8), style, largest=56)
    pen.draw.rectangle(_inclusive(at.NAME_LINE), fill=GOLD)
    return sheet


def _draw_photo_edge(pen: Pen) -> None:
    left, top, right, bottom = _inclusive(at.PHOTO)
    pen.draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline=RULE, width=2)


def _inclusive(box: Box) -> tuple[int, int, int, int]:
    """Pillow's rectangles include their last row and column."""
    return box.left, box.top, box.right - 1, box.bottom - 1
