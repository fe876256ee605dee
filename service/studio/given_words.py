"""What a diagram is given of its applicant, in words: conditions and tables are picked from it."""

from typing import Any, Final

from flask_babel import gettext

from forms import N_

_ORGANISATIONS: Final = {"agency": N_("机构"), "store": N_("门店")}

# The first is what a new table asks.
_GIVENS: Final[dict[str, tuple[str, dict[str, str] | None]]] = {
    "category": (
        N_("注册身份"),
        {
            "broker": N_("房地产经纪人"),
            "assistant": N_("房地产经纪人协理"),
            "staff": N_("从业人员"),
        },
    ),
    "applicant_kind": (
        N_("申请人是谁"),
        {**_ORGANISATIONS, "practitioner": N_("从业的人")},
    ),
    "filed": (N_("在备案目录里"), None),
    "filing_lapsed": (N_("备案已过期"), None),
    "account_has_name": (N_("账号已登记姓名"), None),
    "account_has_agency": (N_("账号已有所属机构"), None),
    "account_has_store": (N_("账号已有所在门店"), None),
    "online_payment": (N_("可以在线缴费"), None),
    "card_reason": (N_("制卡原因"), {"new": N_("新办"), "lost": N_("挂失补办")}),
}
NOT_PICKED: Final = frozenset({"account_employer", "changed_fields"})
"""A name and a list: whoever needs them writes the expression."""
PICKED: Final = frozenset(_GIVENS)
GIVEN_OPTIONS: Final = {key: values for key, (_label, values) in _GIVENS.items() if values}
GIVEN_LABELS: Final = {key: label for key, (label, _values) in _GIVENS.items()}


def given_words() -> list[dict[str, Any]]:
    """Give each that can be picked, with its values; None stands for yes or no."""
    return [
        {
            "key": key,
            "label": gettext(label),
            "values": values
            and [{"value": value, "label": gettext(said)} for value, said in values.items()],
        }
        for key, (label, values) in _GIVENS.items()
    ]
