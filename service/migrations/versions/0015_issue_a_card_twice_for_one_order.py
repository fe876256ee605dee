"""Let an order issue a card again that was lost before it was printed.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("status IN ('pending', 'valid')")


def upgrade() -> None:
    op.drop_index("uq_cards_issued_by_case", "cards")
    op.create_index(
        "uq_cards_issued_by_case",
        "cards",
        ["issued_by_case"],
        unique=True,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_index("uq_cards_issued_by_case", "cards")
    op.create_index("uq_cards_issued_by_case", "cards", ["issued_by_case"], unique=True)
