"""What each change of details asks for: its papers, and answers that are new."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from service.models import Organisation
from service.ports import ports
from service.seeding import fictitious
from service.seeding.life.agencies import agency_name

_GIVEN_NAMES: Final = ("思远", "若彤", "一鸣", "雨桐", "子涵")
_NEW_BRANDS: Final = ("和顺", "广厦", "嘉信", "同创", "恒居", "晶典")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a change asks for: its word on the form, its papers, its answers.

    Answers are made of the applicant's name and a number that tells changes apart.
    """

    word: str
    papers: tuple[str, ...]
    answers: Callable[[str, int], dict[str, Any]]


def _certificate(_: str, number: int) -> dict[str, Any]:
    issuer = "中国房地产估价师与房地产经纪人学会"
    return {"certificate_number": f"3062026{number + 9000:013d}", "certificate_issuer": issuer}


def _legal(_: str, number: int) -> dict[str, Any]:
    id_number = fictitious.id_number(number + fictitious.NEW_LEGAL_PERSONS, "male")
    name = fictitious.name(number + 83)
    return {"legal_name": name, "legal_id": id_number, "consent_legal": True}


def _agent(_: str, number: int) -> dict[str, Any]:
    mobile = f"154{8_300_000 + number:08d}"
    name = fictitious.name(number + 5)
    return {"agent_name": name, "agent_mobile": mobile, "consent_agent": True}


def _filing(_: str, number: int) -> dict[str, Any]:
    until = date(ports().clock().year + 3, 12, 31).isoformat()
    return {"filing_no": f"威房经备字样本续{number:04}号", "filing_valid_to": until}


def _licence_term(_: str, __: int) -> dict[str, Any]:
    return {"licence_valid_to": date(ports().clock().year + 20, 6, 30).isoformat()}


CERTIFICATE: Final = Asked("certificate", ("certificate",), _certificate)
UPGRADE: Final = Asked(
    "upgrade", ("certificate",), lambda _, n: {"new_category": "broker", **_certificate(_, n)}
)
NEW_NAME: Final = Asked(
    "name",
    ("name_proof", "new_id_front"),
    lambda name, n: {"new_name": name[0] + _GIVEN_NAMES[n % len(_GIVEN_NAMES)]},
)
RENAMED: Final = Asked("name", ("licence",), lambda _, n: {"name": agency_name(_NEW_BRANDS[n])})
LICENCE: Final = Asked("licence", ("licence",), lambda _, n: {"uscc": fictitious.uscc(n + 900)})
ADDRESS: Final = Asked(
    "address",
    ("licence",),
    lambda _, n: {"region": "371002", "address": f"威海市环翠区样本大道 {n + 1} 号"},
)
LEGAL: Final = Asked("legal", ("legal_id_front", "legal_id_back", "legal_licence"), _legal)
AGENT: Final = Asked("agent", ("authorisation",), _agent)
LICENCE_TERM: Final = Asked("licence_renewal", ("licence",), _licence_term)
FILING_TERM: Final = Asked("filing_renewal", ("filing_document",), _filing)


def parent(agency: Organisation) -> Asked:
    """Give what a store asks for that goes under another agency."""
    return Asked("parent", ("parent_agreement",), lambda *_: {"parent": str(agency.id)})
