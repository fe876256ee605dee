"""Keep where open cases stand, why something failed in any language, and retries of many.

Where the cases that are open already stand is written by `mingpai db upgrade` afterwards: only
the engine can read their state.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _know_where_cases_stand()
    op.add_column(
        "incidents",
        sa.Column("params", postgresql.JSONB(), nullable=False, server_default="{}"),
    )
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["raised_at", "id"],
        postgresql_where=sa.text("status = 'open'"),
    )
    _know_who_undid_a_remedy()
    _keep_retries()


def _know_who_undid_a_remedy() -> None:
    op.add_column("remedies", sa.Column("undone_by", sa.Uuid(), nullable=True))
    op.add_column("remedies", sa.Column("undone_at", INSTANT, nullable=True))
    op.create_foreign_key(
        op.f("fk_remedies_undone_by"), "remedies", "accounts", ["undone_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_remedies_undone_has_status"),
        "remedies",
        "undone_by IS NULL OR status = 'undone'",
    )


def _know_where_cases_stand() -> None:
    op.add_column(
        "cases",
        sa.Column("standing", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
    )
    op.create_index(
        "ix_cases_open_procedure",
        "cases",
        ["procedure"],
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_cases_completed",
        "cases",
        ["procedure", "closed_at"],
        postgresql_where=sa.text("status = 'completed'"),
    )
    op.create_index(
        "ix_events_at",
        "events",
        ["at"],
        postgresql_using="brin",
        postgresql_with={"autosummarize": "on"},
    )


def _keep_retries() -> None:
    op.create_table(
        "retry_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.String(80), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["started_by"], ["accounts.id"], name=op.f("fk_retry_runs_started_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retry_runs")),
    )
    op.create_table(
        "retried_incidents",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("attempts_before", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["retry_runs.id"],
            name=op.f("fk_retried_incidents_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_retried_incidents_incident_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "incident_id", name=op.f("pk_retried_incidents")),
    )
    op.create_index("ix_retried_incidents_incident_id", "retried_incidents", ["incident_id"])


def downgrade() -> None:
    op.drop_table("retried_incidents")
    op.drop_table("retry_runs")
    op.drop_constraint("ck_remedies_undone_has_status", "remedies")
    op.drop_column("remedies", "undone_at")
    op.drop_column("remedies", "undone_by")
    op.drop_index("ix_incidents_open", "incidents")
    op.drop_column("incidents", "params")
    op.drop_index("ix_events_at", "events")
    op.drop_index("ix_cases_completed", "cases")
    op.drop_index("ix_cases_open_procedure", "cases")
    op.drop_column("cases", "standing")
