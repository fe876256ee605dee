"""Keep what the studio needs: drafts, tests beside diagrams, migrations of open cases, stops.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def known(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


REACH = known("reach_known", "new_cases", "next_human_step", "now")
DRAFT_STATUS = known("draft_status_known", "open", "proposed", "published", "discarded")
MIGRATION_KIND = known("migration_kind_known", "preview", "move", "revert")
MIGRATION_STATUS = known("migration_status_known", "waiting", "running", "done", "stopped")
MIGRATION_OUTCOME = known("migration_outcome_known", "moved", "mapped", "refused", "reverted")


def upgrade() -> None:
    _widen_editions()
    _keep_drafts()
    _keep_tests_and_stops()
    _keep_migrations()


def _widen_editions() -> None:
    for column in (
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("notice_number", sa.String(60), nullable=False, server_default=""),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reach", REACH, nullable=False, server_default="new_cases"),
        sa.Column("mapping", postgresql.JSONB(), nullable=False, server_default="{}"),
    ):
        op.add_column("editions", column)
    op.create_foreign_key(
        op.f("fk_editions_approved_by"), "editions", "accounts", ["approved_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_editions_approved_by_another"),
        "editions",
        "approved_by IS NULL OR approved_by <> published_by",
    )


def _keep_drafts() -> None:
    op.create_table(
        "procedure_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("status", DRAFT_STATUS, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("sent_back_because", sa.Text(), nullable=False),
        sa.Column("notice_number", sa.String(length=60), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reach", REACH, nullable=True),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(status = 'published') = (edition_id IS NOT NULL)",
            name=op.f("ck_procedure_drafts_published_has_edition"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('proposed', 'published')"
            " OR (proposed_by IS NOT NULL AND reach IS NOT NULL)",
            name=op.f("ck_procedure_drafts_proposed_has_plan"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_procedure_drafts_revision_positive")),
        sa.ForeignKeyConstraint(
            ["based_on"], ["editions.id"], name=op.f("fk_procedure_drafts_based_on")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts.id"], name=op.f("fk_procedure_drafts_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_procedure_drafts_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts.id"], name=op.f("fk_procedure_drafts_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_drafts")),
    )
    op.create_index(
        "ix_procedure_drafts_procedure", "procedure_drafts", ["procedure"], unique=False
    )
    op.create_table(
        "draft_revisions",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("diagram", sa.String(length=64), nullable=False),
        sa.Column("forms", postgresql.JSONB(), nullable=False),
        sa.Column("tables", postgresql.JSONB(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_draft_revisions_number_positive")),
        sa.ForeignKeyConstraint(
            ["diagram"], ["artifacts.sha256"], name=op.f("fk_draft_revisions_diagram")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["procedure_drafts.id"],
            name=op.f("fk_draft_revisions_draft_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["accounts.id"], name=op.f("fk_draft_revisions_saved_by")
        ),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draft_revisions")),
    )
    op.create_table(
        "draft_editors",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_draft_editors_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["procedure_drafts.id"],
            name=op.f("fk_draft_editors_draft_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "account_id", name=op.f("pk_draft_editors")),
    )


def _keep_tests_and_stops() -> None:
    op.create_table(
        "procedure_tests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("script", postgresql.JSONB(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_by"], ["accounts.id"], name=op.f("fk_procedure_tests_kept_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_tests")),
    )
    op.create_index(
        "uq_procedure_tests_name", "procedure_tests", ["procedure", "name"], unique=True
    )
    op.create_table(
        "procedure_stops",
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("stopped_by", sa.Uuid(), nullable=False),
        sa.Column("stopped_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sentence <> ''", name=op.f("ck_procedure_stops_says_why")),
        sa.ForeignKeyConstraint(
            ["stopped_by"], ["accounts.id"], name=op.f("fk_procedure_stops_stopped_by")
        ),
        sa.PrimaryKeyConstraint("procedure", name=op.f("pk_procedure_stops")),
    )


def _keep_migrations() -> None:
    op.create_table(
        "migration_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("kind", MIGRATION_KIND, nullable=False),
        sa.Column("status", MIGRATION_STATUS, nullable=False),
        sa.Column("to_edition", sa.Uuid(), nullable=True),
        sa.Column("to_draft", sa.Uuid(), nullable=True),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("which", postgresql.JSONB(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("reverts", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'revert') = (reverts IS NOT NULL)",
            name=op.f("ck_migration_runs_revert_names_run"),
        ),
        sa.CheckConstraint(
            "to_draft IS NULL OR kind = 'preview'",
            name=op.f("ck_migration_runs_draft_is_only_tried"),
        ),
        sa.CheckConstraint(
            "(to_edition IS NOT NULL) <> (to_draft IS NOT NULL)",
            name=op.f("ck_migration_runs_has_one_target"),
        ),
        sa.ForeignKeyConstraint(
            ["reverts"], ["migration_runs.id"], name=op.f("fk_migration_runs_reverts")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["accounts.id"], name=op.f("fk_migration_runs_started_by")
        ),
        sa.ForeignKeyConstraint(
            ["to_draft"],
            ["procedure_drafts.id"],
            name=op.f("fk_migration_runs_to_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_edition"], ["editions.id"], name=op.f("fk_migration_runs_to_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_runs")),
    )
    op.create_index("ix_migration_runs_procedure", "migration_runs", ["procedure"], unique=False)
    op.create_table(
        "migrated_cases",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", MIGRATION_OUTCOME, nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("nodes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("edition_before", sa.Uuid(), nullable=False),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'refused') = (jsonb_array_length(reasons) > 0)",
            name=op.f("ck_migrated_cases_refused_has_reasons"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_migrated_cases_case_id")),
        sa.ForeignKeyConstraint(
            ["edition_before"], ["editions.id"], name=op.f("fk_migrated_cases_edition_before")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["migration_runs.id"],
            name=op.f("fk_migrated_cases_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "case_id", name=op.f("pk_migrated_cases")),
    )
    op.create_index("ix_migrated_cases_case_id", "migrated_cases", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("migrated_cases")
    op.drop_table("migration_runs")
    op.drop_table("procedure_stops")
    op.drop_table("procedure_tests")
    op.drop_table("draft_editors")
    op.drop_table("draft_revisions")
    op.drop_table("procedure_drafts")
    op.drop_constraint("ck_editions_approved_by_another", "editions")
    for column in ("mapping", "reach", "effective_on", "notice_number", "approved_by"):
        op.drop_column("editions", column)
