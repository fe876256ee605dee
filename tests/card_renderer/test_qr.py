"""A phone must read the code off the printed card."""

from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from card_renderer import Association, FontSet, TextTooLong, render_card
from card_renderer import geometry as at
from card_renderer.colours import INK, WHITE
from card_renderer.qr import QUIET
from tests.card_renderer.cards import a_card

ADDRESSES = [
    "https://a.cn/v",
    "https://mingpai.example/v",
    "https://shiming.fangxie.weihai.example.org.cn/v",
    "https://a-really-quite-long-host-name.shiming.fangxie.weihai.example.org.cn/v",
]


def front(fonts: FontSet, address: str, **changes: Any) -> Image.Image:
    association = Association("样本市房地产业协会", "0000", address)
    card = a_card(association=association, **changes)
    return Image.open(BytesIO(render_card(card, fonts).front)).convert("RGB")


def symbol(picture: Image.Image) -> at.Box:
    """The dark modules' rectangle: the only pixels of pure ink in its white."""
    region = at.QR_WHITE
    dark = picture.crop(region).convert("L").point(lambda value: 255 if value < 60 else 0)
    bounds = dark.getbbox()
    assert bounds is not None
    left, top = region[:2]
    return at.Box(bounds[0] + left, bounds[1] + top, bounds[2] + left, bounds[3] + top)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_code_on_the_finished_card_reads_as_the_public_address(
    fonts: FontSet, address: str
) -> None:
    (found,) = zxingcpp.read_barcodes(front(fonts, address))
    assert found.text == f"{address}/7K3M9Q2XWT"
    assert found.ec_level == "M"


def test_the_code_is_read_from_a_picture_a_third_of_the_size(fonts: FontSet) -> None:
    small = front(fonts, ADDRESSES[1]).reduce(3)
    assert [found.text for found in zxingcpp.read_barcodes(small)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_symbol_is_at_least_eighteen_millimetres_wide(fonts: FontSet, address: str) -> None:
    box = symbol(front(fonts, address))
    assert box.width == box.height
    assert at.pixels(18) <= box.width <= at.QR_SIDE


@pytest.mark.parametrize("address", ADDRESSES)
def test_four_modules_around_the_symbol_are_white(fonts: FontSet, address: str) -> None:
    picture = front(fonts, address)
    box = symbol(picture)
    edge = QUIET * _module(picture, box)
    for side in (
        (box.left - edge, box.top - edge, box.right + edge, box.top),
        (box.left - edge, box.top, box.left, box.bottom),
        (box.right, box.top, box.right + edge, box.bottom),
    ):
        assert picture.crop(side).getcolors() == [
            ((side[2] - side[0]) * (side[3] - side[1]), WHITE)
        ]


def _module(picture: Image.Image, box: at.Box) -> int:
    """The finder pattern's first dark line is seven modules long."""
    row = picture.crop((box.left, box.top, box.right, box.top + 1)).tobytes()
    pixels = [tuple(row[place : place + 3]) for place in range(0, len(row), 3)]
    return next(number for number, pixel in enumerate(pixels) if pixel != INK) // 7


def test_an_address_too_long_for_the_place_stops_the_card(fonts: FontSet) -> None:
    for length in (150, 5_000):
        with pytest.raises(TextTooLong):
            front(fonts, "https://" + "a" * length + ".example/v")
