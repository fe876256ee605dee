"""People in the register who work somewhere, and their cases of 离职 and 入职."""

from datetime import date
from typing import Any

from sqlalchemy import select

from service.actors import Actor
from service.extensions import db
from service.models import Card, Case, Employment, EndReason, Organisation, Practitioner
from tests.people import People
from tests.service.card_job import admit, draw_card
from tests.stories import decide, submit


def employed(
    people: People, agency: Organisation, store: Organisation | None = None, **facts: Any
) -> Actor:
    """Make a practitioner of an agency (or store) who carries a valid card."""
    actor = people.practitioner(agency=agency, store=store, **facts)
    draw_card(admit(people, actor, people.desk(store or agency)))
    return actor


def resign(people: People, actor: Actor, **answers: Any) -> Case:
    """Submit 我要离职."""
    return submit(people, actor, procedure="resignation", **answers)


def join(people: People, actor: Actor, agency: Organisation, **answers: Any) -> Case:
    """Submit 我要入职 for an agency that is registered."""
    picked = {"agency": str(agency.id), **answers}
    return submit(people, actor, procedure="onboarding", **picked)


def invite(people: People, actor: Actor, name: str, **answers: Any) -> Case:
    """Submit 我要入职 for an agency that is typed."""
    typed = {"employer_listed": "no", "typed_kind": "agency", "employer_name": name, **answers}
    return submit(people, actor, procedure="onboarding", **typed)


def resigned(people: People, agency: Organisation, **facts: Any) -> Actor:
    """Make a practitioner who has left the agency."""
    actor = employed(people, agency, **facts)
    decide(resign(people, actor), people.reviewer(), "approve")
    return actor


def end(employment: Employment, day: date, reason: EndReason = EndReason.RESIGNED) -> None:
    """Write that somebody's last day there was this one."""
    employment.ended_on, employment.ended_reason = day, reason


def person_of(actor: Actor) -> Practitioner:
    """Read somebody's row of the register."""
    mine = select(Practitioner).where(Practitioner.account_id == actor.account_id)
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def employments_of(actor: Actor) -> list[Employment]:
    """Read somebody's employments, the oldest first."""
    mine = select(Employment).where(Employment.practitioner_id == person_of(actor).id)
    query = mine.order_by(Employment.ended_on.nulls_last())
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def cards_of(actor: Actor) -> list[Card]:
    """Read somebody's cards, the first issue first."""
    mine = select(Card).where(Card.practitioner_id == person_of(actor).id).order_by(Card.issue)
    return list(db.session.scalars(mine.execution_options(populate_existing=True)))
