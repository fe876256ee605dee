"""What is printed on a card, and the two pictures that come out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

VERIFY_STEPS = (
    "请用手机扫描正面的二维码，或打开网址输入码下的编号。",
    "核对网页上照片、姓名、机构，卡的状态以网页显示的为准。",
    "信息不符或者本卡已失效的，请勿交易，并拨打投诉电话。",
)
WITHOUT_PHONE = "信息不符或者本卡已失效的，请勿交易，并向发卡单位反映。"
NOTICE = "本卡仅限本人使用，不得涂改、转借；离职后失效"


class Category(StrEnum):
    """What a person may do; printed as colour and word (domain.md §5)."""

    BROKER = "broker"
    ASSISTANT = "assistant"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Association:
    """Who issues the card, and the texts that are the same on each of its cards.

    `verify_address` is the public check without the code, such as `https://host/v`.
    `logo` is a PNG or JPEG, or None for no logo. Without a `phone` the card names none.
    """

    name: str
    phone: str
    verify_address: str
    logo: bytes | None = None
    title: str = "房地产经纪从业人员实名信息卡"
    verify_steps: tuple[str, ...] = VERIFY_STEPS
    notice: str = NOTICE

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of a check; nobody is told to call a number that is not printed."""
        told_to_call = self.verify_steps is VERIFY_STEPS and not self.phone
        return (*VERIFY_STEPS[:-1], WITHOUT_PHONE) if told_to_call else self.verify_steps


@dataclass(frozen=True, slots=True)
class CardData:
    """One issue of one person's card.

    `portrait` is a JPEG or PNG that already stands upright, best 413 x 579 px.
    `code` is the address of this issue at the public check, ten characters.
    `standing` is the credit grade in words, printed only when the association gives one.
    """

    association: Association
    name: str
    category: Category
    portrait: bytes
    agency: str
    practice_no: str
    card_no: str
    code: str
    issued_on: date
    store: str | None = None
    certificate_no: str | None = None
    standing: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CardImages:
    """Both sides as PNG, 638 x 1011 px each, 300 dpi, without bleed."""

    front: bytes
    back: bytes
