"""Order tasks that are due at the same time by when they came.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_open_tasks_inbox"
DUE = sa.text("coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)")


def upgrade() -> None:
    op.drop_index(INDEX, "open_tasks")
    op.create_index(INDEX, "open_tasks", ["pool", DUE, "opened_at", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "open_tasks")
    op.create_index(INDEX, "open_tasks", ["pool", DUE, "id"])
