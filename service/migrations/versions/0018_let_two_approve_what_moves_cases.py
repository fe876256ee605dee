"""Let two people answer for a mapping of steps, and keep which revision a preview tried.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = "status IN ('waiting', 'running', 'done', 'stopped')"
AFTER = "status IN ('proposed', 'waiting', 'running', 'done', 'stopped', 'failed')"


def upgrade() -> None:
    op.add_column("migration_runs", sa.Column("to_revision", sa.Integer(), nullable=True))
    op.add_column("migration_runs", sa.Column("failure", sa.Text(), nullable=True))
    op.add_column("migration_runs", sa.Column("approved_by", sa.Uuid(), nullable=True))
    op.add_column(
        "migration_runs",
        sa.Column("needs_second", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_foreign_key(
        op.f("fk_migration_runs_approved_by"),
        "migration_runs",
        "accounts",
        ["approved_by"],
        ["id"],
    )
    op.execute(
        "UPDATE migration_runs SET to_revision = procedure_drafts.revision"
        " FROM procedure_drafts WHERE procedure_drafts.id = migration_runs.to_draft"
    )
    _replace_statuses(AFTER)
    op.create_check_constraint(
        op.f("ck_migration_runs_mapping_by_two"),
        "migration_runs",
        "NOT needs_second OR status IN ('proposed', 'stopped')"
        " OR (approved_by IS NOT NULL AND approved_by <> started_by)",
    )
    op.create_check_constraint(
        op.f("ck_editions_author_has_approver"),
        "editions",
        "(published_by IS NULL) = (approved_by IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_editions_author_has_approver"), "editions")
    op.drop_constraint(op.f("ck_migration_runs_mapping_by_two"), "migration_runs")
    op.execute("DELETE FROM migration_runs WHERE status IN ('proposed', 'failed')")
    _replace_statuses(BEFORE)
    op.drop_constraint(op.f("fk_migration_runs_approved_by"), "migration_runs")
    for column in ("needs_second", "approved_by", "failure", "to_revision"):
        op.drop_column("migration_runs", column)


def _replace_statuses(known: str) -> None:
    name = op.f("ck_migration_runs_migration_status_known")
    op.drop_constraint(name, "migration_runs")
    op.create_check_constraint(name, "migration_runs", known)
