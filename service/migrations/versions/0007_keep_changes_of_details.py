"""Keep what a change of details changed, and what a running one keeps from others.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DETAILS = (
    "mobile",
    "name",
    "certificate_number",
    "certificate_issuer",
    "category",
    "uscc",
    "region",
    "address",
    "legal_name",
    "legal_id",
    "agent_name",
    "agent_mobile",
    "licence_valid_to",
    "filing_no",
    "filing_valid_to",
    "parent",
)
APPEND_ONLY = """
CREATE FUNCTION mp_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""
# A name is either in use or claimed by a change, never both. Each side looks at the other under
# a lock on the name, or two transactions that do not see each other could both have it.
CLAIMED = """
CREATE FUNCTION mp_not_claimed_by_a_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.registration NOT IN ('pending', 'approved') THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(5301003, hashtext(NEW.name_key));
  IF EXISTS (SELECT FROM change_claims
              WHERE name_key = NEW.name_key AND organisation_id <> NEW.id) THEN
    RAISE EXCEPTION 'name is claimed by a change'
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'uq_change_claims_name_key';
  END IF;
  IF NEW.uscc IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(5301004, hashtext(NEW.uscc));
    IF EXISTS (SELECT FROM change_claims
                WHERE uscc = NEW.uscc AND organisation_id <> NEW.id) THEN
      RAISE EXCEPTION 'licence number is claimed by a change'
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'uq_change_claims_uscc';
    END IF;
  END IF;
  RETURN NEW;
END $$
"""
IN_USE = """
CREATE FUNCTION mp_claim_not_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.name_key IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(5301003, hashtext(NEW.name_key));
    IF EXISTS (SELECT FROM organisations
                WHERE name_key = NEW.name_key AND id <> NEW.organisation_id
                  AND registration IN ('pending', 'approved')) THEN
      RAISE EXCEPTION 'name is in use'
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'uq_change_claims_name_key';
    END IF;
  END IF;
  IF NEW.uscc IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(5301004, hashtext(NEW.uscc));
    IF EXISTS (SELECT FROM organisations
                WHERE uscc = NEW.uscc AND id <> NEW.organisation_id
                  AND registration IN ('pending', 'approved')) THEN
      RAISE EXCEPTION 'licence number is in use'
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'uq_change_claims_uscc';
    END IF;
  END IF;
  RETURN NEW;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER register_changes_append_only BEFORE UPDATE OR DELETE ON register_changes"
    " FOR EACH ROW EXECUTE FUNCTION mp_never_changed()",
    "CREATE TRIGGER organisations_not_claimed_by_a_change"
    " BEFORE INSERT OR UPDATE OF name_key, uscc, registration ON organisations"
    " FOR EACH ROW EXECUTE FUNCTION mp_not_claimed_by_a_change()",
    "CREATE TRIGGER change_claims_not_in_use"
    " BEFORE INSERT OR UPDATE ON change_claims"
    " FOR EACH ROW EXECUTE FUNCTION mp_claim_not_in_use()",
)


def upgrade() -> None:
    _create_changes()
    _create_claims()
    _create_terms()
    for statement in (APPEND_ONLY, CLAIMED, IN_USE, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history would be lost; restore a backup instead.")


def _create_changes() -> None:
    op.create_table(
        "register_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "detail",
            sa.Enum(
                *DETAILS,
                name="detail_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("old", sa.String(200), nullable=True),
        sa.Column("new", sa.String(200), nullable=True),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("new_secret", sa.LargeBinary(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(practitioner_id IS NULL) <> (organisation_id IS NULL)",
            name=op.f("ck_register_changes_of_one_subject"),
        ),
        _reference("register_changes", "practitioner_id", "practitioners"),
        _reference("register_changes", "organisation_id", "organisations"),
        _reference("register_changes", "case_id", "cases", deferred=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_changes")),
    )
    for column in ("practitioner_id", "organisation_id", "case_id"):
        op.create_index(f"ix_register_changes_{column}", "register_changes", [column])


def _create_claims() -> None:
    op.create_table(
        "change_claims",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.String(100), nullable=True),
        sa.Column("uscc", sa.String(18), nullable=True),
        _reference("change_claims", "case_id", "cases", deferred=True),
        _reference("change_claims", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_change_claims")),
    )
    for column in ("name_key", "uscc"):
        op.create_index(f"uq_change_claims_{column}", "change_claims", [column], unique=True)


def _create_terms() -> None:
    op.create_table(
        "renewed_terms",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("licence_valid_to", sa.Date(), nullable=True),
        sa.Column("filing_no", sa.String(40), nullable=True),
        sa.Column("filing_valid_to", sa.Date(), nullable=True),
        _reference("renewed_terms", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_renewed_terms")),
    )


def _reference(
    table: str, column: str, target: str, *, deferred: bool = False
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        deferrable=deferred or None,
        initially="DEFERRED" if deferred else None,
    )
