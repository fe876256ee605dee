"""Let somebody agree later to be shown in public: their history says so, and a card follows.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KNOWN = "ck_register_changes_detail_known"
OF_THE_CASE = "ALTER TABLE cards ALTER CONSTRAINT fk_cards_issued_by_case"
BEFORE = (
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


def upgrade() -> None:
    _allow((*BEFORE, "publication"))
    # The consent is reviewed by nobody, so its case is written only after the card it leads to.
    op.execute(f"{OF_THE_CASE} DEFERRABLE INITIALLY DEFERRED")


def downgrade() -> None:
    op.execute(f"{OF_THE_CASE} NOT DEFERRABLE")
    _allow(BEFORE)


def _allow(details: tuple[str, ...]) -> None:
    words = ", ".join(f"'{detail}'" for detail in details)
    op.drop_constraint(op.f(KNOWN), "register_changes", type_="check")
    op.create_check_constraint(op.f(KNOWN), "register_changes", f"detail IN ({words})")
