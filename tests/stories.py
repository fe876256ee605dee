"""Steps of a case that many tests begin with; each is an act of the use cases, committed."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Case, Notice, OpenTask
from tests.people import People

PROCEDURE = "practitioner_registration"
APPROVE = {"decision": "approve"}


def submit(people: People, actor: Actor, *, procedure: str = PROCEDURE, **answers: Any) -> Case:
    """Begin the form of a procedure and submit it at once.

    What its answers are, `people` says: in the method that has the procedure's name.
    """
    cases.open_draft(procedure, actor)
    complete = people.registration if procedure == PROCEDURE else getattr(people, procedure)
    done = cases.submit(procedure, complete(actor, **answers), actor, uuid4())
    return case_of(done.case_no)


def decide(case: Case, actor: Actor, decision: str, **more: Any) -> Case:
    """Decide on the one open task of a case."""
    answers = {"decision": decision, **more}
    return case_of(cases.complete(task_of(case).id, answers, actor, uuid4()).case_no)


def send_back(case: Case, actor: Actor, **reasons: str) -> Case:
    """Return fields, each with its reason."""
    return decide(case, actor, "return", returned_fields=reasons)


def correct(case: Case, actor: Actor, **answers: Any) -> Case:
    """Answer what was returned."""
    return case_of(cases.complete(task_of(case).id, answers, actor, uuid4()).case_no)


def case_of(number: str) -> Case:
    """Read a case as it now stands in the database."""
    query = select(Case).where(Case.no == number).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def task_of(case: Case) -> OpenTask:
    """Read the one open task of a case as it is now."""
    query = select(OpenTask).where(OpenTask.case_id == case.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def tasks_of(case: Case) -> list[OpenTask]:
    """Read the open tasks of a case in the order in which they opened."""
    query = select(OpenTask).where(OpenTask.case_id == case.id)
    return list(db.session.scalars(query.order_by(OpenTask.opened_at)))


def notices_in(pool: str) -> list[Notice]:
    """Read what was told to one inbox, the oldest first."""
    query = select(Notice).where(Notice.pool == pool).order_by(Notice.sent_at)
    return list(db.session.scalars(query))
