"""Card orders and their money: one person's, and what the cashier has to look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, any_, exists, literal, select

from processes.step import CaseStatus
from service.extensions import db
from service.models import (
    Card,
    CardOrder,
    Case,
    NoticeOutcome,
    OpenTask,
    OrderStatus,
    Payment,
    PaymentNotice,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from service.models.orders import COUNTER, LIVE

MOST: Final = 200
_SOON: Final = timedelta(minutes=10)
"""What has not moved by then does not move by itself."""
_LONG: Final = timedelta(hours=1)
"""A provider's refund that is not done by then is shown to the cashier."""
_MOVED: Final = (
    OrderStatus.PAID,
    OrderStatus.MAKING,
    OrderStatus.READY,
    OrderStatus.COLLECTED,
    OrderStatus.REFUNDING,
    OrderStatus.REFUNDED,
)
_TO_PRINT: Final = (OrderStatus.PAID, OrderStatus.MAKING, OrderStatus.READY, OrderStatus.COLLECTED)
_GOING_BACK: Final = (OrderStatus.REFUNDING, OrderStatus.REFUNDED)
_ODD: Final = (NoticeOutcome.WRONG_AMOUNT, NoticeOutcome.UNKNOWN_NUMBER)


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """A person's order. `online` says that it waits to be paid online.

    `refund` says how its money goes back: `online`, `counter`, `failed`; None where none does.
    """

    case_no: str
    status: OrderStatus
    fee_fen: int
    pickup_code: str | None
    online: bool
    refund: str | None = None
    fetch_by: datetime | None = None
    """Until when a card that lies ready is kept; then it is void, and nothing is paid back."""


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


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund that somebody has to see to; `failure` says why it did not go by itself."""

    key: UUID
    case_no: str
    name: str
    amount_fen: int
    receipt_no: str
    at: datetime
    reason: str
    failure: str
    by_hand: bool
    """May be paid back by hand: nobody else sends it any more."""
    may_retry: bool


def find_own_order(account_id: UUID) -> OwnOrder | None:
    """Find the order that somebody has under way."""
    return _own(Case.account_id == account_id, CardOrder.status.in_(LIVE))


def find_order_of_case(case_id: UUID) -> OwnOrder | None:
    """Find the order of a case, whatever became of it."""
    return _own(Case.id == case_id)


def find_ordered_card(case_id: UUID) -> Card | None:
    """Find the card that a case has printed, once that is paid for."""
    ordered = select(Card).join(CardOrder, CardOrder.card_id == Card.id)
    to_print = CardOrder.case_id == case_id, CardOrder.status.in_(_TO_PRINT)
    return db.session.scalar(ordered.where(*to_print))


def list_refunds_to_settle(now: datetime) -> list[RefundRow]:
    """List what the cashier has to see to, the longest waiting first.

    Paid at the counter, refused by the provider, or on its way for longer than it should be.
    """
    late = (Refund.requested_at <= now - _LONG) | Refund.failure.is_not(None)
    waits = and_(Refund.status == RefundStatus.REQUESTED, (Payment.channel == COUNTER) | late)
    query = _refunds().where(waits | (Refund.status == RefundStatus.FAILED))
    rows = db.session.execute(query.order_by(Refund.requested_at).limit(MOST))
    return [_refund_row(row) for row in rows]


def list_paid_not_moved(now: datetime) -> list[MoneyRow]:
    """List money that came and whose order or case did not go on, though it should have."""
    waits = and_(Case.status == CaseStatus.OPEN, literal("card_paid") == any_(Case.awaited))
    # What is paid goes on to its maker in the same step: an order that stays so does not move.
    stuck = CardOrder.status.in_((OrderStatus.PENDING_PAYMENT, OrderStatus.PAID)) | waits
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
        select(
            Case.id,
            Case.no,
            Case.awaited,
            CardOrder.status,
            CardOrder.fee_fen,
            CardOrder.pickup_code,
        )
        .join(Case, Case.id == CardOrder.case_id)
        .where(*which)
    )
    row = db.session.execute(query.limit(1)).first()
    if row is None:
        return None
    unpaid = row.status is OrderStatus.PENDING_PAYMENT
    online = unpaid and "card_paid" in row.awaited
    refund = _refund_way(row.id) if row.status in _GOING_BACK else None
    ready = row.status is OrderStatus.READY
    fetch_by = _due(row.id) if ready else None
    return OwnOrder(row.no, row.status, row.fee_fen, row.pickup_code, online, refund, fetch_by)


def _due(case_id: UUID) -> datetime | None:
    due = select(OpenTask.due_at).where(OpenTask.case_id == case_id)
    return db.session.scalar(due.order_by(OpenTask.due_at).limit(1))


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
            Refund.failure,
            Refund.status,
            Payment.channel,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(CardOrder, CardOrder.id == Payment.order_id)
        .join(Case, Case.id == CardOrder.case_id)
    )


def _refund_row(row: Row[*tuple[Any, ...]]) -> RefundRow:
    at_counter = row.channel == COUNTER
    return RefundRow(
        key=row.id,
        case_no=row.no or "",
        name=row.subject_name or "",
        amount_fen=row.amount_fen,
        receipt_no=row.receipt_no or "",
        at=row.requested_at,
        reason=row.reason,
        failure=row.failure or "",
        by_hand=at_counter or row.status is RefundStatus.FAILED,
        may_retry=not at_counter,
    )


def _refund_way(case_id: UUID) -> str | None:
    """Say how the newest money of a case's order goes back."""
    query = (
        select(Refund.status, Payment.channel)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(CardOrder, CardOrder.id == Payment.order_id)
        .where(CardOrder.case_id == case_id)
        .order_by(Refund.requested_at.desc())
    )
    row = db.session.execute(query.limit(1)).first()
    if row is None:
        return None
    if row.status is RefundStatus.FAILED:
        return "failed"
    return "counter" if row.channel == COUNTER else "online"


def _rows(query: Select[*tuple[Any, ...]]) -> list[MoneyRow]:
    return [
        MoneyRow(key, no or "", name or "", amount or 0, number or "", at, str(word))
        for key, no, name, amount, number, at, word in db.session.execute(query.limit(MOST))
    ]
