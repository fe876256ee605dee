"""What a machine could not do in a case: kept for a person to see until it is done."""

from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from processes.sentences import Words
from processes.step import Step
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Case, Event, Incident, IncidentStatus
from service.ports import ports

TIMER: Final = "timer"
MESSAGE: Final = "message"
END: Final = "end"
CALENDAR: Final = "calendar"
"""What is kept instead of an operation's name when that is not what failed, but a timer, a
message, the end of a case that rests on an undone registration, or a due time's new date."""
NOT_OPERATIONS: Final = (TIMER, MESSAGE, END, CALENDAR)


def task_of_case(case_id: UUID, what: str) -> UUID:
    """Give what stands for a task where work on a whole case failed: each kind has its own."""
    return case_id if what == TIMER else uuid5(case_id, what)


def raise_incident(case_id: UUID, task_id: UUID, cause: Words, what: str | None = None) -> None:
    """Put what could not be done on the association's screen, once for each thing that waits.

    `cause` is kept as it can be said in any language: the msgid, and apart what goes into it.
    `task_id` is the waiting service task, the message for a message, otherwise `task_of_case`;
    `what` is the operation's name, found in the case's events if it is not given.
    """
    said = {"cause": cause.message, "params": dict(cause.params)}
    with transaction():
        row = insert(Incident).values(
            case_id=case_id,
            task_id=task_id,
            operation=what or _operation_of(case_id, task_id),
            **said,
            raised_at=ports().clock(),
        )
        again = row.on_conflict_do_update(
            index_elements=[Incident.task_id],
            index_where=Incident.status == IncidentStatus.OPEN,
            set_={**said, "attempts": Incident.attempts + 1},
        )
        db.session.execute(again)


def raise_incident_of(case_id: UUID, what: str, cause: Words) -> None:
    """Put on the association's screen what could not be done with a whole case."""
    raise_incident(case_id, task_of_case(case_id, what), cause, what)


def resolve_incident(task_id: UUID) -> None:
    """Close the incident of what has been done now, in the caller's transaction."""
    _resolve(Incident.task_id == task_id)


def resolve_incidents_of(case: Case) -> None:
    """Close the incidents of a case that has ended; messages that came too late stay."""
    _resolve((Incident.case_id == case.id) & (Incident.operation != MESSAGE))


def resolve_what_waits_no_more(case: Case, step: Step) -> None:
    """Close the incidents of operations for which a case does not wait after this step."""
    waiting = [UUID(call.task_id) for call in step.waiting]
    by_job = Incident.operation.not_in(NOT_OPERATIONS)
    _resolve((Incident.case_id == case.id) & by_job & Incident.task_id.not_in(waiting))


def _resolve(which: ColumnElement[bool]) -> None:
    still_open = update(Incident).where(which, Incident.status == IncidentStatus.OPEN)
    db.session.execute(
        still_open.values(status=IncidentStatus.RESOLVED, resolved_at=ports().clock())
    )


def _operation_of(case_id: UUID, task_id: UUID) -> str:
    called = select(Event.detail["operation"].astext).where(
        Event.case_id == case_id,
        Event.kind == "operation_called",
        Event.detail["task_id"].astext == str(task_id),
    )
    return db.session.scalar(called.limit(1)) or ""
