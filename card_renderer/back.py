"""The back: how to check the card, whom to call, who issued it and when."""

from datetime import date
from functools import lru_cache
from typing import Final

from PIL import Image

from card_renderer.background import paper
from card_renderer.card import Association, CardData
from card_renderer.colours import BACK, GOLD, INK, LABEL, RULE, WHITE
from card_renderer.fonts import FontSet
from card_renderer.geometry import CARD, SAFE, Box
from card_renderer.text import Pen, Style

HEADER: Final = Box(0, 0, CARD.right, 122)
STEPS_TOP: Final = 158
STEP_LEFT: Final = SAFE.left + 44
ADDRESS: Final = Box(STEP_LEFT, 476, SAFE.right, 506)
FACTS_TOP: Final = 552
FACT_HEIGHT: Final = 56
VALUE_LEFT: Final = SAFE.left + 136
NOTICE: Final = Box(SAFE.left, 880, SAFE.right, SAFE.bottom)


def draw_back(card: CardData, fonts: FontSet) -> Image.Image:
    """The finished back."""
    dated = card.valid_until is not None
    sheet = _template(card.association, dated, fonts).copy()
    pen = Pen(sheet, fonts)
    values = [_day(card.issued_on), card.card_no]
    if card.valid_until is not None:
        values.insert(1, _day(card.valid_until))
    for row, value in enumerate(values, start=len(_shared_facts(card.association))):
        _write_value(pen, value, row)
    return sheet


def fact_box(row: int) -> Box:
    """Where the value of a row of the table stands."""
    top = FACTS_TOP + row * FACT_HEIGHT
    return Box(VALUE_LEFT, top + 8, SAFE.right, top + FACT_HEIGHT - 6)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _write_value(pen: Pen, value: str, row: int) -> None:
    pen.write(value, fact_box(row), Style(INK, 0.3, down=0.5), largest=26, lines=2)


@lru_cache(maxsize=8)
def _template(association: Association, dated: bool, fonts: FontSet) -> Image.Image:
    """All that cards of one association share, with or without a row for the last day."""
    sheet = paper(BACK, HEADER)
    pen = Pen(sheet, fonts)
    title = Box(SAFE.left, SAFE.top, SAFE.right, SAFE.top + 40)
    pen.write("查验与使用", title, Style(WHITE, 0.6, 0.3, across=0.5), largest=36)
    _write_steps(pen, association)
    _write_facts(pen, association, dated)
    pen.write(
        association.notice, NOTICE, Style(BACK.deep, 0.3, across=0.5, down=1), largest=24, lines=2
    )
    return sheet


def _write_steps(pen: Pen, association: Association) -> None:
    pitch = (ADDRESS.top - STEPS_TOP) // max(len(association.steps), 1)
    for number, step in enumerate(association.steps):
        top = STEPS_TOP + number * pitch
        figure = Box(SAFE.left, top, STEP_LEFT, top + 34)
        pen.write(str(number + 1), figure, Style(GOLD, 0.8), largest=34)
        text = Box(STEP_LEFT, top + 4, SAFE.right, top + pitch - 12)
        pen.write(step, text, Style(INK), largest=32, lines=3)
    pen.write(association.verify_address, ADDRESS, Style(BACK.deep, 0.5), largest=26)


def _write_facts(pen: Pen, association: Association, dated: bool) -> None:
    shared = _shared_facts(association)
    for row, label in enumerate([*shared, "发卡日期", *(["有效期至"] if dated else []), "卡号"]):
        box = fact_box(row)._replace(left=SAFE.left, right=VALUE_LEFT - 16)
        pen.draw.line((SAFE.left, box.top - 8, SAFE.right, box.top - 8), fill=RULE, width=2)
        pen.write(label, box, Style(LABEL, down=0.5), largest=24)
    for row, value in enumerate(shared.values()):
        _write_value(pen, value, row)


def _shared_facts(association: Association) -> dict[str, str]:
    """Give the rows that are the same on each card; an empty one is left out."""
    facts = {"投诉电话": association.phone, "发卡单位": association.name}
    return {label: value for label, value in facts.items() if value}
