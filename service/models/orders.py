"""Orders of printed cards, and the money for them: records beside the case (domain.md §4)."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.base import Instant, Key, LongText, Model, known
from service.models.register import Card

COUNTER = "counter"
"""The channel of money paid at the association's counter; no provider has this code."""


class OrderStatus(StrEnum):
    """待支付, 已支付, 制作中, 待领取, 已领取, 已取消, 退款中, 已退款, and 作废 once printed."""

    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    MAKING = "making"
    READY = "ready"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    VOID = "void"


UNPRINTED: Final = (OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.MAKING)
LIVE: Final = (*UNPRINTED, OrderStatus.READY)
"""What a person has one order of at most (uq_card_orders_live)."""


class CardOrder(Model):
    """What a card-making case orders: which card, for how much, and who fetched it."""

    __tablename__ = "card_orders"
    __table_args__ = (
        Index("uq_card_orders_case_id", "case_id", unique=True),
        Index(
            "uq_card_orders_live",
            "practitioner_id",
            unique=True,
            postgresql_where=text("status IN ('pending_payment', 'paid', 'making', 'ready')"),
        ),
        Index("ix_card_orders_card_id", "card_id"),
        CheckConstraint("fee_fen >= 0", name="fee_not_negative"),
        CheckConstraint(
            "status NOT IN ('ready', 'collected') OR pickup_code IS NOT NULL",
            name="ready_has_code",
        ),
        CheckConstraint(
            "(status = 'collected') = (collected_at IS NOT NULL)"
            " AND (status = 'collected') = (collected_by IS NOT NULL)",
            name="collected_by_somebody",
        ),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioners.id"))
    card_id: Mapped[UUID] = mapped_column(ForeignKey("cards.id"))
    """The card to be printed; a re-issue puts the new one in the place of the lost one."""
    fee_fen: Mapped[int] = mapped_column(Integer)
    status: Mapped[OrderStatus] = mapped_column(
        known(OrderStatus), default=OrderStatus.PENDING_PAYMENT
    )
    batch: Mapped[str | None] = mapped_column(String(40))
    pickup_code: Mapped[str | None] = mapped_column(String(6))
    collected_by: Mapped[str | None] = mapped_column(String(50))
    collected_at: Mapped[Instant | None]
    opened_at: Mapped[Instant]

    card: Mapped[Card] = relationship()


class PaymentStatus(StrEnum):
    """待支付, 已支付, 多付待退 (came for a closed order), 已关闭."""

    CREATED = "created"
    PAID = "paid"
    SURPLUS = "surplus"
    CLOSED = "closed"


class Payment(Model):
    """One attempt to pay an order, under a number of ours that no other payment has."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("uq_payments_out_trade_no", "out_trade_no", unique=True),
        Index("uq_payments_receipt_no", "receipt_no", unique=True),
        Index("uq_payments_transaction_id", "channel", "transaction_id", unique=True),
        Index(
            "uq_payments_paid_per_order",
            "order_id",
            unique=True,
            postgresql_where=text("status = 'paid'"),
        ),
        Index(
            "uq_payments_created_per_order",
            "order_id",
            unique=True,
            postgresql_where=text("status = 'created'"),
        ),
        # A refund names the amount that was paid, so that it can be held below it.
        UniqueConstraint("id", "amount_fen", name="uq_payments_id_amount_fen"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint(
            "status NOT IN ('paid', 'surplus') OR (paid_at IS NOT NULL"
            " AND (transaction_id IS NOT NULL OR receipt_no IS NOT NULL))",
            name="paid_is_proven",
        ),
    )

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("card_orders.id"))
    out_trade_no: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(20))
    """`counter`, or the code of a provider."""
    amount_fen: Mapped[int] = mapped_column(Integer)
    status: Mapped[PaymentStatus] = mapped_column(
        known(PaymentStatus), default=PaymentStatus.CREATED
    )
    receipt_no: Mapped[str | None] = mapped_column(String(40))
    transaction_id: Mapped[str | None] = mapped_column(String(64))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Instant]
    paid_at: Mapped[Instant | None]

    order: Mapped[CardOrder] = relationship()


class RefundStatus(StrEnum):
    """退款中, 已退款, 退款失败."""

    REQUESTED = "requested"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Refund(Model):
    """Money on its way back, under a number of ours; never more than was paid."""

    __tablename__ = "refunds"
    __table_args__ = (
        Index("uq_refunds_refund_no", "refund_no", unique=True),
        Index("uq_refunds_payment_id", "payment_id", unique=True),
        ForeignKeyConstraint(
            ["payment_id", "paid_fen"],
            ["payments.id", "payments.amount_fen"],
            name="fk_refunds_payment_id",
        ),
        CheckConstraint("amount_fen > 0 AND amount_fen <= paid_fen", name="at_most_what_was_paid"),
        CheckConstraint("(status = 'succeeded') = (finished_at IS NOT NULL)", name="done_has_time"),
        Index("uq_refunds_receipt_no", "receipt_no", unique=True),
        CheckConstraint(
            "receipt_no IS NULL OR recorded_by IS NOT NULL", name="receipt_by_somebody"
        ),
    )

    id: Mapped[Key]
    payment_id: Mapped[UUID]
    paid_fen: Mapped[int] = mapped_column(Integer)
    refund_no: Mapped[str] = mapped_column(String(32))
    amount_fen: Mapped[int] = mapped_column(Integer)
    status: Mapped[RefundStatus] = mapped_column(
        known(RefundStatus), default=RefundStatus.REQUESTED
    )
    reason: Mapped[LongText]
    failure: Mapped[LongText | None]
    """Why it did not go through the last time; a Chinese msgid, or the words of an incident."""
    receipt_no: Mapped[str | None] = mapped_column(String(40))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Who paid it back by hand, against which receipt."""
    requested_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]

    payment: Mapped[Payment] = relationship(overlaps="order")


class NoticeOutcome(StrEnum):
    """What became of a callback; only `settled` and `late` changed anything."""

    SETTLED = "settled"
    LATE = "late"
    REPEATED = "repeated"
    NOT_PAID = "not_paid"
    WRONG_AMOUNT = "wrong_amount"
    UNKNOWN_NUMBER = "unknown_number"
    FORGED = "forged"


class PaymentNotice(Model):
    """Every callback that came to our door, genuine or not; append-only."""

    __tablename__ = "payment_notices"
    __table_args__ = (
        # Only among the genuine: a forger must not use up the digest of one to come.
        Index(
            "uq_payment_notices_verified",
            "channel",
            "digest",
            unique=True,
            postgresql_where=text("verified"),
        ),
        Index("ix_payment_notices_received_at", "received_at"),
        CheckConstraint("verified OR outcome = 'forged'", name="forged_is_not_verified"),
    )

    id: Mapped[Key]
    channel: Mapped[str] = mapped_column(String(20))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    verified: Mapped[bool]
    outcome: Mapped[NoticeOutcome] = mapped_column(known(NoticeOutcome))
    out_trade_no: Mapped[str | None] = mapped_column(String(32))
    transaction_id: Mapped[str | None] = mapped_column(String(64))
    amount_fen: Mapped[int | None] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
