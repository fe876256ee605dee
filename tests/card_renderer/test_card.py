"""Ink stays where it belongs, and the card says what it must."""

import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations
from struct import pack
from typing import Any
from zlib import crc32

import pytest
from PIL import Image, ImageChops

from card_renderer import (
    CardData,
    CardNotDrawn,
    Category,
    FontSet,
    PictureUnreadable,
    TextTooLong,
    back,
    front,
    render_card,
)
from card_renderer import geometry as at
from card_renderer.back import fact_box
from card_renderer.colours import BACK, THEMES, WHITE
from card_renderer.geometry import Box
from card_renderer.text import Colour, fit
from tests.card_renderer.cards import ASSOCIATION, PORTRAIT, a_card

LONG = "样本市" + "某" * 20 + "房地产经纪有限责任公司环翠区分公司"
WITH_STORE = (
    at.PHOTO,
    at.CATEGORY,
    at.PRACTICE_NO,
    at.CERTIFICATE_NO,
    at.STANDING,
    at.NAME,
    at.NAME_LINE,
    at.AGENCY,
    at.STORE,
    at.QR_WHITE,
    at.CODE,
)


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def front_of(fonts: FontSet, **changes: Any) -> Image.Image:
    return opened(render_card(a_card(**changes), fonts).front)


SILENT = replace(ASSOCIATION, phone="")


def back_of(fonts: FontSet, **changes: Any) -> Image.Image:
    return opened(render_card(a_card(**changes), fonts).back)


def ink(one: Image.Image, other: Image.Image) -> Box:
    """The rectangle within which two pictures differ."""
    bounds = ImageChops.difference(one, other).getbbox()
    assert bounds is not None, "the field left no ink at all"
    return Box(*bounds)


def within(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def test_both_sides_are_a_portrait_cr80_card_at_300_dpi(fonts: FontSet) -> None:
    for side in (render_card(a_card(), fonts).front, render_card(a_card(), fonts).back):
        picture = Image.open(BytesIO(side))
        assert (picture.format, picture.size) == ("PNG", (638, 1011))
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize(
    "places", [WITH_STORE, (at.AGENCY_ALONE, at.QR_WHITE, at.CODE, at.NAME_LINE)]
)
def test_no_two_places_on_the_front_overlap(places: tuple[Box, ...]) -> None:
    for one, other in combinations(places, 2):
        apart = (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart, (one, other)


def test_every_place_keeps_four_millimetres_from_the_edge() -> None:
    rows = [fact_box(row) for row in range(5)]
    with_ink = [place for place in WITH_STORE if place != at.QR_WHITE]
    for place in (*with_ink, at.QR, at.AGENCY_ALONE, at.LOGO, *rows):
        assert within(place, at.SAFE), place


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("name", "李", at.NAME),
        ("name", "欧阳", at.NAME),
        ("name", "欧阳小明", at.NAME),
        ("name", "阿卜杜热合曼·吐尔逊", at.NAME),
        ("name", "阿卜杜热合曼吐尔逊江麦麦", at.NAME),
        ("name", "热" * 50, at.NAME),
        ("agency", "样本行", at.AGENCY),
        ("agency", LONG, at.AGENCY),
        ("agency", "某" * 100, at.AGENCY),
        ("store", LONG, at.STORE),
        ("store", "荣成市好房屋中介（集团）有限公司（总店）", at.STORE),
        ("practice_no", "WH999999W", at.PRACTICE_NO),
        ("certificate_no", "W" * 32, at.CERTIFICATE_NO),
        ("certificate_no", "（2019）第00123456789号", at.CERTIFICATE_NO),
        ("code", "WWWWWWWWWW", Box(at.QR.left, at.QR.top, at.CODE.right, at.CODE.bottom)),
    ],
)
def test_a_text_stays_inside_its_place(fonts: FontSet, field: str, value: str, place: Box) -> None:
    assert within(ink(front_of(fonts), front_of(fonts, **{field: value})), place)


def test_a_name_of_twelve_characters_stays_on_one_line_of_three_millimetres(
    fonts: FontSet,
) -> None:
    setting = fit("阿卜杜热合曼吐尔逊江麦麦", at.NAME, fonts, largest=62, lines=2)
    assert len(setting.lines) == 1
    assert setting.size >= at.pixels(3)


def test_an_agency_name_of_forty_characters_is_printed_in_at_least_seven_points(
    fonts: FontSet,
) -> None:
    room = at.AGENCY_ALONE._replace(top=at.AGENCY_ALONE.top + at.LABEL_HEIGHT)
    assert len(LONG) == 40
    assert fit(LONG, room, fonts, largest=28, lines=4).size >= 26


def test_without_a_store_neither_its_name_nor_its_label_is_printed(fonts: FontSet) -> None:
    alone = front_of(fonts, store=None)
    assert alone.crop(at.STORE).tobytes() != front_of(fonts).crop(at.STORE).tobytes()
    empty = alone.crop(at.STORE).convert("L")
    assert empty.getextrema()[0] > 200, "dark ink where the store would be"


def test_a_standing_is_printed_only_when_there_is_one(fonts: FontSet) -> None:
    assert within(ink(front_of(fonts), front_of(fonts, standing="A（优秀）")), at.STANDING)


def test_staff_without_a_certificate_have_no_line_for_it(fonts: FontSet) -> None:
    changed = ink(front_of(fonts), front_of(fonts, certificate_no=None))
    assert within(changed, at.CERTIFICATE_NO)


@pytest.mark.parametrize("category", Category)
def test_the_category_is_a_colour_and_a_white_word_on_it(
    fonts: FontSet, category: Category
) -> None:
    band = front_of(fonts, category=category).crop(at.CATEGORY)
    assert band.getpixel((2, 2)) == THEMES[category].deep
    assert 0.05 < band.histogram()[255] / (band.width * band.height) < 0.4


def test_each_category_has_its_own_word_and_its_own_colour() -> None:
    assert [THEMES[category].word for category in Category] == ["经纪人", "协理", "从业人员"]
    assert len({THEMES[category].deep for category in Category}) == 3


@pytest.mark.parametrize("theme", [*THEMES.values(), BACK])
def test_white_text_on_the_band_has_enough_contrast(theme: Any) -> None:
    assert (_luminance(WHITE) + 0.05) / (_luminance(theme.deep) + 0.05) >= 5


def _luminance(colour: Colour) -> float:
    """WCAG's relative luminance."""
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_portrait_fills_its_place_and_keeps_its_shape(fonts: FontSet) -> None:
    changed = ink(front_of(fonts), front_of(fonts, portrait=_plain_portrait((600, 300))))
    assert changed == at.PHOTO


def test_the_day_of_issue_and_the_card_number_are_in_their_rows(fonts: FontSet) -> None:
    plain = back_of(fonts)
    assert within(ink(plain, back_of(fonts, issued_on=date(2030, 12, 31))), fact_box(2))
    assert within(ink(plain, back_of(fonts, card_no="WH999999W-Y-99")), fact_box(3))


def test_a_card_without_a_complaint_number_has_no_empty_row_for_it(fonts):
    plain = back_of(fonts, association=SILENT)
    later = back_of(fonts, association=SILENT, issued_on=date(2030, 12, 31))

    assert within(ink(plain, later), fact_box(1))
    assert "电话" not in "".join(SILENT.steps)


def test_the_last_day_is_a_row_only_when_the_card_has_one(fonts: FontSet) -> None:
    dated = back_of(fonts, valid_until=date(2029, 11, 22))
    later = back_of(fonts, valid_until=date(2031, 10, 10))
    assert within(ink(dated, later), fact_box(3))
    assert ink(back_of(fonts), dated).bottom <= fact_box(4).bottom


def test_the_association_s_texts_and_logo_are_its_own(fonts: FontSet) -> None:
    other = ASSOCIATION.__class__(
        "另一座城市的房地产估价师与房地产经纪人学会", "12345", "https://b.example/v", PORTRAIT
    )
    changed = ink(front_of(fonts), front_of(fonts, association=other)).bottom
    assert changed <= at.CODE.top
    header = ink(
        front_of(fonts).crop(at.HEADER), front_of(fonts, association=other).crop(at.HEADER)
    )
    assert within(header, at.SAFE)


def test_the_same_data_give_the_same_bytes(fonts: FontSet) -> None:
    once = render_card(a_card(), fonts)
    front._template.cache_clear()
    back._template.cache_clear()
    assert render_card(a_card(), fonts) == once


def test_drawing_one_card_leaves_no_trace_on_the_next(fonts: FontSet) -> None:
    once = render_card(a_card(), fonts)
    render_card(a_card(name="阿卜杜热合曼", agency=LONG, code="AAAAAAAAAA"), fonts)
    assert render_card(a_card(), fonts) == once


def test_a_text_that_cannot_be_read_any_more_stops_the_card(fonts: FontSet) -> None:
    with pytest.raises(TextTooLong, match="放不下"):
        render_card(a_card(name="某" * 120), fonts)


@pytest.mark.parametrize("portrait", [b"", b"no picture", PORTRAIT[:2000]])
def test_a_portrait_that_is_no_picture_stops_the_card(fonts: FontSet, portrait: bytes) -> None:
    with pytest.raises(PictureUnreadable, match="无法读取"):
        render_card(a_card(portrait=portrait), fonts)


def test_a_decompression_bomb_stops_the_card_before_it_is_unpacked(fonts: FontSet) -> None:
    for bomb in (_png("1", (7_000, 7_000)), _empty_png(20_000)):
        for changes in ({"portrait": bomb}, {"association": replace(ASSOCIATION, logo=bomb)}):
            with pytest.raises(PictureUnreadable):
                render_card(a_card(**changes), fonts)


def test_a_picture_damaged_in_the_middle_stops_the_card(fonts: FontSet) -> None:
    file = BytesIO()
    Image.effect_noise((413, 579), 90).save(file, "PNG")
    before, middle, after = file.getvalue().split(b"IDAT", 2)
    damaged = before + b"IDAT" + middle + bytes(4) + after
    with pytest.raises(PictureUnreadable):
        render_card(a_card(portrait=damaged), fonts)


def test_a_picture_of_another_format_is_not_even_tried(fonts: FontSet) -> None:
    file = BytesIO()
    Image.new("RGB", (413, 579)).save(file, "GIF")
    with pytest.raises(PictureUnreadable):
        render_card(a_card(portrait=file.getvalue()), fonts)


def test_a_text_of_a_megabyte_is_refused_at_once_and_not_repeated(fonts: FontSet) -> None:
    began = time.thread_time()
    with pytest.raises(TextTooLong) as caught:
        render_card(a_card(agency="某" * 1_000_000), fonts)
    assert time.thread_time() - began < 1
    assert len(str(caught.value)) < 120


def test_a_text_without_width_leaves_its_place_empty(fonts: FontSet) -> None:
    assert render_card(a_card(store="\u0301"), fonts) == render_card(a_card(store=""), fonts)


def test_every_reason_carries_its_sentence_and_its_values_apart(fonts: FontSet) -> None:
    with pytest.raises(CardNotDrawn) as caught:
        render_card(a_card(name="某" * 120), fonts)
    assert caught.value.message % caught.value.params == str(caught.value)


def _empty_png(side: int) -> bytes:
    """A PNG that promises a square of this side and holds nothing of it."""
    chunks = (b"IHDR" + pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0), b"IDAT", b"IEND")
    parts = (pack(">I", len(one) - 4) + one + pack(">I", crc32(one)) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _plain_portrait(size: tuple[int, int]) -> bytes:
    return _png("RGB", size, (120, 0, 130))


def _png(mode: str, size: tuple[int, int], colour: Any = 0) -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, "PNG")
    return file.getvalue()


def test_card_data_need_no_more_than_a_person_without_store_or_certificate(
    fonts: FontSet,
) -> None:
    card = CardData(
        ASSOCIATION, "王", Category.STAFF, PORTRAIT, "样本行", "WH1", "WH1-Y-01", "A", date.min
    )
    assert render_card(card, fonts).front
