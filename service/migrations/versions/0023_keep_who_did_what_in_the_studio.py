"""Keep who stopped and resumed procedures and who put drafts away, sent them back or reopened them.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = (
    "procedure_stopped",
    "stop_lifted",
    "draft_discarded",
    "draft_taken_back",
    "draft_sent_back",
    "version_called_off",
)


def upgrade() -> None:
    op.create_table(
        "studio_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("procedure", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS,
                name="studio_event_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_events")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_studio_events_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["procedure_drafts.id"], name=op.f("fk_studio_events_draft_id")
        ),
    )
    op.create_index("ix_studio_events_procedure", "studio_events", ["procedure", "id"])
    op.add_column("editions", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_editions_called_off_never_in_force"),
        "editions",
        "called_off_at IS NULL OR NOT in_force",
    )
    # Lifting a stop deletes its row; whoever began one that stands now is not forgotten either.
    op.execute(
        "INSERT INTO studio_events (procedure, kind, sentence, account_id, at)"
        " SELECT procedure, 'procedure_stopped', sentence, stopped_by, stopped_at"
        " FROM procedure_stops"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_editions_called_off_never_in_force"), "editions")
    op.drop_column("editions", "called_off_at")
    op.drop_table("studio_events")
