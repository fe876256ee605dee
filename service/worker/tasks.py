"""The jobs. Arguments are ids only; every job may run twice and changes nothing twice."""

import logging
from collections.abc import Callable
from typing import Final
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import select

from processes.sentences import Words
from processes.step import CaseStatus
from service import cases, documents, paying, publishing
from service.accounts import claims, cleaning
from service.extensions import db, jobs
from service.jobs import STALLED_AFTER_SECONDS, in_app_context
from service.models import Case
from service.payments import ProviderUnavailable
from service.ports import ports
from service.refusals import Refused
from service.worker.causes import cause_of

log = logging.getLogger(__name__)

# Five attempts over about six minutes; what still fails then needs a person.
MAX_ATTEMPTS: Final = 5
OUTSIDE: Final = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=4)


@jobs.task(name="perform_operation", retry=OUTSIDE, pass_context=True)
@in_app_context
def perform_operation(context: JobContext, *, case_id: str, task_id: str) -> None:
    """Do what a waiting service task asks for; what cannot be done becomes an incident."""
    case, task = UUID(case_id), UUID(task_id)
    _attempt(
        context,
        lambda: cases.perform_operation(case, task),
        lambda cause: cases.raise_incident(case, task, cause),
    )


@jobs.task(name="deliver_message", retry=OUTSIDE, pass_context=True)
@in_app_context
def deliver_message(context: JobContext, *, message_id: str) -> None:
    """Deliver a message to its case."""
    message = UUID(message_id)
    _attempt(
        context,
        lambda: cases.deliver_message(message),
        lambda cause: cases.raise_message_incident(message, cause),
    )


@jobs.task(name="retry_incidents", retry=OUTSIDE)
@in_app_context
def retry_incidents(*, run_id: str) -> None:
    """Queue again everything that failed for one cause."""
    cases.run_retries(UUID(run_id))


@jobs.task(name="end_case", retry=OUTSIDE, pass_context=True)
@in_app_context
def end_case(context: JobContext, *, case_id: str) -> None:
    """End a case that rests on a registration which was undone."""
    case = UUID(case_id)
    _attempt(
        context,
        lambda: cases.end_case(case),
        lambda cause: cases.raise_incident_of(case, cases.END, cause),
    )


@jobs.task(name="tell_claim_contact", retry=OUTSIDE, pass_context=True)
@in_app_context
def tell_claim_contact(context: JobContext, *, protection_id: str) -> None:
    """Tell the contact in the directory by SMS that somebody has registered their name."""
    protection = UUID(protection_id)
    _attempt(
        context,
        lambda: claims.tell_contact(protection),
        lambda cause: claims.tell_that_nobody_was_told(protection, str(cause)),
    )


@jobs.task(name="wake_case")
@in_app_context
def wake_case(*, case_id: str) -> None:
    """Fire what is due in one case, because somebody asked to try again."""
    _guarded(UUID(case_id), cases.wake)


@jobs.periodic(cron="*/1 * * * *")
@jobs.task(name="wake_due_cases", queueing_lock="wake_due_cases")
@in_app_context
def wake_due_cases(timestamp: int) -> None:
    """Fire the timers that are due, each case by its own step."""
    del timestamp
    for case_id in cases.list_due_cases():
        _guarded(case_id, cases.wake)


@jobs.periodic(cron="43 * * * *")
@jobs.task(name="delete_what_is_over", queueing_lock="delete_what_is_over")
@in_app_context
def delete_what_is_over(timestamp: int) -> None:
    """Delete sessions, captchas, SMS codes and forged callbacks that nothing reads any more."""
    del timestamp
    cleaning.delete_what_is_over()
    paying.delete_old_forgeries(ports().clock())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="give_up_on_messages", queueing_lock="give_up_on_messages")
@in_app_context
def give_up_on_messages(timestamp: int) -> None:
    """Show the association which messages nobody has taken."""
    del timestamp
    cases.give_up_on_messages()


@jobs.task(name="send_refund", retry=OUTSIDE, pass_context=True)
@in_app_context
def send_refund(context: JobContext, *, refund_id: str) -> None:
    """Send money back; what cannot be sent stands on the cashier's page with its cause."""
    refund = UUID(refund_id)
    _attempt(
        context,
        lambda: paying.send_refund(refund),
        lambda cause: paying.note_failure(refund, str(cause)),
    )


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="ask_about_money", queueing_lock="ask_about_money")
@in_app_context
def ask_about_money(timestamp: int) -> None:
    """Ask the provider about payments and refunds of which nobody has told us."""
    del timestamp
    for payment_id in paying.list_unanswered_payments():
        _logged(paying.ask_about, payment_id)
    for refund_id in paying.list_unfinished_refunds():
        _logged(paying.send_refund, refund_id)


@jobs.task(name="run_migration", retry=OUTSIDE, pass_context=True)
@in_app_context
def run_migration(context: JobContext, *, run_id: str) -> None:
    """Try or move the open cases of a procedure; killed, it goes on where it stood."""
    run = UUID(run_id)
    _attempt(
        context,
        lambda: publishing.run_migration(run),
        lambda cause: publishing.fail_run(run, str(cause)),
    )


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="put_editions_in_force", queueing_lock="put_editions_in_force")
@in_app_context
def put_editions_in_force(timestamp: int) -> None:
    """Put each edition in force whose day has come."""
    del timestamp
    publishing.put_in_force()


@jobs.task(name="recompute_due_times")
@in_app_context
def recompute_due_times() -> None:
    """Move the due times of all open cases after the calendar was edited."""
    waiting = select(Case.id).where(Case.status == CaseStatus.OPEN, Case.next_wake_at.is_not(None))
    for case_id in list(db.session.scalars(waiting)):
        _guarded(case_id, cases.recompute_due_times, cases.CALENDAR)


@jobs.task(name="recompute_due_times_of")
@in_app_context
def recompute_due_times_of(*, case_id: str) -> None:
    """Move the due times of one case, because somebody asked to try again."""
    _guarded(UUID(case_id), cases.recompute_due_times, cases.CALENDAR)


@jobs.periodic(cron="17 3 * * *")
@jobs.task(name="delete_abandoned", queueing_lock="delete_abandoned")
@in_app_context
def delete_abandoned(timestamp: int) -> None:
    """Warn about drafts that nobody touches, delete them later, and files that nothing names."""
    del timestamp
    cases.warn_about_drafts()
    cases.delete_expired_drafts()
    documents.delete_abandoned()
    publishing.delete_unnamed_files()


@jobs.periodic(cron="* * * * * */5")
@jobs.task(name="requeue_stalled_jobs", queueing_lock="requeue_stalled_jobs", pass_context=True)
async def requeue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a killed worker had begun."""
    del timestamp
    manager = context.app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        log.warning("Requeuing job %s (%s) of a worker that is gone", job.id, job.task_name)
        await manager.retry_job(job)


@jobs.task(name="derive_document", retry=OUTSIDE, pass_context=True)
@in_app_context
def derive_document(context: JobContext, *, document_id: str) -> None:
    """Check an upload and derive the pages that people may see."""
    document = UUID(document_id)
    _attempt(
        context,
        lambda: documents.derive_pages(document),
        lambda _cause: documents.refuse_unchecked(document),
    )


def _attempt(
    context: JobContext, do: Callable[[], object], give_up: Callable[[Words], object]
) -> None:
    """Do it; what cannot be done, or failed for the last time, is given up with its cause."""
    try:
        do()
    except Exception as error:
        db.session.rollback()
        if context.job.attempts + 1 < MAX_ATTEMPTS and not isinstance(error, Refused):
            raise
        # What was refused is no fault of ours: its sentence says enough.
        how = log.warning if isinstance(error, Refused) else log.exception
        cause = cause_of(error)
        how("Job %s (%s) is given up: %s", context.job.id, context.job.task_name, cause.message)
        give_up(cause)


def _logged(do: Callable[[UUID], object], about: UUID) -> None:
    """Ask about one among many: a provider's silence is asked again in five minutes."""
    try:
        do(about)
    except (Refused, ProviderUnavailable) as error:
        db.session.rollback()
        log.warning("A payment or refund stays unanswered: %s", error)


def _guarded(case_id: UUID, do: Callable[[UUID], object], what: str = cases.TIMER) -> None:
    """Take a step of one case among many: its failure must not keep the others waiting."""
    try:
        do(case_id)
    except Exception as error:
        log.exception("Case %s could not take its step (%s)", case_id, what)
        db.session.rollback()
        cases.raise_incident_of(case_id, what, cause_of(error))


def task_names() -> set[str]:
    """Give the names of all jobs, for the house test that every deferred one exists."""
    return {name for name in jobs.tasks if not name.startswith("procrastinate.")}
