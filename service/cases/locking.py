"""A case taken for one step: its row locked, its open tasks read."""

from collections.abc import Collection
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, literal_column, select
from sqlalchemy.orm import Load, joinedload

from processes.step import CaseStatus
from service.actors import Actor
from service.cases.commands import answer_again, take
from service.cases.stepping import Stepping
from service.extensions import db
from service.failures import AlreadyHandled, NotAllowed, NotFound, SecondPairOfEyes
from service.four_eyes import may_not_decide
from service.models import (
    Account,
    AccountKind,
    Case,
    Edition,
    Event,
    Filing,
    OpenTask,
    Organisation,
    Reach,
    Review,
    SubmittedRound,
)


def _facts(account: Any) -> list[Any]:
    """Load of an account and its employers what forms, conditions and operations read."""
    own = (
        Account.kind,
        Account.display_name,
        Account.real_name,
        Account.category,
        Account.mobile_hash,
    )
    named = (
        Organisation.kind,
        Organisation.name,
        Organisation.parent_id,
        Organisation.legal_id_hash,
        Organisation.agent_mobile_hash,
    )
    may_employ = (Organisation.enabled, Organisation.registration, Organisation.frozen_at)
    return [
        account.load_only(*own, Account.agency_id, Account.store_id, Account.organisation_id),
        account.joinedload(Account.agency).load_only(*named, *may_employ),
        account.joinedload(Account.store).load_only(*named, *may_employ),
        account.joinedload(Account.organisation).load_only(*named, Organisation.filing_id),
        account.joinedload(Account.organisation)
        .joinedload(Organisation.filing)
        .load_only(Filing.valid_to),
    ]


def _locking(which: ColumnElement[bool]) -> Select[Any]:
    query = select(Case).where(which).with_for_update(of=Case)
    facts = _facts(joinedload(Case.account))
    return query.options(*facts).execution_options(populate_existing=True)


# The statements are made once: to build them anew costs more than to run them.
_TASK: Final = bindparam("task_id", type_=Uuid)
_CASE_OF_TASK: Final = select(OpenTask.case_id).where(OpenTask.id == _TASK).scalar_subquery()
_BY_TASK: Final = _locking(Case.id == _CASE_OF_TASK)
_BY_NO: Final = _locking(Case.no == bindparam("no"))
_IF_OPEN: Final = _locking((Case.id == bindparam("id")) & (Case.status == CaseStatus.OPEN))
_NEWER: Final = (
    select(Edition.id)
    .where(
        Edition.procedure == bindparam("procedure"),
        Edition.in_force,
        Edition.reach != Reach.NEW_CASES,
        Edition.id != bindparam("edition_id", type_=Uuid),
    )
    .scalar_subquery()
)
_TASKS_FOR: Final = select(
    OpenTask,
    may_not_decide(OpenTask.case_id, OpenTask.node, bindparam("of_account", type_=Uuid)),
    _NEWER,
).where(OpenTask.case_id == bindparam("case_id"))
_OPEN_TASKS: Final = select(OpenTask).where(OpenTask.case_id == bindparam("case_id"))
_APPLICANT: Final = (
    select(Account).where(Account.id == bindparam("id")).options(*_facts(Load(Account)))
)


def lock_case(case_no: str, actor: Actor, key: UUID) -> Stepping:
    """Take an applicant's own case for the act that `key` names.

    Raises:
        NotFound: no such case of this actor.
        Repeated: this very act was done before.
    """
    case = _locked(_BY_NO, {"no": case_no})
    if case is None or case.account_id != actor.account_id:
        raise NotFound
    take(key, actor, case.id)
    return _stepping(case, actor.account_id)


def lock_task(task_id: UUID, actor: Actor, key: UUID) -> tuple[Stepping, OpenTask]:
    """Take the case of an open task for the act that `key` names.

    Raises:
        Repeated: this very act was done before.
        NotFound, AlreadyHandled: the task is not open (any more).
        NotAllowed: it is in none of the actor's inboxes.
        SecondPairOfEyes: somebody else of the association has to decide it.
    """
    case = _locked(_BY_TASK, {"task_id": task_id})
    if case is None:
        answer_again(key, actor)
        raise _why_not_open(task_id)
    take(key, actor, case.id)
    found = _tasks_for(case, actor)
    if task_id not in found:
        raise _why_not_open(task_id)
    task, barred, newer = found[task_id]
    tasks = {key: row for key, (row, *_) in found.items()}
    stepping = Stepping(case, case.account, actor.account_id, open_before=tasks, newer=newer)
    if not actor.works(task.pool):
        raise NotAllowed
    if barred and actor.kind is AccountKind.ASSOCIATION:
        raise SecondPairOfEyes(case.no)
    return stepping, task


def _tasks_for(case: Case, actor: Actor) -> dict[UUID, tuple[OpenTask, bool, UUID | None]]:
    named = {
        "case_id": case.id,
        "of_account": actor.account_id,
        "procedure": case.procedure,
        "edition_id": case.edition_id,
    }
    return {row[0].id: (row[0], row[1], row[2]) for row in db.session.execute(_TASKS_FOR, named)}


def lock_open_case(case_id: UUID) -> Stepping | None:
    """Take a case for a step of the machine; None if it is closed."""
    case = _locked(_IF_OPEN, {"id": case_id})
    return None if case is None else _stepping(case, None)


def read_cases(ids: Collection[UUID]) -> list[Stepping]:
    """Read cases for a step that is only tried: nothing is locked or stored."""
    query = select(Case).where(Case.id.in_(ids)).order_by(Case.id)
    found = db.session.scalars(query.options(*_facts(joinedload(Case.account))))
    return [Stepping(case, case.account, None) for case in found]


def read_applicant(account_id: UUID) -> Account:
    """Read the account of somebody who begins a case, with its employers."""
    return db.session.execute(_APPLICANT, {"id": account_id}).scalar_one()


def _locked(query: Any, which: dict[str, Any]) -> Case | None:
    case = cast(Case | None, db.session.scalar(query, which))
    if case is not None:
        # The step itself writes the case when it is over; the session must not do so midway.
        db.session.expunge(case)
    return case


def _stepping(case: Case, actor_id: UUID | None) -> Stepping:
    rows = db.session.scalars(_OPEN_TASKS, {"case_id": case.id})
    return Stepping(case, case.account, actor_id, open_before={row.id: row for row in rows})


def _why_not_open(task_id: UUID) -> Exception:
    """Say who was quicker, or that the task was taken away; else it never was."""
    decided = (
        select(Case.no, Account.display_name, Review.decision)
        .join(Review, Review.case_id == Case.id)
        .join(Account, Account.id == Review.account_id)
        .where(Review.task_id == task_id)
    )
    row = db.session.execute(decided).first()
    if row is not None:
        return AlreadyHandled(row.no, row.display_name, row.decision)
    number = db.session.scalar(_submitted(task_id)) or db.session.scalar(_cancelled(task_id))
    return AlreadyHandled(number) if number else NotFound()


def _submitted(task_id: UUID) -> Any:
    rounds = select(Case.no).join(SubmittedRound, SubmittedRound.case_id == Case.id)
    return rounds.where(SubmittedRound.task_id == task_id)


def _cancelled(task_id: UUID) -> Any:
    """Find the case whose withdrawal or timer took the task out of its inbox."""
    events = select(Case.no).join(Event, Event.case_id == Case.id)
    # Spelled as in the index, which a bound parameter would not match.
    named = Event.detail.op("->>")(literal_column("'task_id'"))
    cancelled = Event.kind == literal_column("'task_cancelled'")
    return events.where(cancelled, named == str(task_id))
