"""Tries again what failed: one incident, or all that failed for one cause.

Nothing is decided here, so one person may do it; who did stands in the case's events.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, insert, literal, select, text, update

from service import jobs
from service.actors import Actor
from service.advisory_locks import Lock, take
from service.cases.incidents import CALENDAR, END, MESSAGE, TIMER
from service.cases.transaction import transaction
from service.extensions import db
from service.models import (
    KIND_OF_ERROR_OR_NONE,
    Case,
    Event,
    Incident,
    IncidentStatus,
    RetriedIncident,
    RetryRun,
)
from service.ports import ports
from service.refusals import Refused
from service.rows import add_rows

RETRIED: Final = "incident_retried"
"""The kind of the event."""
NOTHING_LEFT: Final = 0
"""Instead of a job's number: the incident was put right before its turn came."""
PAGE: Final = 100
_JOBS_OF_CASES: Final = {
    TIMER: "wake_case",
    END: "end_case",
    CALENDAR: "recompute_due_times_of",
}
"""Which job does what failed with a whole case."""

_BEING_TRIED: Final = text(
    "retried_incidents.job_id IS NULL OR retried_incidents.job_id IN"
    " (SELECT id FROM procrastinate_jobs"
    " WHERE status = ANY (CAST(:live AS procrastinate_job_status[])))"
).bindparams(live=list(jobs.LIVE))


def retry_incident(incident_id: UUID, actor_id: UUID | None = None) -> None:
    """Try again what failed; the incident closes when it is done, or when nobody waits for it."""
    with transaction():
        incident = db.session.get_one(Incident, incident_id)
        defer_again(incident)
        _note([incident], actor_id)


def begin_retries(operation: str, cause: str, error: str, actor: Actor) -> UUID:
    """Try again everything that failed at `operation` for this cause; give the run's id.

    Raises:
        Refused: nothing of the kind is left that is not being tried already.
    """
    now = ports().clock()
    run = RetryRun(operation=operation, cause=cause, error=error, started_by=actor.account_id)
    with transaction():
        take(Lock.RETRIES)
        run.started_at = now
        db.session.add(run)
        db.session.flush()  # Its rows and its job name it.
        if not _write_down(run):
            raise Refused("nothing_to_retry")
        jobs.defer("retry_incidents", run_id=str(run.id))
        return run.id


def run_retries(run_id: UUID) -> None:
    """Queue every incident of a run; killed, it goes on where it stood."""
    while _queue_page(run_id):
        pass


def defer_again(incident: Incident) -> int:
    """Queue the work that failed, in the caller's transaction; give the job's number."""
    if incident.operation == MESSAGE:
        return jobs.defer("deliver_message", message_id=str(incident.task_id))
    if incident.operation in _JOBS_OF_CASES:
        return jobs.defer(_JOBS_OF_CASES[incident.operation], case_id=str(incident.case_id))
    ids = {"case_id": str(incident.case_id), "task_id": str(incident.task_id)}
    return jobs.defer("perform_operation", **ids)


def of_one_cause(operation: str, cause: str, error: str) -> tuple[ColumnElement[bool], ...]:
    """Say which open incidents failed at one operation for one cause."""
    return (
        Incident.status == IncidentStatus.OPEN,
        Incident.operation == operation,
        Incident.cause == cause,
        literal(error) == KIND_OF_ERROR_OR_NONE,
    )


def _write_down(run: RetryRun) -> int:
    """Write down the incidents of a run; give how many."""
    tried = exists().where(RetriedIncident.incident_id == Incident.id, _BEING_TRIED)
    which = select(literal(run.id), Incident.id, Incident.attempts).where(
        *of_one_cause(run.operation, run.cause, run.error), ~tried
    )
    names = ("run_id", "incident_id", "attempts_before")
    rows = insert(RetriedIncident).from_select(names, which)
    return len(db.session.execute(rows.returning(RetriedIncident.incident_id)).all())


def _queue_page(run_id: UUID) -> bool:
    with transaction():
        run = db.session.get_one(RetryRun, run_id)
        incidents = _list_left(run_id)
        still_open = [one for one in incidents if one.status is IncidentStatus.OPEN]
        numbers = {one.id: defer_again(one) for one in still_open}
        for one in incidents:
            db.session.execute(_numbered(run_id, one.id, numbers.get(one.id, NOTHING_LEFT)))
        _note(still_open, run.started_by)
    return bool(incidents)


def _list_left(run_id: UUID) -> Sequence[Incident]:
    left = (
        select(Incident)
        .join(RetriedIncident, RetriedIncident.incident_id == Incident.id)
        .where(RetriedIncident.run_id == run_id, RetriedIncident.job_id.is_(None))
        .order_by(Incident.id)
        .limit(PAGE)
        .with_for_update(of=RetriedIncident)
    )
    return db.session.scalars(left.execution_options(populate_existing=True)).all()


def _numbered(run_id: UUID, incident_id: UUID, job_id: int) -> Any:
    which = (RetriedIncident.run_id == run_id, RetriedIncident.incident_id == incident_id)
    return update(RetriedIncident).where(*which).values(job_id=job_id)


def _note(incidents: Sequence[Incident], actor_id: UUID | None) -> None:
    """Keep in each case's story who tried again."""
    if not incidents:
        return
    of = {one.case_id: one.operation for one in incidents}
    versions = select(Case.id, Case.version).where(Case.id.in_(of))
    rows = (
        {
            "case_id": case_id,
            "version": version,
            "kind": RETRIED,
            "account_id": actor_id,
            "detail": {"operation": of[case_id]},
            "at": ports().clock(),
        }
        for case_id, version in db.session.execute(versions).all()
    )
    add_rows(Event, *rows)
