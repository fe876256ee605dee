"""Let a person have one certificate: a new one takes the place of the old.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "uq_certificates_practitioner_id", "certificates", ["practitioner_id"], unique=True
    )
    op.drop_index("ix_certificates_practitioner_id", "certificates")


def downgrade() -> None:
    op.create_index("ix_certificates_practitioner_id", "certificates", ["practitioner_id"])
    op.drop_index("uq_certificates_practitioner_id", "certificates")
