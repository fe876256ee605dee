"""Take money for cards: orders, payments, refunds.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_orders()
    _create_payments()
    _create_refunds()
    _create_payment_notices()


def downgrade() -> None:
    raise NotImplementedError("Payments would be lost; restore a backup instead.")


def _create_orders() -> None:
    op.create_table(
        "card_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("fee_fen", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending_payment",
                "paid",
                "making",
                "ready",
                "collected",
                "cancelled",
                "refunding",
                "refunded",
                "void",
                name="order_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("pickup_code", sa.String(length=6), nullable=True),
        sa.Column("collected_by", sa.String(length=50), nullable=True),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'collected') = (collected_at IS NOT NULL)"
            " AND (status = 'collected') = (collected_by IS NOT NULL)",
            name=op.f("ck_card_orders_collected_by_somebody"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('ready', 'collected') OR pickup_code IS NOT NULL",
            name=op.f("ck_card_orders_ready_has_code"),
        ),
        sa.CheckConstraint("fee_fen >= 0", name=op.f("ck_card_orders_fee_not_negative")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_orders_card_id")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_card_orders_case_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioners.id"], name=op.f("fk_card_orders_practitioner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_orders")),
    )
    op.create_index("ix_card_orders_card_id", "card_orders", ["card_id"], unique=False)
    op.create_index("uq_card_orders_case_id", "card_orders", ["case_id"], unique=True)
    op.create_index(
        "uq_card_orders_live",
        "card_orders",
        ["practitioner_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('pending_payment', 'paid', 'making', 'ready')"),
    )


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("out_trade_no", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "created",
                "paid",
                "surplus",
                "closed",
                name="payment_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("receipt_no", sa.String(length=40), nullable=True),
        sa.Column("transaction_id", sa.String(length=64), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('paid', 'surplus') OR (paid_at IS NOT NULL"
            " AND (transaction_id IS NOT NULL OR receipt_no IS NOT NULL))",
            name=op.f("ck_payments_paid_is_proven"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["card_orders.id"], name=op.f("fk_payments_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_payments_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("id", "amount_fen", name="uq_payments_id_amount_fen"),
    )
    op.create_index(
        "uq_payments_created_per_order",
        "payments",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("status = 'created'"),
    )
    op.create_index("uq_payments_out_trade_no", "payments", ["out_trade_no"], unique=True)
    op.create_index(
        "uq_payments_paid_per_order",
        "payments",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("status = 'paid'"),
    )
    op.create_index("uq_payments_receipt_no", "payments", ["receipt_no"], unique=True)
    op.create_index(
        "uq_payments_transaction_id", "payments", ["channel", "transaction_id"], unique=True
    )


def _create_refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("paid_fen", sa.Integer(), nullable=False),
        sa.Column("refund_no", sa.String(length=32), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "succeeded",
                "failed",
                name="refund_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'succeeded') = (finished_at IS NOT NULL)",
            name=op.f("ck_refunds_done_has_time"),
        ),
        sa.CheckConstraint(
            "amount_fen > 0 AND amount_fen <= paid_fen",
            name=op.f("ck_refunds_at_most_what_was_paid"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id", "paid_fen"],
            ["payments.id", "payments.amount_fen"],
            name="fk_refunds_payment_id",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_refunds_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("uq_refunds_payment_id", "refunds", ["payment_id"], unique=True)
    op.create_index("uq_refunds_refund_no", "refunds", ["refund_no"], unique=True)


def _create_payment_notices() -> None:
    op.create_table(
        "payment_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "settled",
                "late",
                "repeated",
                "not_paid",
                "wrong_amount",
                "unknown_number",
                "forged",
                name="notice_outcome_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("out_trade_no", sa.String(length=32), nullable=True),
        sa.Column("transaction_id", sa.String(length=64), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "verified OR outcome = 'forged'", name=op.f("ck_payment_notices_forged_is_not_verified")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
    )
    op.create_index(
        "ix_payment_notices_received_at", "payment_notices", ["received_at"], unique=False
    )
    op.create_index(
        "uq_payment_notices_verified",
        "payment_notices",
        ["channel", "digest"],
        unique=True,
        postgresql_where=sa.text("verified"),
    )
