"""`card.draw`: drawing a card costs little more than its unavoidable decoding and encoding."""

from datetime import date
from io import BytesIO
from typing import Final

from PIL import Image

from benchmarks.figures import Figure, compared, timed
from benchmarks.measure import Effort, cpu_seconds, in_turn
from card_renderer import (
    Association,
    CardData,
    CardImages,
    Category,
    encode,
    load_fonts,
    render_card,
)
from service.seeding import specimens

CLAIM: Final = "card.draw"
FLOOR: Final = "floor.card_codec"
PORTRAIT: Final = specimens.portrait(0)
CARD: Final = CardData(
    association=Association("样本市房地产业协会", "0000-0000000", "https://mingpai.example/v"),
    name="张伟",
    category=Category.BROKER,
    portrait=PORTRAIT,
    agency="样本海岸线房地产经纪有限公司",
    store="样本海岸线房地产经纪有限公司环翠楼店",
    practice_no="WH000123X",
    card_no="WH000123X-J-01",
    code="7K3M9Q2XWT",
    certificate_no="30620231037000001234",
    issued_on=date(2026, 11, 23),
)


def measure(effort: Effort) -> list[Figure]:
    """Measure both sides drawn and encoded, against decoding the portrait and encoding alone."""
    fonts = load_fonts()
    finished = render_card(CARD, fonts)
    sides = [_decoded(side) for side in (finished.front, finished.back)]

    def draw() -> None:
        assert render_card(CARD, fonts) == finished

    def only_decode_and_encode() -> None:
        _decoded(PORTRAIT)
        assert CardImages(*map(encode, sides)) == finished

    timings = in_turn(
        {CLAIM: lambda: cpu_seconds(draw), FLOOR: lambda: cpu_seconds(only_decode_and_encode)},
        effort,
    )
    return [
        timed(FLOOR, timings[FLOOR], "ms CPU"),
        compared(CLAIM, timings[CLAIM], FLOOR, timings[FLOOR], "ms CPU"),
    ]


def _decoded(picture: bytes) -> Image.Image:
    with Image.open(BytesIO(picture)) as image:
        return image.convert("RGB")
