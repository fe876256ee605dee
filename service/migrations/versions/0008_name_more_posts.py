"""Name the posts that the further procedures work with.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

POSTS = (
    {"code": "second_reviewer", "name": "协会复核员"},
    {"code": "cashier", "name": "财务"},
    {"code": "card_maker", "name": "制卡员"},
)


def upgrade() -> None:
    op.bulk_insert(sa.table("posts", sa.column("code"), sa.column("name")), list(POSTS))


def downgrade() -> None:
    raise NotImplementedError("Cases may wait for these posts; restore a backup instead.")
