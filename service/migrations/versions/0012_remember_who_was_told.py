"""Remember when an invited employer was told by SMS, and which employer disabled a person.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "invitations", sa.Column("contact_told_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_invitations_contact_mobile_hash",
        "invitations",
        ["contact_mobile_hash"],
        postgresql_where=sa.text("contact_mobile_hash IS NOT NULL"),
    )
    op.add_column("accounts", sa.Column("disabled_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_accounts_disabled_by"), "accounts", "organisations", ["disabled_by"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("accounts", "disabled_by")
    op.drop_index("ix_invitations_contact_mobile_hash", "invitations")
    op.drop_column("invitations", "contact_told_at")
