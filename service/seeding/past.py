"""Acts of the past, each done by whoever may do it and by the usual steps."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any, Final
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import select, text

from processes.sentences import Words
from service import cases, paying
from service.accounts import claims
from service.actors import Actor, post_pool
from service.extensions import db
from service.models import Account, Case, OpenTask
from service.notifications import ConsoleNotifications
from service.ports import EXTENSION, ports
from service.refusals import Refused
from service.seeding.making import actor_of

APPROVE: Final = {"decision": "approve"}
_JOBS_OF_CASE: Final = text(
    "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND ("
    " args ->> 'case_id' = :case_id"
    " OR args ->> 'message_id' IN (SELECT id::text FROM messages WHERE case_id::text = :case_id)"
    " OR args ->> 'refund_id' IN ("
    "  SELECT refunds.id::text FROM refunds"
    "  JOIN payments ON payments.id = refunds.payment_id"
    "  JOIN card_orders ON card_orders.id = payments.order_id"
    "  WHERE card_orders.case_id::text = :case_id)"
    " OR args ->> 'protection_id' IN ("
    "  SELECT claim_protections.id::text FROM claim_protections"
    "  JOIN organisations ON organisations.id = claim_protections.organisation_id"
    "  WHERE organisations.registered_by_case::text = :case_id)"
    ") ORDER BY id"
)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let everything within happen at an instant of the past; what was texted then is not printed.

    `ports().notifications` is then a console twin that remembers what it sent.
    """
    real = ports()
    quiet = ConsoleNotifications(real.settings.association.name, StringIO())
    then = replace(real, clock=lambda: instant, notifications=quiet)
    current_app.extensions[EXTENSION] = then
    try:
        yield
    finally:
        current_app.extensions[EXTENSION] = real


def staff(login_name: str) -> Actor:
    """Get somebody of the association with the posts they hold."""
    account = db.session.scalars(select(Account).where(Account.login_name == login_name)).one()
    actor = actor_of(account)
    posts = {post_pool(post.post_code) for post in account.posts}
    return replace(actor, pools=actor.pools | posts)


def decide(case_no: str, desk: Actor, answers: dict[str, Any]) -> None:
    """Complete the one open task of a case."""
    task = select(OpenTask.id).join(Case, OpenTask.case_id == Case.id).where(Case.no == case_no)
    cases.complete(db.session.scalars(task).one(), answers, desk, uuid4())


def live_until(case_id: UUID, until: datetime) -> None:
    """Fire a case's timers that are due by an instant, each when it was due."""
    waits = select(Case.next_wake_at).where(Case.id == case_id)
    while (due := db.session.scalar(waits)) is not None and due <= until:
        with at(due):
            cases.wake(case_id)
            work_off(case_id)


def catch_up() -> None:
    """Fire every timer that is due by now, so that nothing of the past happens only today."""
    now = ports().clock()
    for case_id in list(cases.list_due_cases()):
        live_until(case_id, now)


def work_off(case_id: UUID) -> None:
    """Do the jobs of a case as the worker would have, until there is none."""
    while jobs := db.session.execute(_JOBS_OF_CASE, {"case_id": str(case_id)}).all():
        for job in jobs:
            _WORK[job.task_name](**{name: UUID(value) for name, value in job.args.items()})
            done = text("DELETE FROM procrastinate_jobs WHERE id = :id")
            db.session.execute(done, {"id": job.id})
            db.session.commit()


def _perform(case_id: UUID, task_id: UUID) -> None:
    """Do outside work; what cannot be done becomes an incident, as in the worker."""
    try:
        cases.perform_operation(case_id, task_id)
    except Refused as refusal:
        db.session.rollback()
        cases.raise_incident(case_id, task_id, Words(refusal.sentence, refusal.params))


_WORK: Final[Mapping[str, Callable[..., object]]] = {
    "perform_operation": _perform,
    "deliver_message": cases.deliver_message,
    "send_refund": paying.send_refund,
    "tell_claim_contact": claims.tell_contact,
}
"""What the worker does for a case, by the name of the job."""
