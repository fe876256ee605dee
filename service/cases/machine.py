"""What moves a case without a person: a finished job, a due timer, a message, a new calendar.

Each is one step of one case in one transaction, and harmless when it comes twice.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from processes import engine
from processes.errors import NotAwaited, TaskNotOpen
from processes.step import Call, CaseStatus, Step
from service import jobs
from service.cases.locking import lock_open_case
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Case, Incident, IncidentStatus, Message
from service.operations import REGISTRY, JobContext
from service.ports import ports

Take = Callable[[Stepping], Step | None]


def perform_operation(case_id: UUID, task_id: str) -> None:
    """Do the outside work that a waiting service task asks for, then take its step.

    The work runs in no transaction and under a key that repeats with it, so that a worker
    killed half-way does it again and changes nothing twice.

    Raises:
        Refused: it cannot be done until somebody mends the cause.
    """
    case = db.session.get_one(Case, case_id)
    call = _waiting_call(case, task_id)
    db.session.rollback()  # Nothing stays locked or open while the outside answers.
    if call is None:
        return
    operation = REGISTRY[call.operation]
    context = JobContext(case_id, f"{case_id}:{task_id}", ports().settings, ports().storage)
    assert operation.outside is not None
    done = operation.outside(context, **call.params)
    _finish(case_id, task_id, call.operation, done)


def wake(case_id: UUID) -> None:
    """Fire what is due in a case."""
    _step(case_id, lambda run: engine.wake(run.edition, run.case.state, run.context()))


def recompute_due_times(case_id: UUID) -> None:
    """Move a case's due times after the calendar was edited."""
    _step(case_id, lambda run: engine.recompute_due(run.edition, run.case.state, run.context()))


def send_message(
    case_id: UUID, name: str, payload: Mapping[str, Any], *, sender: str, key: str
) -> None:
    """Put a message to a case into the sender's own transaction, once for each key."""
    row = insert(Message).values(
        case_id=case_id,
        name=name,
        payload=dict(payload),
        sender=sender,
        key=key,
        sent_at=ports().clock(),
    )
    inserted = db.session.scalar(row.on_conflict_do_nothing().returning(Message.id))
    if inserted is not None:
        jobs.defer("deliver_message", message_id=str(inserted))


def deliver_message(message_id: UUID) -> None:
    """Deliver a message by a step of its receiver; an early one stays until it is awaited."""
    message = db.session.get_one(Message, message_id)

    def receive(run: Stepping) -> Step | None:
        fresh = db.session.get_one(Message, message_id, with_for_update=True)
        if fresh.delivered_at is not None or fresh.name not in run.case.awaited:
            return None
        fresh.delivered_at = run.now
        try:
            return engine.message(
                run.edition, run.case.state, fresh.name, fresh.payload, run.context()
            )
        except NotAwaited:
            return None

    _step(message.case_id, receive)


def raise_incident(case_id: UUID, task_id: str, operation: str, cause: str) -> None:
    """Put what could not be done on the association's screen, once per waiting task."""
    with transaction():
        row = insert(Incident).values(
            case_id=case_id,
            task_id=UUID(task_id),
            operation=operation,
            cause=cause,
            raised_at=ports().clock(),
        )
        again = row.on_conflict_do_update(
            index_elements=[Incident.task_id],
            index_where=Incident.status == IncidentStatus.OPEN,
            set_={"cause": cause, "attempts": Incident.attempts + 1},
        )
        db.session.execute(again)


def retry_incident(incident_id: UUID) -> None:
    """Try again what failed; the incident closes when the task's step is taken."""
    with transaction():
        incident = db.session.get_one(Incident, incident_id)
        jobs.defer(
            "perform_operation", case_id=str(incident.case_id), task_id=str(incident.task_id)
        )


def list_due_cases(limit: int = 100) -> list[UUID]:
    """List cases whose next wake-up has come, the longest overdue first."""
    due = select(Case.id).where(Case.next_wake_at <= ports().clock())
    return list(db.session.scalars(due.order_by(Case.next_wake_at).limit(limit)))


def _waiting_call(case: Case, task_id: str) -> Call | None:
    if case.status is not CaseStatus.OPEN:
        return None
    run = Stepping(case, case.account, None)
    seen = engine.look(run.edition, case.state, run.context())
    return next((call for call in seen.waiting if call.task_id == task_id), None)


def _finish(case_id: UUID, task_id: str, name: str, done: Mapping[str, Any]) -> None:
    operation = REGISTRY[name]

    def record(run: Stepping) -> Step | None:
        try:
            results = operation.record(run.operation_context(), **done)
            step = engine.finish_operation(
                run.edition, run.case.state, task_id, results, run.context()
            )
        except TaskNotOpen:
            return None  # A second worker was quicker; what it recorded stands.
        _close_incident(task_id, run)
        return step

    _step(case_id, record)


def _close_incident(task_id: str, run: Stepping) -> None:
    db.session.execute(
        update(Incident)
        .where(Incident.task_id == UUID(task_id), Incident.status == IncidentStatus.OPEN)
        .values(status=IncidentStatus.RESOLVED, resolved_at=run.now)
    )


def _step(case_id: UUID, take: Take) -> None:
    with transaction():
        run = lock_open_case(case_id)
        if run is None:
            return
        step = take(run)
        if step is None:
            db.session.rollback()
            return
        run.store(step)
