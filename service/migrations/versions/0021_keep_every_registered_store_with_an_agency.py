"""Let no store be in the register without the agency that it belongs to.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_organisations_registered_store_has_parent"),
        "organisations",
        "kind = 'agency' OR registration <> 'approved' OR parent_id IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_constraint("ck_organisations_registered_store_has_parent", "organisations")
