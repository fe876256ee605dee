"""Let the association object for whoever calls, and an organisation doubt its entry.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NO = sa.text("false")


def upgrade() -> None:
    _let_staff_have_many_cases()
    # Whoever called has no account yet.
    op.alter_column("claim_objections", "raised_by", nullable=True)
    op.add_column(
        "organisations",
        sa.Column("number_differs", sa.Boolean(), server_default=NO, nullable=False),
    )
    op.add_column("organisations", sa.Column("denied_filing_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_organisations_denied_filing_id"),
        "organisations",
        "filings",
        ["denied_filing_id"],
        ["id"],
    )


def downgrade() -> None:
    raise NotImplementedError("Objections by phone would be lost; restore a backup instead.")


def _let_staff_have_many_cases() -> None:
    op.add_column(
        "cases", sa.Column("by_association", sa.Boolean(), server_default=NO, nullable=False)
    )
    op.drop_index("uq_cases_open_per_applicant", "cases")
    op.create_index(
        "uq_cases_open_per_applicant",
        "cases",
        ["account_id", "procedure"],
        unique=True,
        postgresql_where=sa.text("status = 'open' AND NOT by_association"),
    )
