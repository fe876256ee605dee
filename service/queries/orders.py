"""Card orders and their money: one person's, and what the cashier has to look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, any_, exists, literal, select

from processes.step import CaseStatus
from service.extensions import db
from service.models import (
    Card,
    CardOrder,
    Case,
    NoticeOutcome,
    OrderStatus,
    Payment,
    PaymentNotice,
    PaymentStatus,
    Practitioner,
    Refund,
    RefundStatus,
)
from service.models.orders import COUNTER

MOST: Final = 200
_SOON: Final = timedelta(minutes=10)
"""What has not moved by then does not move by itself."""
_MOVED: Final = (
    OrderStatus.PAID,
    OrderStatus.MAKING,
    OrderStatus.READY,
    OrderStatus.COLLECTED,
    OrderStatus.REFUNDING,
    OrderStatus.REFUNDED,
)
_TO_PRINT: Final = (OrderStatus.PAID, OrderStatus.MAKING, OrderStatus.READY, OrderStatus.COLLECTED)
_ODD: Final = (NoticeOutcome.WRONG_AMOUNT, NoticeOutcome.UNKNOWN_NUMBER)


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """A person's order that is under way. `online` says that it waits to be paid online."""

    case_no: str
    status: OrderStatus
    fee_fen: int
    pickup_code: str | None
    online: bool


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One line of the cashier's lists: whose, how much, since when; `key` names the row."""

    key: UUID
    case_no: str
    name: str
    amount_fen: int
    number: str
    at: datetime
    word: str = ""


def find_own_order(account_id: UUID) -> OwnOrder | None:
    """Find the order that somebody has under way."""
    live = OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.MAKING, OrderStatus.READY
    return _own(Case.account_id == account_id, CardOrder.status.in_(live))


def find_order_of_case(case_id: UUID) -> OwnOrder | None:
    """Find the order of a case, whatever became of it."""
    return _own(Case.id == case_id)


def find_ordered_card(case_id: UUID) -> Card | None:
    """Find the card that a case has printed, once that is paid for."""
    ordered = select(Card).join(CardOrder, CardOrder.card_id == Card.id)
    to_print = CardOrder.case_id == case_id, CardOrder.status.in_(_TO_PRINT)
    return db.session.scalar(ordered.where(*to_print))


def list_counter_refunds() -> list[MoneyRow]:
    """List what the cashier has to pay back by hand, the longest waiting first.

    A refund that the provider would not make is among them.
    """
    by_hand = and_(Refund.status == RefundStatus.REQUESTED, Payment.channel == COUNTER)
    rows = _refunds().where(by_hand | (Refund.status == RefundStatus.FAILED))
    return _rows(rows.order_by(Refund.requested_at))


def list_paid_not_moved(now: datetime) -> list[MoneyRow]:
    """List money that came and whose order or case did not go on, though it should have."""
    waits = and_(Case.status == CaseStatus.OPEN, literal("card_paid") == any_(Case.awaited))
    stuck = (CardOrder.status == OrderStatus.PENDING_PAYMENT) | waits
    paid = (Payment.status == PaymentStatus.PAID, Payment.paid_at <= now - _SOON)
    return _rows(_payments().where(*paid, stuck).order_by(Payment.paid_at))


def list_moved_not_paid() -> list[MoneyRow]:
    """List orders with a fee that went on although no money is proven."""
    proof = exists().where(
        Payment.order_id == CardOrder.id,
        Payment.status.in_((PaymentStatus.PAID, PaymentStatus.SURPLUS)),
    )
    query = (
        select(
            CardOrder.id,
            Case.no,
            Case.subject_name,
            CardOrder.fee_fen,
            Case.no,
            CardOrder.opened_at,
            CardOrder.status,
        )
        .join(Case, Case.id == CardOrder.case_id)
        .where(CardOrder.fee_fen > 0, CardOrder.status.in_(_MOVED), ~proof)
    )
    return _rows(query.order_by(CardOrder.opened_at))


def list_odd_notices() -> list[MoneyRow]:
    """List genuine callbacks that we could not take: another amount, a number not ours.

    A number that is ours leads to its case; `word` is the outcome.
    """
    ours = and_(
        Payment.out_trade_no == PaymentNotice.out_trade_no,
        Payment.channel == PaymentNotice.channel,
    )
    query = (
        select(
            PaymentNotice.id,
            Case.no,
            Case.subject_name,
            PaymentNotice.amount_fen,
            PaymentNotice.out_trade_no,
            PaymentNotice.received_at,
            PaymentNotice.outcome,
        )
        .outerjoin(Payment, ours)
        .outerjoin(CardOrder, CardOrder.id == Payment.order_id)
        .outerjoin(Case, Case.id == CardOrder.case_id)
        .where(PaymentNotice.verified, PaymentNotice.outcome.in_(_ODD))
        .order_by(PaymentNotice.received_at.desc())
    )
    return _rows(query)


def _own(*which: Any) -> OwnOrder | None:
    query = (
        select(Case.no, CardOrder.status, CardOrder.fee_fen, CardOrder.pickup_code, Case.awaited)
        .join(Case, Case.id == CardOrder.case_id)
        .join(Practitioner, Practitioner.id == CardOrder.practitioner_id)
        .where(*which)
    )
    row = db.session.execute(query.limit(1)).first()
    if row is None:
        return None
    unpaid = row.status is OrderStatus.PENDING_PAYMENT
    online = unpaid and "card_paid" in row.awaited
    return OwnOrder(row.no, row.status, row.fee_fen, row.pickup_code, online)


def _payments() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Payment.id,
            Case.no,
            Case.subject_name,
            Payment.amount_fen,
            Payment.out_trade_no,
            Payment.paid_at,
            Payment.channel,
        )
        .join(CardOrder, CardOrder.id == Payment.order_id)
        .join(Case, Case.id == CardOrder.case_id)
    )


def _refunds() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Refund.id,
            Case.no,
            Case.subject_name,
            Refund.amount_fen,
            Payment.receipt_no,
            Refund.requested_at,
            Refund.reason,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(CardOrder, CardOrder.id == Payment.order_id)
        .join(Case, Case.id == CardOrder.case_id)
    )


def _rows(query: Select[*tuple[Any, ...]]) -> list[MoneyRow]:
    return [
        MoneyRow(key, no or "", name or "", amount or 0, number or "", at, str(word))
        for key, no, name, amount, number, at, word in db.session.execute(query.limit(MOST))
    ]
