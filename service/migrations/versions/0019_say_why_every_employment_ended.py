"""Say of every employment that ended why it did; some ended with their store or by an objection.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KNOWN = "ck_employments_end_reason_known"
GIVEN = "ck_employments_ended_for_a_reason"


def upgrade() -> None:
    op.drop_constraint(KNOWN, "employments")
    op.create_check_constraint(
        op.f(KNOWN), "employments", "ended_reason IN ('resigned', 'moved', 'reversed')"
    )
    _name_the_reasons()
    op.create_check_constraint(
        op.f(GIVEN), "employments", "(ended_on IS NULL) = (ended_reason IS NULL)"
    )


def _name_the_reasons() -> None:
    # Who moved goes on in the same store under another agency; all others were reversed.
    op.execute(
        """
        UPDATE employments AS ended SET ended_reason = CASE WHEN EXISTS (
            SELECT FROM employments AS next
            WHERE next.practitioner_id = ended.practitioner_id
              AND next.store_id = ended.store_id
              AND next.agency_id <> ended.agency_id
              AND next.started_by_case IS NULL
              AND next.started_on <= ended.ended_on
              AND next.id <> ended.id
        ) THEN 'moved' ELSE 'reversed' END
        WHERE ended.ended_on IS NOT NULL AND ended.ended_reason IS NULL
        """
    )


def downgrade() -> None:
    raise NotImplementedError("The code before knew no reversed ones; restore a backup instead.")
