"""How far a practitioner's own cases are."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from service.extensions import db
from service.models import Case


def latest_milestones(account_id: UUID) -> dict[str, str]:
    """Give the milestone of somebody's newest case of each procedure."""
    newest = (
        select(Case.procedure, Case.milestone)
        .where(Case.account_id == account_id)
        .ext(distinct_on(Case.procedure))
        .order_by(Case.procedure, Case.opened_at.desc())
    )
    return {row.procedure: row.milestone for row in db.session.execute(newest)}
