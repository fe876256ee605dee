"""Asks for changes of details, each with complete answers; a test states only what matters."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Card, Case, Document, Practitioner
from service.ports import ports
from tests import photos
from tests.people import OTHER_ID_NUMBER, People
from tests.stories import case_of, decide, submit

CHANGE = "change_of_details"
NEW_MOBILE = "15400000088"
PAPERS = {
    "new_name": ("name_proof", "new_id_front"),
    "certificate_number": ("certificate",),
    "name": ("licence",),
    "uscc": ("licence",),
    "address": ("licence",),
    "licence_valid_to": ("licence",),
    "legal_id": ("legal_id_front", "legal_id_back", "legal_licence"),
    "agent_name": ("authorisation",),
    "filing_no": ("filing_document",),
    "parent": ("parent_agreement",),
}
"""The papers that go with an answer."""
ANSWERS: dict[str, dict[str, Any]] = {
    "person_change.mobile": {"mobile": NEW_MOBILE},
    "person_change.publication": {"consent_publication": True},
    "person_change.name": {"new_name": "张伟明"},
    "person_change.certificate": {
        "certificate_number": "30620260000000000777",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
    },
    "person_change.upgrade": {
        "new_category": "broker",
        "certificate_number": "30620260000000000999",
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
    },
    "name": {"name": "威海新安居房地产经纪有限公司"},
    "licence": {"uscc": "91371082XX0000035H"},
    "address": {"region": "371083", "address": "乳山市商业街 18 号"},
    "legal": {"legal_name": "王建国", "legal_id": OTHER_ID_NUMBER, "consent_legal": True},
    "agent": {"agent_name": "赵敏", "agent_mobile": "15400000077", "consent_agent": True},
    "licence_renewal": {"licence_valid_to": "2046-01-31"},
    "filing_renewal": {"filing_no": "威房经备2026001", "filing_valid_to": "2029-06-30"},
    "parent": {},
}


def answers_for(people: People, actor: Actor, change: str, **answers: Any) -> dict[str, Any]:
    """Give complete answers that ask for a change, with uploads that are ready."""
    question = {"practitioner": "person_change"}.get(actor.kind.value, f"{actor.kind.value}_change")
    known = ANSWERS.get(f"{question}.{change}") or ANSWERS[change]
    asked = {question: change, **known, **answers}
    papers = {paper for key in asked for paper in PAPERS.get(key, ())}
    return {**{paper: [people.document(actor, paper)] for paper in papers}, **asked}


def ask(people: People, actor: Actor, change: str, **answers: Any) -> Case:
    """Ask for a change."""
    cases.open_draft(CHANGE, actor)
    complete = answers_for(people, actor, change, **answers)
    return case_of(cases.submit(CHANGE, complete, actor, uuid4()).case_no)


def register(people: People, applicant: Actor, desk: Actor, **answers: Any) -> Practitioner:
    """Put somebody into the register, with a card in force."""
    case = submit(people, applicant, **answers)
    for reviewer in (desk, people.reviewer()):
        case = decide(case, reviewer, "approve")
    draw(case)
    return person_of(applicant)


def person_of(actor: Actor) -> Practitioner:
    """Read somebody in the register as they are now."""
    query = select(Practitioner).where(Practitioner.account_id == actor.account_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def cards_of(actor: Actor) -> list[Card]:
    """Read somebody's cards, the first issue first."""
    query = select(Card).where(Card.practitioner_id == person_of(actor).id).order_by(Card.issue)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def draw(case: Case) -> None:
    """Draw the card that a case has issued, as the worker would."""
    ports().storage.put(_portrait_of(case), photos.portrait_jpeg(), "image/jpeg")
    do_jobs(case)


def do_jobs(case: Case) -> None:
    """Do what the worker would do for a case."""
    query = text(
        "SELECT args FROM procrastinate_jobs WHERE task_name = 'perform_operation'"
        " AND args ->> 'case_id' = :case_id"
    )
    for job in db.session.scalars(query, {"case_id": str(case.id)}).all():
        cases.perform_operation(case.id, UUID(job["task_id"]))


def _portrait_of(case: Case) -> str:
    card = db.session.scalars(select(Card).where(Card.issued_by_case == case.id)).one()
    return str(db.session.get_one(Document, UUID(card.snapshot["portrait"])).pages[0]["key"])
