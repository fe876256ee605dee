"""Who the applicant of a try-out is: the facts that forms and conditions may read of them."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Final

from forms import N_


@dataclass(frozen=True, slots=True)
class Option:
    """One answer, and the facts that it settles."""

    word: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known of the applicant; the first option is taken if nobody says."""

    key: str
    word: str
    options: tuple[Option, ...]

    @property
    def names(self) -> frozenset[str]:
        """Give the names of the facts that its options settle."""
        return frozenset(self.options[0].facts)


SAMPLE_EMPLOYER: Final = "样本机构"
_EMPLOYED: Final = {"account_has_agency": True, "account_has_store": True}
_FREE: Final = {"account_has_agency": False, "account_has_store": False}

QUESTIONS: Final = (
    Question(
        "kind",
        N_("申请人"),
        (
            Option(N_("从业的人"), {"applicant_kind": "practitioner"}),
            Option(N_("机构"), {"applicant_kind": "agency"}),
            Option(N_("门店"), {"applicant_kind": "store"}),
        ),
    ),
    Question(
        "category",
        N_("类别"),
        (
            Option(N_("房地产经纪人"), {"category": "broker"}),
            Option(N_("房地产经纪人协理"), {"category": "assistant"}),
            Option(N_("从业人员"), {"category": "staff"}),
        ),
    ),
    Question(
        "employer",
        N_("注册账号时"),
        (
            Option(N_("已选好单位"), {**_EMPLOYED, "account_employer": SAMPLE_EMPLOYER}),
            Option(N_("没有选单位"), {**_FREE, "account_employer": None}),
        ),
    ),
    Question(
        "named",
        N_("账号里的姓名"),
        (
            Option(N_("还没有填"), {"account_has_name": False}),
            Option(N_("已经填了"), {"account_has_name": True}),
        ),
    ),
    Question(
        "filed",
        N_("备案目录"),
        (
            Option(N_("单位在目录里"), {"filed": True}),
            Option(N_("单位不在目录里"), {"filed": False}),
        ),
    ),
    Question(
        "payment",
        N_("网上支付"),
        (
            Option(N_("已开通"), {"online_payment": True}),
            Option(N_("没有开通"), {"online_payment": False}),
        ),
    ),
    Question(
        "card",
        N_("制卡原因"),
        (
            Option(N_("第一次制作"), {"card_reason": "new"}),
            Option(N_("挂失补卡"), {"card_reason": "lost"}),
        ),
    ),
)


def facts_chosen(chosen: Mapping[str, int]) -> dict[str, Any]:
    """Give all facts about an applicant; `chosen` says by a question's key which option holds."""
    facts: dict[str, Any] = {}
    for question in QUESTIONS:
        number = chosen.get(question.key, 0)
        known = 0 <= number < len(question.options)
        facts.update(question.options[number if known else 0].facts)
    return facts


def questions_read(names: Container[str]) -> list[Question]:
    """List the questions whose facts matter where these names are read."""
    return [one for one in QUESTIONS if any(name in names for name in one.names)]


def option_of(question: Question, facts: Mapping[str, Any]) -> int:
    """Say which option of a question these facts are, the first if none fits."""
    fitting = (
        number
        for number, option in enumerate(question.options)
        if all(facts.get(name) == value for name, value in option.facts.items())
    )
    return next(fitting, 0)
