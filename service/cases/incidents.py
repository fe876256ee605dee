"""What a machine could not do in a case: kept for a person to see, and tried again."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from service import jobs
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Case, Event, Incident, IncidentStatus
from service.ports import ports

TIMER: Final = "timer"
MESSAGE: Final = "message"
"""What is kept instead of an operation's name when a timer or a message is what failed."""


def raise_incident(case_id: UUID, task_id: UUID, cause: str, what: str | None = None) -> None:
    """Put what could not be done on the association's screen, once for each thing that waits.

    `task_id` is the waiting service task, the case for a timer, the message for a message;
    `what` is the operation's name, found in the case's events if it is not given.
    """
    with transaction():
        row = insert(Incident).values(
            case_id=case_id,
            task_id=task_id,
            operation=what or _operation_of(case_id, task_id),
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
    """Try again what failed; the incident closes when it is done, or when nobody waits for it."""
    with transaction():
        incident = db.session.get_one(Incident, incident_id)
        if incident.operation == MESSAGE:
            jobs.defer("deliver_message", message_id=str(incident.task_id))
        elif incident.operation == TIMER:
            jobs.defer("wake_case", case_id=str(incident.case_id))
        else:
            ids = {"case_id": str(incident.case_id), "task_id": str(incident.task_id)}
            jobs.defer("perform_operation", **ids)


def resolve_incident(task_id: UUID) -> None:
    """Close the incident of what has been done now, in the caller's transaction."""
    _resolve(Incident.task_id == task_id)


def resolve_incidents_of(case: Case) -> None:
    """Close the incidents of a case that has ended; messages that came too late stay."""
    _resolve((Incident.case_id == case.id) & (Incident.operation != MESSAGE))


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
