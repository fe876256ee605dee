"""The jobs. Arguments are ids only; every job may run twice and changes nothing twice."""

import logging
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import select

from processes.step import CaseStatus
from service import cases, documents
from service.extensions import db, jobs
from service.jobs import in_app_context
from service.models import Case
from service.refusals import Refused

log = logging.getLogger(__name__)

# Five attempts over about ten minutes; what still fails then needs a person.
MAX_ATTEMPTS = 5
OUTSIDE = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=4)
STALLED_AFTER_SECONDS = 30


@jobs.task(name="perform_operation", retry=OUTSIDE, pass_context=True)
@in_app_context
def perform_operation(context: JobContext, *, case_id: str, task_id: str) -> None:
    """Do what a waiting service task asks for; what cannot be done becomes an incident."""
    try:
        cases.perform_operation(UUID(case_id), task_id)
    except Refused as refused:
        _raise_incident(case_id, task_id, refused.sentence % dict(refused.params))
    except Exception as error:
        db.session.rollback()
        if context.job.attempts + 1 < MAX_ATTEMPTS:
            raise
        log.exception("Operation of case %s failed for good", case_id)
        _raise_incident(case_id, task_id, f"{type(error).__name__}: {error}")


@jobs.periodic(cron="*/1 * * * *")
@jobs.task(name="wake_due_cases", queueing_lock="wake_due_cases")
@in_app_context
def wake_due_cases(timestamp: int) -> None:
    """Fire the timers that are due, each case by its own step."""
    del timestamp
    for case_id in cases.list_due_cases():
        cases.wake(case_id)


@jobs.task(name="deliver_message")
@in_app_context
def deliver_message(*, message_id: str) -> None:
    """Deliver a message to its case."""
    cases.deliver_message(UUID(message_id))


@jobs.task(name="recompute_due_times")
@in_app_context
def recompute_due_times() -> None:
    """Move the due times of all open cases after the calendar was edited."""
    waiting = select(Case.id).where(Case.status == CaseStatus.OPEN, Case.next_wake_at.is_not(None))
    for case_id in list(db.session.scalars(waiting)):
        cases.recompute_due_times(case_id)


@jobs.periodic(cron="* * * * * */20")
@jobs.task(name="requeue_stalled_jobs", queueing_lock="requeue_stalled_jobs", pass_context=True)
async def requeue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a killed worker had begun."""
    del timestamp
    manager = context.app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        log.warning("Requeuing job %s (%s) of a worker that is gone", job.id, job.task_name)
        await manager.retry_job(job)


@jobs.task(name="derive_document", retry=OUTSIDE)
@in_app_context
def derive_document(*, document_id: str) -> None:
    """Check an upload and derive the pages that people may see."""
    documents.derive_pages(UUID(document_id))


def _raise_incident(case_id: str, task_id: str, cause: str) -> None:
    db.session.rollback()
    log.error("Incident in case %s: %s", case_id, cause)
    cases.raise_incident(UUID(case_id), task_id, "", cause)


def task_names() -> set[str]:
    """Give the names of all jobs, for the house test that every deferred one exists."""
    return {name for name in jobs.tasks if not name.startswith("procrastinate.")}
