"""Messages to a case, from another case or from outside, each delivered by its own step.

Two cases never meet in one transaction: the sender writes a row, and a job lets the receiver
take it. An early message waits until its case waits for it (design.md).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from forms import N_
from processes import engine
from processes.sentences import Words
from processes.step import CaseStatus, Step
from service.cases.incidents import MESSAGE, raise_incident, resolve_incident
from service.cases.machine import take_step
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.extensions import db
from service.messages import put_message
from service.models import Case, Incident, Message
from service.ports import ports

PATIENCE: Final = timedelta(hours=24)
"""How long a message may wait for its case before a person has to look at it."""
NOT_AWAITED: Final = N_("消息“%(name)s”（来自 %(sender)s）已超过 24 小时，办件没有等待它。")
TOO_LATE: Final = N_("消息“%(name)s”（来自 %(sender)s）送达时，办件已经结束。")


def send_message(
    case_id: UUID, name: str, payload: Mapping[str, Any], *, sender: str, key: str
) -> None:
    """Put a message to a case into the sender's own transaction, once for each key."""
    put_message(case_id, name, payload, sender=sender, key=key, at=ports().clock())


def deliver_message(message_id: UUID) -> None:
    """Deliver a message by a step of its receiver; an early one stays until it is awaited.

    Raises:
        Refused: what the case does on receiving it cannot be done.
    """
    message = db.session.get_one(Message, message_id)
    case_id = message.case_id
    db.session.rollback()
    if not take_step(case_id, lambda run: _receive(run, message_id)):
        with transaction():
            resolve_incident(message_id)  # The case has ended: there is nothing to try again.


def raise_message_incident(message_id: UUID, cause: Words) -> None:
    """Show a person a message whose delivery failed."""
    message = db.session.get_one(Message, message_id)
    raise_incident(message.case_id, message_id, cause, MESSAGE)


def give_up_on_messages() -> None:
    """Show a person each message that has waited too long, or whose case has ended."""
    late = Message.sent_at <= ports().clock() - PATIENCE
    shown = select(Incident.id).where(Incident.task_id == Message.id)
    waiting = (
        select(Message, Case.status)
        .join(Case, Case.id == Message.case_id)
        .where(Message.delivered_at.is_(None), late | (Case.status != CaseStatus.OPEN))
        .where(~shown.exists())
    )
    for message, status in db.session.execute(waiting).all():
        sentence = NOT_AWAITED if status is CaseStatus.OPEN else TOO_LATE
        cause = Words(sentence, {"name": message.name, "sender": message.sender})
        raise_incident(message.case_id, message.id, cause, MESSAGE)


def _receive(run: Stepping, message_id: UUID) -> Step | None:
    message = db.session.get_one(Message, message_id, with_for_update=True)
    if message.delivered_at is not None or message.name not in run.case.awaited:
        return None
    message.delivered_at = run.now
    resolve_incident(message.id)
    return engine.message(run.edition, run.case.state, message.name, message.payload, run.context())
