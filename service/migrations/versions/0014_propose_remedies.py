"""Keep what one person proposes for a stuck case and a second one carries out.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def known(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


KIND = known("remedy_kind_known", "skip", "move", "correct", "withdraw")
STATUS = known("remedy_status_known", "proposed", "done", "declined", "undone")


def upgrade() -> None:
    op.create_table(
        "remedies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("element", sa.String(64), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("version_seen", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_remedies_says_why")),
        sa.CheckConstraint(
            "(status = 'proposed') = (decided_by IS NULL)",
            name=op.f("ck_remedies_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('done', 'undone') OR decided_by <> proposed_by",
            name=op.f("ck_remedies_done_by_another"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remedies_case_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts.id"], name=op.f("fk_remedies_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_remedies_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
    )
    op.create_index("ix_remedies_case_id", "remedies", ["case_id"])
    op.create_index(
        "uq_remedies_proposed_per_case",
        "remedies",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )


def downgrade() -> None:
    op.drop_table("remedies")
