"""Details that change: of people, agencies and stores, in the hands of whoever has to look."""

from dataclasses import dataclass
from typing import Final

from service.accounts import new_mobile
from service.actors import Actor
from service.models import AccountKind, Organisation
from service.notifications import ConsoleNotifications
from service.ports import ports
from service.seeding.demo import AGENCY, STORE
from service.seeding.life.acting import (
    Act,
    Scene,
    agency_agrees,
    by_agency,
    by_staff,
    withdraws,
)
from service.seeding.life.agencies import agency_name
from service.seeding.life.asking import (
    ADDRESS,
    AGENT,
    CERTIFICATE,
    FILING_TERM,
    LEGAL,
    LICENCE,
    LICENCE_TERM,
    NEW_NAME,
    RENAMED,
    UPGRADE,
    Asked,
    parent,
)
from service.seeding.life.telling import Papers, Story, day, refused, returned
from service.seeding.life.town import Resident, Town, Wants, desk_of
from service.seeding.making import PASSWORD
from service.seeding.past import APPROVE, at

PROCEDURE: Final = "change_of_details"


_agency_returns: Final = by_agency(returned(certificate="证书照片不清晰，请重新拍摄。"))
_agency_refuses: Final = by_agency(refused("未见公安机关的更名证明原件。"))
_association_agrees: Final = by_staff("reviewer2", APPROVE)
_association_returns: Final = by_staff(
    "reviewer2", returned(authorisation="委托书未加盖公章，请盖章后重新上传。")
)
_association_refuses: Final = by_staff("reviewer2", refused("执照上的法定代表人与所填姓名不一致。"))


@dataclass(frozen=True, slots=True)
class _Change:
    ago: int
    asked: Asked
    acts: tuple[Act, ...] = ()


_GRANTED: Final = (agency_agrees, _association_agrees)
_OF_PEOPLE: Final = (
    _Change(44, CERTIFICATE, _GRANTED),
    _Change(2, CERTIFICATE),
    _Change(6, CERTIFICATE, (_agency_returns,)),
    _Change(33, UPGRADE, _GRANTED),
    _Change(3, UPGRADE, (agency_agrees,)),
    _Change(19, UPGRADE, (agency_agrees, withdraws)),
    _Change(25, NEW_NAME, _GRANTED),
    _Change(9, NEW_NAME, (_agency_refuses,)),
    _Change(17, NEW_NAME),
)
_OF_COLLEAGUES: Final = (_Change(1, NEW_NAME), _Change(2, CERTIFICATE))
"""Of the people of the agency whose desk the demo prints."""
_NEW_NUMBERS: Final = ((30, "15408200001"), (5, "15408200002"))
_OF_ORGANISATIONS: Final = (
    (agency_name("海悦"), _Change(41, ADDRESS)),
    (AGENCY, _Change(22, ADDRESS)),
    (AGENCY, _Change(2, FILING_TERM)),
    (agency_name("众信"), _Change(36, RENAMED, (_association_agrees,))),
    (agency_name("博睿"), _Change(1, RENAMED)),
    (agency_name("天润"), _Change(29, LICENCE, (_association_agrees,))),
    (agency_name("宜居"), _Change(8, LICENCE)),
    (agency_name("汇通"), _Change(16, LEGAL, (_association_refuses,))),
    (agency_name("海韵"), _Change(1, LEGAL)),
    (agency_name("益家"), _Change(20, AGENT, (_association_agrees,))),
    (STORE, _Change(4, AGENT, (_association_returns,))),
    (agency_name("优居"), _Change(13, LICENCE_TERM, (_association_agrees,))),
    (agency_name("信达"), _Change(10, FILING_TERM, (_association_agrees,))),
)
# A store and its new agency.
_MOVES: Final[tuple[tuple[str, str, int, tuple[Act, ...]], ...]] = (
    ("海悦新威路店（样本）", AGENCY, 1, ()),
    ("博睿上海路店（样本）", agency_name("家园"), 3, (agency_agrees,)),
    ("天润沈阳路店（样本）", agency_name("润泽"), 12, _GRANTED),
)


def tell_of_changes(town: Town, papers: Papers) -> None:
    """Let people and organisations ask for changes."""
    for number, change in enumerate(_OF_PEOPLE):
        person = town.meet(change.ago, Wants.CARD, below_broker=change.asked is UPGRADE)
        _tell_of_person(town, papers, person, change, number)
    theirs = town.colleagues(town.employer(AGENCY))
    for number, (person, change) in enumerate(zip(theirs, _OF_COLLEAGUES, strict=False), 20):
        _tell_of_person(town, papers, person, change, number)
    for ago, mobile in _NEW_NUMBERS:
        _change_mobile(town.meet(ago, Wants.CARD).actor, mobile, ago)
    for number, (name, change) in enumerate(_OF_ORGANISATIONS):
        _tell(town, papers, desk_of(town.employer(name)), None, change, number)
    for store, name, ago, acts in _MOVES:
        agency = town.employer(name)
        change = _Change(ago, parent(agency), acts)
        _tell(town, papers, desk_of(town.employer(store)), agency, change)


def _tell_of_person(
    town: Town, papers: Papers, person: Resident, change: _Change, number: int
) -> None:
    _tell(town, papers, person.actor, person.agency, change, number)


def _tell(
    town: Town,
    papers: Papers,
    applicant: Actor,
    agency: Organisation | None,
    change: _Change,
    number: int = 0,
) -> None:
    kind, asked = applicant.kind, change.asked
    question = "person_change" if kind is AccountKind.PRACTITIONER else f"{kind.value}_change"
    answers = {question: asked.word, **asked.answers(applicant.display_name, number)}
    uploads = papers.of(applicant, *asked.papers)
    story = Story(PROCEDURE, applicant, answers | uploads, change.ago)
    Scene(town, papers, story, applicant, agency).go_on(change.acts)


def _change_mobile(actor: Actor, mobile: str, ago: int) -> None:
    """Prove the new number by the code that was sent there, then ask for the change."""
    with at(day(ago)):
        new_mobile.send_code_to(mobile, actor.account_id, PASSWORD, "127.0.0.1")
        sent = ports().notifications
        assert isinstance(sent, ConsoleNotifications)
        new_mobile.prove(mobile, actor.account_id, sent.sent[-1].code)
    Story(PROCEDURE, actor, {"person_change": "mobile", "mobile": mobile}, ago).worked_off()
