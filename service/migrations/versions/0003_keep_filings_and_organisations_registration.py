"""Keep the filing directory, and what an organisation's own registration says of it.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE = sa.text("registration IN ('pending', 'approved')")
NEW_COLUMNS = (
    ("filing_id", sa.Uuid()),
    ("legal_name", sa.String(50)),
    ("legal_id", sa.LargeBinary()),
    ("legal_id_hash", sa.LargeBinary(32)),
    ("agent_name", sa.String(50)),
    ("agent_mobile", sa.LargeBinary()),
    ("agent_mobile_hash", sa.LargeBinary(32)),
    ("registered_at", sa.DateTime(timezone=True)),
    ("registered_by_case", sa.Uuid()),
    ("frozen_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _create_filings()
    for name, kind in NEW_COLUMNS:
        op.add_column("organisations", sa.Column(name, kind, nullable=True))
    op.create_foreign_key(
        "fk_organisations_filing_id", "organisations", "filings", ["filing_id"], ["id"]
    )
    op.create_foreign_key(
        "fk_organisations_registered_by_case",
        "organisations",
        "cases",
        ["registered_by_case"],
        ["id"],
        deferrable=True,
        initially="DEFERRED",
    )
    # An account whose registration nobody has handed in keeps no name from others.
    op.drop_constraint("ck_organisations_registration_known", "organisations")
    op.create_check_constraint(
        "ck_organisations_registration_known",
        "organisations",
        "registration IN ('draft', 'pending', 'approved', 'refused', 'cancelled')",
    )
    op.drop_index("uq_organisations_name_key", "organisations")
    for column in ("name_key", "uscc", "filing_id"):
        op.create_index(
            f"uq_organisations_{column}",
            "organisations",
            [column],
            unique=True,
            postgresql_where=LIVE,
        )
    op.create_index("ix_organisations_name_key", "organisations", ["name_key"])


def downgrade() -> None:
    raise NotImplementedError("Registrations would be lost; restore a backup instead.")


def _create_filings() -> None:
    op.create_table(
        "filings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "agency",
                "store",
                name="organisation_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(100), nullable=False),
        sa.Column("pinyin_key", sa.String(400), nullable=False),
        sa.Column(
            "grams",
            postgresql.ARRAY(sa.Text()),
            sa.Computed("mp_grams(name_key)", persisted=True),
            nullable=False,
        ),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("filing_no", sa.String(40), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("region", sa.String(6), nullable=True),
        sa.Column("contact_name", sa.String(50), nullable=True),
        sa.Column("contact_mobile", sa.LargeBinary(), nullable=True),
        sa.Column("parent_name", sa.String(100), nullable=True),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
    )
    op.create_index("uq_filings_uscc", "filings", ["uscc"], unique=True)
    op.create_index("uq_filings_filing_no", "filings", ["filing_no"], unique=True)
    op.create_index("ix_filings_grams", "filings", ["grams"], postgresql_using="gin")
