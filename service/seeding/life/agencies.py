"""Agencies that register: filed and not, on their way and done; and whose name was taken."""

from datetime import date
from typing import Any, Final

from service.actors import Actor
from service.models import OrganisationKind, Registration
from service.seeding import fictitious
from service.seeding.life.telling import Papers, Story, apply, day
from service.seeding.making import add_filing, make_desk, make_organisation
from service.seeding.past import APPROVE, at, decide, staff

PROCEDURE: Final = "agency_registration"
OBJECTION: Final = "claim_objection"
CONTACT: Final = "15400900001"
"""Of the filing directory; the demo prints what would be sent there."""
_STREET: Final = "威海市环翠区样本街 %d 号"
_RETURN: Final[dict[str, Any]] = {
    "decision": "return",
    "returned_fields": {"licence": "照片反光，看不清经营地址，请重新拍摄。"},
}
_REFUSE: Final = {"decision": "refuse", "opinion": "营业执照的经营范围不含房地产经纪。"}
_OUTCOMES: Final[dict[str, dict[str, Any]]] = {
    "approved": APPROVE,
    "returned": _RETURN,
    "refused": _REFUSE,
}

# Name, days ago, what became of it.
_UNFILED: Final = (
    ("晨光", 61, "approved"),
    ("东岸", 47, "approved"),
    ("和美", 33, "approved"),
    ("联众", 26, "refused"),
    ("海棠", 12, "approved"),
    ("百合", 5, "returned"),
    ("朝阳", 2, "waiting"),
    ("新港湾", 1, "waiting"),
)
_FILED: Final = (("银滩", 54), ("碧海", 40), ("松涛", 1))
_TAKEN: Final = (
    ("仁和", 68, "upheld"),
    ("金桥", 58, "rejected"),
    ("安信", 44, "rejected"),
    ("同心", 30, "upheld"),
    ("祥瑞", 17, "rejected"),
    ("四季", 1, "waiting"),
)
_NOT_TRUE: Final = "经核对营业执照和经办人委托书，注册由备案单位自己办理。"


def tell_of_agencies(papers: Papers) -> None:
    """Let agencies register, and the owners of taken names object."""
    reviewer = staff("reviewer")
    for number, (brand, ago, outcome) in enumerate(_UNFILED):
        agency = sign_up(agency_name(brand), number)
        case_no = apply(PROCEDURE, agency, unfiled_answers(papers, agency, number), day(ago))
        if outcome in _OUTCOMES:
            with at(day(ago, 16)):
                decide(case_no, reviewer, _OUTCOMES[outcome])
    for number, (brand, ago) in enumerate(_FILED, 20):
        register_filed(papers, agency_name(brand), number, ago)
    _let_a_filing_lapse(papers)
    for number, (brand, ago, outcome) in enumerate(_TAKEN, 30):
        _take_a_name(papers, brand, number, ago, outcome, reviewer)


def agency_name(brand: str) -> str:
    """Give the full name of an agency of the demo."""
    return f"威海{brand}房地产经纪有限公司（样本）"


def sign_up(
    name: str, number: int, kind: OrganisationKind = OrganisationKind.AGENCY, **facts: Any
) -> Actor:
    """Make the account of an organisation that has yet to register."""
    row = {"uscc": fictitious.uscc(number + 500), "registration": Registration.DRAFT, **facts}
    return make_desk(make_organisation(kind, name, **row))


def filed_answers(papers: Papers, actor: Actor, number: int) -> dict[str, Any]:
    """Answer what an organisation of the filing directory is asked."""
    return {
        "name": actor.display_name,
        "uscc": fictitious.uscc(number + 500),
        "region": "371002",
        "agent_name": fictitious.name(number + 31),
        "agent_mobile": f"154{8_000_000 + number:08d}",
        "consent_agent": True,
        **papers.of(actor, "authorisation"),
    }


def unfiled_answers(papers: Papers, actor: Actor, number: int) -> dict[str, Any]:
    """Answer what everybody else is asked besides: the licence and the legal person."""
    return {
        **filed_answers(papers, actor, number),
        "address": _STREET % (number + 1),
        "legal_name": fictitious.name(number + 67),
        "legal_id": fictitious.id_number(number + fictitious.LEGAL_PERSONS, "male"),
        "consent_legal": True,
        **papers.of(actor, "licence", "legal_id_front", "legal_id_back"),
    }


def register_filed(papers: Papers, name: str, number: int, ago: int) -> None:
    """Let an agency of the filing directory register: it passes at once, its contact is told."""
    filing_id = add_filing(
        OrganisationKind.AGENCY, name, fictitious.uscc(number + 500), contact_mobile=CONTACT
    )
    agency = sign_up(name, number, filing_id=filing_id)
    Story(PROCEDURE, agency, filed_answers(papers, agency, number), ago).worked_off()


def _let_a_filing_lapse(papers: Papers) -> None:
    """Let an agency come whose filing is over: the association has to look at it."""
    name, number = agency_name("旧城"), 29
    uscc, lapsed = fictitious.uscc(number + 500), date(2024, 6, 30)
    filing_id = add_filing(OrganisationKind.AGENCY, name, uscc, valid_to=lapsed)
    agency = sign_up(name, number, filing_id=filing_id)
    apply(PROCEDURE, agency, unfiled_answers(papers, agency, number), day(1, 10))


def _take_a_name(
    papers: Papers, brand: str, number: int, ago: int, outcome: str, reviewer: Actor
) -> None:
    """Let somebody register under a filed name, and its owner object the same day."""
    name = agency_name(brand)
    register_filed(papers, name, number, ago)
    owner = sign_up(name, number)
    case_no = apply(OBJECTION, owner, _objection(papers, owner, number), day(ago, 14))
    verdicts = {"upheld": APPROVE, "rejected": {"decision": "refuse", "opinion": _NOT_TRUE}}
    if outcome in verdicts:
        with at(day(ago - 1, 15)):
            decide(case_no, reviewer, verdicts[outcome])


def _objection(papers: Papers, owner: Actor, number: int) -> dict[str, Any]:
    return {
        "statement": "我单位从未在本平台注册，也未委托任何人注册，请协会核实。",
        "contact_name": fictitious.name(number + 11),
        "contact_mobile": f"154{8_100_000 + number:08d}",
        **papers.of(owner, "business_licence", "letter"),
    }
