"""Invite organisations that are not registered yet; end and begin employments.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_invitations()
    _say_how_employments_began_and_ended()
    op.add_column(
        "sessions",
        sa.Column("restricted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("Why employments ended would be lost; restore a backup instead.")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words("organisation_kind_known", "agency", "store"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(100), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=True),
        sa.Column("contact_mobile", sa.LargeBinary(), nullable=True),
        sa.Column("contact_mobile_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("invited_by_case", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            _words("invitation_status_known", "open", "accepted", "lapsed", "dropped"),
            nullable=False,
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(status = 'accepted') = (organisation_id IS NOT NULL)",
            name=op.f("ck_invitations_accepted_by_somebody"),
        ),
        sa.CheckConstraint(
            "(status = 'open') = (settled_at IS NULL)",
            name=op.f("ck_invitations_settled_has_time"),
        ),
        sa.CheckConstraint("expires_at > invited_at", name=op.f("ck_invitations_lapses_later")),
        sa.ForeignKeyConstraint(
            ["invited_by_case"],
            ["cases.id"],
            name=op.f("fk_invitations_invited_by_case"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_invitations_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index("ix_invitations_name_key", "invitations", ["name_key"])
    op.create_index("ix_invitations_invited_by_case", "invitations", ["invited_by_case"])
    op.create_index(
        "uq_invitations_open_per_case",
        "invitations",
        ["invited_by_case"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )


def _say_how_employments_began_and_ended() -> None:
    op.add_column("employments", sa.Column("ended_reason", sa.String(32), nullable=True))
    op.create_check_constraint(
        op.f("ck_employments_end_reason_known"),
        "employments",
        "ended_reason IN ('resigned', 'moved')",
    )
    for column, deferred in (("started_by_case", True), ("ended_by_case", None)):
        op.add_column("employments", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            f"fk_employments_{column}",
            "employments",
            "cases",
            [column],
            ["id"],
            deferrable=deferred,
            initially="DEFERRED" if deferred else None,
        )
