"""A card to vary: a person of a city that does not exist."""

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from card_renderer import Association, CardData, Category

ASSOCIATION = Association("样本市房地产业协会", "0000-0000000", "https://mingpai.example/v")


def portrait() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((413, 579)).convert("RGB").save(file, "JPEG")
    return file.getvalue()


PORTRAIT = portrait()


def a_card(**changes: Any) -> CardData:
    given: dict[str, Any] = {
        "association": ASSOCIATION,
        "name": "王小明",
        "category": Category.BROKER,
        "portrait": PORTRAIT,
        "agency": "样本海岸线房地产经纪有限公司",
        "store": "样本海岸线房地产经纪有限公司环翠楼店",
        "practice_no": "WH000123X",
        "certificate_no": "30620231037000001234",
        "card_no": "WH000123X-J-02",
        "code": "7K3M9Q2XWT",
        "issued_on": date(2026, 11, 23),
    }
    return CardData(**(given | changes))
