"""What a proven word of a provider does to a payment, its order and the waiting case.

The same for a callback, for «已支付？刷新» and for the worker's own question: the first one
that comes settles it, the others find it settled.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from forms import N_
from service.actors import Actor
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.messages import put_message
from service.models import (
    CardOrder,
    Case,
    NoticeOutcome,
    OrderStatus,
    Payment,
    PaymentStatus,
)
from service.operations.orders import request_refund
from service.payments import Notification, ProviderUnavailable, Standing
from service.ports import ports
from service.refusals import Refused, WhoCanFix

PAID: Final = "card_paid"
"""The message for which a card-making case waits."""
LATE: Final = N_("订单关闭后才到账")
_SETTLED: Final = (PaymentStatus.PAID, PaymentStatus.SURPLUS)
_PATIENCE: Final = timedelta(minutes=5)
_ASKED_FOR: Final = timedelta(days=9)
"""Longer than an order waits for its money: a payment older than this will not come."""


def settle(channel: str, told: Notification, now: datetime) -> NoticeOutcome:
    """Write down what a provider has proven; the caller commits.

    A case step locks the case before its order; a message's foreign key takes the case too.
    So the case comes first here as well, or the two would wait for each other.
    """
    payment = _locked(channel, told.out_trade_no)
    if payment is None:
        return NoticeOutcome.UNKNOWN_NUMBER
    if payment.status in _SETTLED:
        return NoticeOutcome.REPEATED
    if told.standing is not Standing.DONE or told.transaction_id is None:
        return NoticeOutcome.NOT_PAID
    if told.amount_fen != payment.amount_fen:
        return NoticeOutcome.WRONG_AMOUNT
    payment.transaction_id, payment.paid_at = told.transaction_id, told.paid_at or now
    if payment.order.status is not OrderStatus.PENDING_PAYMENT:
        payment.status = PaymentStatus.SURPLUS
        _send_back(payment, now)
        return NoticeOutcome.LATE
    payment.status, payment.order.status = PaymentStatus.PAID, OrderStatus.PAID
    sender = f"payment:{channel}"
    put_message(payment.order.case_id, PAID, {}, sender=sender, key=payment.out_trade_no, at=now)
    return NoticeOutcome.SETTLED


def refresh_payment(case_no: str, actor: Actor) -> bool:
    """Ask the provider about the actor's own order; say whether it is paid now.

    Raises:
        NotFound: no such order of the actor's.
        Refused: the provider does not answer.
    """
    order = db.session.scalar(
        select(CardOrder)
        .join(Case, Case.id == CardOrder.case_id)
        .where(Case.no == case_no, Case.account_id == actor.account_id)
    )
    if order is None:
        raise NotFound
    order_id = order.id
    begun = select(Payment.id).where(Payment.order_id == order_id)
    for payment_id in list(
        db.session.scalars(begun.where(Payment.status == PaymentStatus.CREATED))
    ):
        ask_about(payment_id)
    status = select(CardOrder.status).where(CardOrder.id == order_id)
    unpaid = {OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED}
    return db.session.scalar(status) not in unpaid


def refresh_returned(out_trade_no: str, actor: Actor) -> str:
    """Answer a browser that comes back from the provider: ask, and give the number of the case.

    What the browser says proves nothing; only which payment to ask about.

    Raises:
        NotFound: it is no payment of the actor's.
        Refused: the provider does not answer.
    """
    payment = db.session.execute(
        select(Payment.id, Case.no)
        .join(CardOrder, CardOrder.id == Payment.order_id)
        .join(Case, Case.id == CardOrder.case_id)
        .where(Payment.out_trade_no == out_trade_no, Case.account_id == actor.account_id)
    ).first()
    if payment is None:
        raise NotFound
    ask_about(payment.id)
    return str(payment.no)


def ask_about(payment_id: UUID) -> NoticeOutcome:
    """Ask the provider how a payment stands and settle it; nothing is locked meanwhile.

    Raises:
        Refused: the provider does not answer, or is not the one any more.
    """
    payment = db.session.get_one(Payment, payment_id)
    provider, number = ports().payments, payment.out_trade_no
    if provider is None or provider.code != payment.channel:
        raise Refused("provider_silent", who_can_fix=WhoCanFix.OPERATOR)
    db.session.rollback()
    try:
        told = provider.query(number)
    except ProviderUnavailable as error:
        raise Refused("provider_silent", who_can_fix=WhoCanFix.OPERATOR) from error
    with transaction():
        return settle(provider.code, told, ports().clock())


def list_unanswered_payments() -> list[UUID]:
    """List payments that were begun a while ago and of which nobody has told us."""
    provider, now = ports().payments, ports().clock()
    if provider is None:
        return []
    begun = Payment.created_at.between(now - _ASKED_FOR, now - _PATIENCE)
    silent = Payment.status.in_((PaymentStatus.CREATED, PaymentStatus.CLOSED))
    waiting = select(Payment.id).where(Payment.channel == provider.code, silent, begun)
    return list(db.session.scalars(waiting.order_by(Payment.created_at)))


def _locked(channel: str, out_trade_no: str) -> Payment | None:
    named = (Payment.channel == channel, Payment.out_trade_no == out_trade_no)
    case_id = db.session.scalar(
        select(CardOrder.case_id).join(Payment, Payment.order_id == CardOrder.id).where(*named)
    )
    if case_id is None:
        return None
    db.session.execute(
        select(Case.id).where(Case.id == case_id).with_for_update(key_share=True, read=True)
    )
    fresh = {"populate_existing": True}
    order = select(CardOrder).where(CardOrder.case_id == case_id).with_for_update()
    db.session.execute(order.execution_options(**fresh))
    payment = select(Payment).where(*named).with_for_update().execution_options(**fresh)
    return db.session.scalar(payment)


def _send_back(payment: Payment, now: datetime) -> None:
    if payment.order.status is OrderStatus.CANCELLED:
        payment.order.status = OrderStatus.REFUNDING
    db.session.flush()  # The refund names the payment's amount by a foreign key.
    request_refund(payment, LATE, now)
