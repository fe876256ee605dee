"""Let money go only the ways that it can go, and keep why a refund failed.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# What the application never does the database refuses too: money that was paid is never unpaid,
# a refund that arrived is never asked for again, and a sum is never changed afterwards.
WAYS = """
CREATE FUNCTION mp_goes_a_known_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ways jsonb := TG_ARGV[0]::jsonb;
BEGIN
  IF NEW.status <> OLD.status AND NOT coalesce((ways -> OLD.status) ? NEW.status, false) THEN
    RAISE EXCEPTION '% cannot go from % to %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
SUMS = """
CREATE FUNCTION mp_keeps_its_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amount_fen <> OLD.amount_fen THEN
    RAISE EXCEPTION 'the sum of % never changes', TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
OF_ORDERS = (
    '{"pending_payment": ["paid", "cancelled"], "paid": ["making", "cancelled", "refunding"],'
    ' "making": ["ready", "cancelled", "refunding"], "ready": ["collected", "void"],'
    ' "cancelled": ["refunding"], "refunding": ["refunded"]}'
)
OF_PAYMENTS = '{"created": ["paid", "surplus", "closed"], "closed": ["surplus"]}'
OF_REFUNDS = '{"requested": ["succeeded", "failed"], "failed": ["requested", "succeeded"]}'


def upgrade() -> None:
    op.add_column("refunds", sa.Column("failure", sa.Text(), nullable=True))
    op.add_column("refunds", sa.Column("receipt_no", sa.String(40), nullable=True))
    op.create_index("uq_refunds_receipt_no", "refunds", ["receipt_no"], unique=True)
    op.create_check_constraint(
        op.f("ck_refunds_receipt_by_somebody"),
        "refunds",
        "receipt_no IS NULL OR recorded_by IS NOT NULL",
    )
    op.execute(WAYS)
    op.execute(SUMS)
    for table, ways in (
        ("card_orders", OF_ORDERS),
        ("payments", OF_PAYMENTS),
        ("refunds", OF_REFUNDS),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_go_a_known_way BEFORE UPDATE OF status ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION mp_goes_a_known_way('{ways}')"
        )
    for table in ("payments", "refunds"):
        op.execute(
            f"CREATE TRIGGER {table}_keep_their_sum BEFORE UPDATE OF amount_fen ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION mp_keeps_its_sum()"
        )


def downgrade() -> None:
    raise NotImplementedError("Receipts would be lost; restore a backup instead.")
