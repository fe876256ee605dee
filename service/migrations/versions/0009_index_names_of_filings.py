"""Find the entry of the filing directory that has exactly a name.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_filings_name_key", "filings", ["name_key"])


def downgrade() -> None:
    op.drop_index("ix_filings_name_key", "filings")
