"""What a reviewer's page needs of the database: the task, who was quicker, what was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, select, tuple_
from sqlalchemy.orm import joinedload

from service.actors import Actor
from service.extensions import db
from service.failures import AlreadyHandled, NotFound, SecondPairOfEyes
from service.four_eyes import may_not_decide
from service.models import Account, AccountKind, Case, OpenTask, Organisation, Review
from service.queries.places import read_place, write_place

PAGE: Final = 25

# Made once: every decision begins with it.
_IN_HAND: Final = (
    select(
        OpenTask.id,
        Case.no,
        OpenTask.subject_name,
        Case.edition_id,
        OpenTask.form,
        OpenTask.opened_at,
        OpenTask.due_at,
    )
    .join(Case, Case.id == OpenTask.case_id)
    .where(
        OpenTask.id == bindparam("id"),
        OpenTask.pool == any_(bindparam("pools", type_=ARRAY(Text))),
    )
)


@dataclass(frozen=True, slots=True)
class TaskInHand:
    """The few facts about an open task with which its form is found and its answer read."""

    task_id: UUID
    case_no: str
    subject_name: str
    edition_id: UUID
    form: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One decision as the list of what one has done shows it, and where its case is now."""

    review_id: UUID
    case_no: str
    subject_name: str
    name: str
    decision: str
    decided_at: datetime
    milestone: str


@dataclass(frozen=True, slots=True)
class DonePage:
    """One page of decisions, the newest first; `next` is where the following page starts."""

    rows: list[DoneRow]
    next: str | None


def find_task_in_hand(task_id: UUID, actor: Actor) -> TaskInHand | None:
    """Find an open task of the actor's inboxes; None if it is not open or not theirs."""
    row = db.session.execute(_IN_HAND, {"id": task_id, "pools": list(actor.pools)}).first()
    return TaskInHand(*row) if row else None


def get_task_with_case(task_id: UUID, actor: Actor) -> tuple[OpenTask, Case]:
    """Get an open task of the actor's inboxes and its case, applicant and employers loaded.

    Raises:
        AlreadyHandled: one of the actor's kind has decided it.
        NotFound: there is none, or it is not theirs to know of.
    """
    query = (
        select(OpenTask, Case)
        .join(Case, Case.id == OpenTask.case_id)
        .where(OpenTask.id == task_id, OpenTask.pool.in_(actor.pools))
        .options(*_employers())
    )
    row = db.session.execute(query).first()
    if row is None:
        raise _why_not_open(task_id, actor)
    return row.OpenTask, row.Case


def reader_of(actor: Actor) -> UUID | None:
    """Give the account whose own earlier decisions bar it from a task: only the association's."""
    return actor.account_id if actor.kind is AccountKind.ASSOCIATION else None


def require_second_pair(task_id: UUID, actor: Actor) -> None:
    """Keep somebody of the association from judging a case alone.

    Raises:
        SecondPairOfEyes: the actor has decided another step of the case, or is its applicant.
    """
    number = _barred_from(task_id, actor)
    if number is not None:
        raise SecondPairOfEyes(number)


def needs_another(task_id: UUID, actor: Actor) -> bool:
    """Whether somebody else of the association has to do this task of the actor's inbox."""
    return _barred_from(task_id, actor) is not None


def _barred_from(task_id: UUID, actor: Actor) -> str | None:
    if reader_of(actor) is None:
        return None
    barred = may_not_decide(OpenTask.case_id, OpenTask.node, actor.account_id)
    query = select(Case.no).join(OpenTask, OpenTask.case_id == Case.id)
    return db.session.scalar(query.where(OpenTask.id == task_id, barred))


def list_reviews(case_id: UUID) -> list[Review]:
    """List the decisions on a case, the oldest first."""
    query = select(Review).where(Review.case_id == case_id).order_by(Review.decided_at)
    return list(db.session.scalars(query))


def read_done(account_id: UUID, after: str | None = None) -> DonePage:
    """Read a page of what one account has decided."""
    query = (
        select(
            Review.id,
            Case.no,
            Case.subject_name,
            Review.name,
            Review.decision,
            Review.decided_at,
            Case.milestone,
        )
        .join(Case, Case.id == Review.case_id)
        .where(Review.account_id == account_id)
        .order_by(Review.decided_at.desc(), Review.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(Review.decided_at, Review.id) < read_place(after))
    rows = [DoneRow(*row) for row in db.session.execute(query)]
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return DonePage(shown, write_place(last.decided_at, last.review_id) if last else None)


def _employers() -> list[Any]:
    applicant = joinedload(Case.account)
    return [
        applicant.joinedload(Account.agency),
        applicant.joinedload(Account.store),
        applicant.joinedload(Account.organisation).joinedload(Organisation.filing),
        joinedload(Case.agency),
        joinedload(Case.store),
    ]


def _why_not_open(task_id: UUID, actor: Actor) -> Exception:
    query = (
        select(Case, Account.display_name, Review.decision, Review.account_id)
        .join(Review, Review.case_id == Case.id)
        .join(Account, Account.id == Review.account_id)
        .where(Review.task_id == task_id)
    )
    row = db.session.execute(query).first()
    if row is None or not _knows(actor, row.Case, row.account_id):
        return NotFound()
    return AlreadyHandled(row.Case.no, row.display_name, row.decision)


def _knows(actor: Actor, case: Case, decided_by: UUID) -> bool:
    desks = {case.agency_id, case.store_id} - {None}
    of_the_association = actor.kind is AccountKind.ASSOCIATION
    return actor.account_id == decided_by or of_the_association or actor.organisation_id in desks
