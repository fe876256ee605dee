"""What moves a case without a person: a finished job, a due timer, a new calendar.

Each is one step of one case in one transaction, and harmless when it comes twice.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, tuple_

from processes import engine
from processes.step import Call, CaseStatus, Step
from service.cases.incidents import CALENDAR, resolve_incident, task_of_case
from service.cases.locking import lock_open_case
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Case
from service.operations import REGISTRY, JobContext
from service.ports import ports

Take = Callable[[Stepping], Step | None]

_PAGE: Final = 200
_BEGINNING: Final = (datetime.min.replace(tzinfo=UTC), UUID(int=0))


def perform_operation(case_id: UUID, task_id: UUID) -> None:
    """Do the outside work that a waiting service task asks for, then take its step.

    The work runs in no transaction and under a key that repeats with it, so that a worker
    killed half-way does it again and changes nothing twice.

    Raises:
        Refused: it cannot be done until somebody mends the cause.
    """
    case = db.session.get_one(Case, case_id)
    call = _waiting_call(Stepping(case, case.account, None), task_id)
    db.session.rollback()  # Nothing stays locked or open while the outside answers.
    if call is None:
        with transaction():
            resolve_incident(task_id)  # Nobody waits for it any more.
        return
    outside = REGISTRY[call.operation].outside
    assert outside is not None, call.operation
    done = outside(_job_context(case_id), **call.params)
    take_step(case_id, lambda run: _record(run, task_id, done))


def wake(case_id: UUID) -> None:
    """Fire what is due in a case.

    Raises:
        Refused: what a timer leads to cannot be done.
    """

    def fire(run: Stepping) -> Step | None:
        resolve_incident(case_id)
        step = engine.wake(run.edition, run.case.state, run.context())
        return step if step.happened else None

    take_step(case_id, fire)


def recompute_due_times(case_id: UUID) -> None:
    """Move a case's due times after the calendar was edited."""

    def count_anew(run: Stepping) -> Step:
        resolve_incident(task_of_case(case_id, CALENDAR))
        return engine.recompute_due(run.edition, run.case.state, run.context())

    take_step(case_id, count_anew)


def list_due_cases() -> Iterator[UUID]:
    """Give each case whose wake-up has come, once, the longest overdue first."""
    last: tuple[datetime, UUID] = _BEGINNING
    now = ports().clock()
    while True:
        place = tuple_(Case.next_wake_at, Case.id)
        due = select(Case.next_wake_at, Case.id).where(Case.next_wake_at <= now, place > last)
        page = db.session.execute(due.order_by(Case.next_wake_at, Case.id).limit(_PAGE)).all()
        db.session.rollback()  # Each case is woken in a transaction of its own.
        if not page:
            return
        yield from (row.id for row in page)
        last = (page[-1].next_wake_at, page[-1].id)


def take_step(case_id: UUID, take: Take) -> bool:
    """Take a step of an open case, unless `take` finds nothing to do; False if it is closed."""
    with transaction():
        run = lock_open_case(case_id)
        if run is None:
            return False
        step = take(run)
        if step is None:
            db.session.rollback()
        else:
            run.store(step)
    return True


def _record(run: Stepping, task_id: UUID, done: Mapping[str, Any]) -> Step | None:
    call = _waiting_call(run, task_id)
    if call is None:
        return None  # A second worker was quicker; what it recorded stands.
    results = REGISTRY[call.operation].record(run.operation_context(), **done)
    resolve_incident(task_id)
    state, context = run.case.state, run.context()
    return engine.finish_operation(run.edition, state, str(task_id), results, context)


def _job_context(case_id: UUID) -> JobContext:
    return JobContext(
        case_id=case_id,
        settings=ports().settings,
        storage=ports().storage,
        personal_data=ports().personal_data,
        notifications=ports().notifications,
    )


def _waiting_call(run: Stepping, task_id: UUID) -> Call | None:
    if run.case.status is not CaseStatus.OPEN:
        return None
    waiting = engine.look(run.edition, run.case.state, run.context()).waiting
    return next((call for call in waiting if call.task_id == str(task_id)), None)
