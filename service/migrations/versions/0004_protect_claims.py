"""Protect claimed names: objections, and what they may reverse.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IN_REGISTER = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    _create_protections()
    _create_objections()
    op.add_column("practitioners", sa.Column("revoked_at", sa.DateTime(timezone=True)))
    # A registration that was revoked keeps its number and keeps nobody from registering.
    for column in ("account_id", "id_hash"):
        op.drop_index(f"uq_practitioners_{column}", "practitioners")
        op.create_index(
            f"uq_practitioners_{column}",
            "practitioners",
            [column],
            unique=True,
            postgresql_where=IN_REGISTER,
        )


def downgrade() -> None:
    raise NotImplementedError("Objections would be lost; restore a backup instead.")


def _create_protections() -> None:
    op.create_table(
        "claim_protections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_protections")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_claim_protections_organisation_id"),
        ),
    )
    op.create_index(
        "uq_claim_protections_organisation_id",
        "claim_protections",
        ["organisation_id"],
        unique=True,
    )
    op.create_index("ix_claim_protections_opened_at", "claim_protections", ["opened_at"])


def _create_objections() -> None:
    op.create_table(
        "claim_objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("froze", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "open",
                "upheld",
                "rejected",
                "withdrawn",
                name="objection_outcome_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_to", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_objections")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_claim_objections_case_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["organisations.id"], name=op.f(f"fk_claim_objections_{column}")
            )
            for column in ("organisation_id", "raised_by", "handed_to")
        ),
        sa.CheckConstraint(
            "(outcome = 'open') = (settled_at IS NULL)",
            name=op.f("ck_claim_objections_settled_has_time"),
        ),
        sa.CheckConstraint(
            "handed_to IS NULL OR outcome = 'upheld'",
            name=op.f("ck_claim_objections_handed_over_if_upheld"),
        ),
    )
    op.create_index("uq_claim_objections_case_id", "claim_objections", ["case_id"], unique=True)
    op.create_index(
        "uq_claim_objections_open",
        "claim_objections",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index("ix_claim_objections_organisation_id", "claim_objections", ["organisation_id"])
