"""Create the register, cases, editions and accounts.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# One- and two-character pieces of a text, for search by any part under a plain GIN index.
GRAMS = """
CREATE FUNCTION mp_grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(t, i, n)), '{}')
    FROM generate_series(1, char_length(t)) AS i, (VALUES (1), (2)) AS sizes (n)
   WHERE i + n - 1 <= char_length(t)
$$
"""

# 办件号: the day in Shanghai, six digits, and a check digit with weights 3 and 1 (as EAN has).
CASE_NO = """
CREATE FUNCTION mp_case_no() RETURNS text LANGUAGE sql VOLATILE AS $$
  WITH body AS (
    SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')
        || lpad((nextval('case_numbers') % 1000000)::text, 6, '0') AS digits)
  SELECT digits || ((10 - sum(substr(digits, i, 1)::int * CASE WHEN i % 2 = 0 THEN 3 ELSE 1 END)
                    % 10) % 10)::text
    FROM body, generate_series(1, 14) AS i GROUP BY digits
$$
"""


BUILT_IN_POSTS = [
    {"code": "association_reviewer", "name": "协会审核岗"},
    {"code": "administrator", "name": "系统管理员"},
]


def upgrade() -> None:
    op.execute("CREATE SEQUENCE case_numbers")
    op.execute("CREATE SEQUENCE practice_numbers")
    op.execute(GRAMS)
    op.execute(CASE_NO)
    op.create_table(
        "artifacts",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "diagram",
                "form",
                "table",
                name="artifact_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_artifacts")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "captchas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captchas")),
    )
    op.create_table(
        "organisations",
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
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("pinyin_key", sa.String(length=400), nullable=False),
        sa.Column(
            "grams",
            sa.ARRAY(sa.Text()),
            sa.Computed("mp_grams(name_key)", persisted=True),
            nullable=False,
        ),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "registration",
            sa.Enum(
                "pending",
                "approved",
                "refused",
                "cancelled",
                name="registration_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind = 'store' OR parent_id IS NULL",
            name=op.f("ck_organisations_agency_has_no_parent"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index(
        "ix_organisations_grams", "organisations", ["grams"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_organisations_parent_id", "organisations", ["parent_id"], unique=False)
    op.create_index("ix_organisations_uscc", "organisations", ["uscc"], unique=False)
    op.create_index(
        "uq_organisations_name_key",
        "organisations",
        ["name_key"],
        unique=True,
        postgresql_where=sa.text("registration <> 'cancelled'"),
    )
    op.create_table(
        "posts",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_posts")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "agency",
                "store",
                "practitioner",
                "association",
                name="account_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "disabled",
                "closed",
                name="account_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("login_name", sa.String(length=120), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=True),
        sa.Column("mobile_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("mobile_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "broker",
                "assistant",
                "staff",
                name="category_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("real_name", sa.String(length=50), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("failed_sign_ins", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("seeded", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'practitioner') = (category IS NOT NULL)",
            name=op.f("ck_accounts_category_of_practitioner"),
        ),
        sa.CheckConstraint(
            "(kind IN ('agency', 'store')) = (organisation_id IS NOT NULL)",
            name=op.f("ck_accounts_organisation_of_desk"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_accounts_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_accounts_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["organisations.id"], name=op.f("fk_accounts_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index("ix_accounts_mobile_hash", "accounts", ["mobile_hash"], unique=False)
    op.create_index(
        "uq_accounts_login_name",
        "accounts",
        ["login_name"],
        unique=True,
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index(
        "uq_accounts_verified_mobile",
        "accounts",
        ["mobile_hash"],
        unique=True,
        postgresql_where=sa.text("mobile_verified_at IS NOT NULL AND status <> 'closed'"),
    )
    op.create_table(
        "commands",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_commands_account_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_commands")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("diagram", sa.String(length=64), nullable=False),
        sa.Column("forms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tables", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_editions_number_positive")),
        sa.ForeignKeyConstraint(
            ["diagram"], ["artifacts.sha256"], name=op.f("fk_editions_diagram")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["accounts.id"], name=op.f("fk_editions_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
    )
    op.create_index(
        "uq_editions_in_force",
        "editions",
        ["procedure"],
        unique=True,
        postgresql_where=sa.text("in_force"),
    )
    op.create_index(
        "uq_editions_procedure_number", "editions", ["procedure", "number"], unique=True
    )
    op.create_table(
        "post_holders",
        sa.Column("post_code", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_post_holders_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["post_code"], ["posts.code"], name=op.f("fk_post_holders_post_code")
        ),
        sa.PrimaryKeyConstraint("post_code", "account_id", name=op.f("pk_post_holders")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)
    op.create_table(
        "sms_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mobile_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("remote", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sms_codes_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_codes")),
    )
    op.create_index(
        "ix_sms_codes_mobile_hash_sent_at", "sms_codes", ["mobile_hash", "sent_at"], unique=False
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "no", sa.String(length=15), server_default=sa.text("mp_case_no()"), nullable=False
        ),
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject_name", sa.String(length=100), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "completed",
                "withdrawn",
                "failed",
                name="case_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("milestone", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("awaited", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("next_wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("returned_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL)", name=op.f("ck_cases_closed_has_time")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_cases_version_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cases_account_id")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_cases_agency_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_cases_edition_id")),
        sa.ForeignKeyConstraint(
            ["returned_by"],
            ["reviews.id"],
            name="fk_cases_returned_by",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["store_id"], ["organisations.id"], name=op.f("fk_cases_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_agency_id", "cases", ["agency_id"], unique=False)
    op.create_index(
        "ix_cases_next_wake_at",
        "cases",
        ["next_wake_at"],
        unique=False,
        postgresql_where=sa.text("next_wake_at IS NOT NULL"),
    )
    op.create_index("ix_cases_store_id", "cases", ["store_id"], unique=False)
    op.create_index("uq_cases_no", "cases", ["no"], unique=True)
    op.create_index(
        "uq_cases_open_per_applicant",
        "cases",
        ["account_id", "procedure"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_drafts_version_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_drafts_account_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_drafts_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(
        "uq_drafts_account_id_subject", "drafts", ["account_id", "subject"], unique=True
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "quarantined",
                "ready",
                "refused",
                name="document_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("refusal_params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("original_key", sa.String(length=200), nullable=False),
        sa.Column("pages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'ready' OR jsonb_array_length(pages) > 0",
            name=op.f("ck_documents_ready_has_pages"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_documents_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_documents_case_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index("ix_documents_account_id", "documents", ["account_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_events_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_events_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_case_id_id", "events", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_events_cancelled_task",
        "events",
        [sa.literal_column("(detail ->> 'task_id')")],
        unique=False,
        postgresql_where=sa.text("kind = 'task_cancelled'"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.String(length=80), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "resolved",
                name="incident_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incidents_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_case_id", "incidents", ["case_id"], unique=False)
    op.create_index(
        "uq_incidents_open_per_task",
        "incidents",
        ["task_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_messages_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(
        "ix_messages_undelivered",
        "messages",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_index("uq_messages_sender_key", "messages", ["sender", "key"], unique=True)
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("pool", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_pool_sent_at", "notices", ["pool", "sent_at"], unique=False)
    op.create_index("uq_notices_key", "notices", ["key"], unique=True)
    op.create_table(
        "open_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("pool", sa.String(length=80), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("procedure", sa.String(length=64), nullable=False),
        sa.Column("subject_name", sa.String(length=100), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_open_tasks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_tasks")),
    )
    op.create_index("ix_open_tasks_case_id", "open_tasks", ["case_id"], unique=False)
    op.create_index(
        "ix_open_tasks_inbox",
        "open_tasks",
        [
            "pool",
            sa.literal_column("coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)"),
            "id",
        ],
        unique=False,
    )
    op.create_table(
        "personal_data_accesses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_personal_data_accesses_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_personal_data_accesses_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_data_accesses")),
    )
    op.create_index(
        "ix_personal_data_accesses_case_id", "personal_data_accesses", ["case_id"], unique=False
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("returned_fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision <> 'return' OR returned_fields <> '{}'::jsonb",
            name=op.f("ck_reviews_return_names_fields"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reviews_account_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reviews_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(
        "ix_reviews_account_id_decided_at", "reviews", ["account_id", "decided_at"], unique=False
    )
    op.create_index("ix_reviews_case_id", "reviews", ["case_id"], unique=False)
    op.create_index("uq_reviews_task_id", "reviews", ["task_id"], unique=True)
    op.create_table(
        "submissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("form_sha256", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("round > 0", name=op.f("ck_submissions_round_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_submissions_account_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_submissions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    op.create_index(
        "uq_submissions_case_id_round", "submissions", ["case_id", "round"], unique=True
    )
    op.create_table(
        "practitioners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("practice_no", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("gender", sa.String(length=8), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "broker",
                "assistant",
                "staff",
                name="category_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("portrait", sa.Uuid(), nullable=False),
        sa.Column("publication_consented", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("admitted_by_case", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_practitioners_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["admitted_by_case"],
            ["cases.id"],
            name=op.f("fk_practitioners_admitted_by_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["portrait"], ["documents.id"], name=op.f("fk_practitioners_portrait")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioners")),
    )
    op.create_index("uq_practitioners_account_id", "practitioners", ["account_id"], unique=True)
    op.create_index("uq_practitioners_id_hash", "practitioners", ["id_hash"], unique=True)
    op.create_index("uq_practitioners_practice_no", "practitioners", ["practice_no"], unique=True)
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("card_no", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("issue", sa.SmallInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "valid",
                "lost",
                "superseded",
                "void",
                name="card_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("front_key", sa.String(length=200), nullable=True),
        sa.Column("back_key", sa.String(length=200), nullable=True),
        sa.Column("issued_by_case", sa.Uuid(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status <> 'valid' OR (front_key IS NOT NULL AND back_key IS NOT NULL)",
            name=op.f("ck_cards_valid_is_drawn"),
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_case"], ["cases.id"], name=op.f("fk_cards_issued_by_case")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioners.id"], name=op.f("fk_cards_practitioner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index("uq_cards_card_no", "cards", ["card_no"], unique=True)
    op.create_index("uq_cards_code", "cards", ["code"], unique=True)
    op.create_index(
        "uq_cards_in_force",
        "cards",
        ["practitioner_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('pending', 'valid')"),
    )
    op.create_index("uq_cards_issued_by_case", "cards", ["issued_by_case"], unique=True)
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("documents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioners.id"], name=op.f("fk_certificates_practitioner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index(
        "ix_certificates_practitioner_id", "certificates", ["practitioner_id"], unique=False
    )
    op.create_table(
        "employments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("contract", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_employments_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_employments_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioners.id"], name=op.f("fk_employments_practitioner_id")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["organisations.id"], name=op.f("fk_employments_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employments")),
    )
    op.create_index("ix_employments_agency_id", "employments", ["agency_id"], unique=False)
    op.create_index("ix_employments_store_id", "employments", ["store_id"], unique=False)
    op.create_index(
        "uq_employments_open",
        "employments",
        ["practitioner_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "identity_claims",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "claimed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(case_id IS NULL) <> (practitioner_id IS NULL)",
            name=op.f("ck_identity_claims_case_or_practitioner"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_identity_claims_case_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioners.id"],
            name=op.f("fk_identity_claims_practitioner_id"),
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_identity_claims")),
    )
    op.create_index("ix_identity_claims_case_id", "identity_claims", ["case_id"], unique=False)

    op.create_foreign_key(
        "fk_cases_returned_by",
        "cases",
        "reviews",
        ["returned_by"],
        ["id"],
        deferrable=True,
        initially="DEFERRED",
    )
    op.bulk_insert(sa.table("posts", sa.column("code"), sa.column("name")), BUILT_IN_POSTS)


def downgrade() -> None:
    op.drop_constraint("fk_cases_returned_by", "cases")
    op.drop_index("ix_identity_claims_case_id", table_name="identity_claims")
    op.drop_table("identity_claims")
    op.drop_index(
        "uq_employments_open",
        table_name="employments",
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_index("ix_employments_store_id", table_name="employments")
    op.drop_index("ix_employments_agency_id", table_name="employments")
    op.drop_table("employments")
    op.drop_index("ix_certificates_practitioner_id", table_name="certificates")
    op.drop_table("certificates")
    op.drop_index("uq_cards_issued_by_case", table_name="cards")
    op.drop_index(
        "uq_cards_in_force",
        table_name="cards",
        postgresql_where=sa.text("status IN ('pending', 'valid')"),
    )
    op.drop_index("uq_cards_code", table_name="cards")
    op.drop_index("uq_cards_card_no", table_name="cards")
    op.drop_table("cards")
    op.drop_index("uq_practitioners_practice_no", table_name="practitioners")
    op.drop_index("uq_practitioners_id_hash", table_name="practitioners")
    op.drop_index("uq_practitioners_account_id", table_name="practitioners")
    op.drop_table("practitioners")
    op.drop_index("uq_submissions_case_id_round", table_name="submissions")
    op.drop_table("submissions")
    op.drop_index("uq_reviews_task_id", table_name="reviews")
    op.drop_index("ix_reviews_case_id", table_name="reviews")
    op.drop_index("ix_reviews_account_id_decided_at", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("ix_personal_data_accesses_case_id", table_name="personal_data_accesses")
    op.drop_table("personal_data_accesses")
    op.drop_index("ix_open_tasks_inbox", table_name="open_tasks")
    op.drop_index("ix_open_tasks_case_id", table_name="open_tasks")
    op.drop_table("open_tasks")
    op.drop_index("uq_notices_key", table_name="notices")
    op.drop_index("ix_notices_pool_sent_at", table_name="notices")
    op.drop_table("notices")
    op.drop_index("uq_messages_sender_key", table_name="messages")
    op.drop_index(
        "ix_messages_undelivered",
        table_name="messages",
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.drop_table("messages")
    op.drop_index(
        "uq_incidents_open_per_task",
        table_name="incidents",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("ix_incidents_case_id", table_name="incidents")
    op.drop_table("incidents")
    op.drop_index(
        "ix_events_cancelled_task",
        table_name="events",
        postgresql_where=sa.text("kind = 'task_cancelled'"),
    )
    op.drop_index("ix_events_case_id_id", table_name="events")
    op.drop_table("events")
    op.drop_index("ix_documents_account_id", table_name="documents")
    op.drop_table("documents")
    op.drop_index("uq_drafts_account_id_subject", table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(
        "uq_cases_open_per_applicant",
        table_name="cases",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("uq_cases_no", table_name="cases")
    op.drop_index("ix_cases_store_id", table_name="cases")
    op.drop_index(
        "ix_cases_next_wake_at",
        table_name="cases",
        postgresql_where=sa.text("next_wake_at IS NOT NULL"),
    )
    op.drop_index("ix_cases_agency_id", table_name="cases")
    op.drop_table("cases")
    op.drop_index("ix_sms_codes_mobile_hash_sent_at", table_name="sms_codes")
    op.drop_table("sms_codes")
    op.drop_index("ix_sessions_account_id", table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("post_holders")
    op.drop_index("uq_editions_procedure_number", table_name="editions")
    op.drop_index(
        "uq_editions_in_force", table_name="editions", postgresql_where=sa.text("in_force")
    )
    op.drop_table("editions")
    op.drop_table("commands")
    op.drop_index(
        "uq_accounts_verified_mobile",
        table_name="accounts",
        postgresql_where=sa.text("mobile_verified_at IS NOT NULL AND status <> 'closed'"),
    )
    op.drop_index(
        "uq_accounts_login_name",
        table_name="accounts",
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_index("ix_accounts_mobile_hash", table_name="accounts")
    op.drop_table("accounts")
    op.drop_table("posts")
    op.drop_index(
        "uq_organisations_name_key",
        table_name="organisations",
        postgresql_where=sa.text("registration <> 'cancelled'"),
    )
    op.drop_index("ix_organisations_uscc", table_name="organisations")
    op.drop_index("ix_organisations_parent_id", table_name="organisations")
    op.drop_index("ix_organisations_grams", table_name="organisations", postgresql_using="gin")
    op.drop_table("organisations")
    op.drop_table("captchas")
    op.drop_table("calendar_days")
    op.drop_table("artifacts")

    op.execute("DROP FUNCTION mp_case_no, mp_grams")
    op.execute("DROP SEQUENCE case_numbers, practice_numbers")
