"""Does what the worker would do for a case: draws its card."""

from uuid import UUID

from sqlalchemy import select, text

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Card, Case, Document
from service.ports import ports
from tests import photos
from tests.people import People
from tests.stories import decide, submit


def admit(people: People, applicant: Actor, desk: Actor) -> Case:
    """Take an application through both reviews; its card waits to be drawn."""
    case = submit(people, applicant)
    for reviewer in (desk, people.reviewer()):
        case = decide(case, reviewer, "approve")
    return case


def draw_card(case: Case) -> Card:
    """Draw the card that the case issued, from the portrait of its form."""
    card = db.session.scalars(select(Card).where(Card.issued_by_case == case.id)).one()
    portrait = db.session.get_one(Document, card.snapshot["portrait"])
    ports().storage.put(portrait.pages[0]["key"], photos.portrait_jpeg(), "image/jpeg")
    query = text(
        "SELECT args FROM procrastinate_jobs WHERE task_name = 'perform_operation'"
        " AND args ->> 'case_id' = :case_id"
    )
    job = db.session.execute(query, {"case_id": str(case.id)}).scalar_one()
    cases.perform_operation(case.id, UUID(job["task_id"]))
    db.session.refresh(card)
    return card
