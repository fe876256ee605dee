"""How far a practitioner's own cases are."""

from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.models import Case


def latest_milestones(account_id: UUID) -> dict[str, str]:
    """Give the milestone of somebody's newest case of each procedure."""
    newest = (
        select(Case.procedure, Case.milestone)
        .where(Case.account_id == account_id)
        .distinct(Case.procedure)
        .order_by(Case.procedure, Case.opened_at.desc())
    )
    return dict(db.session.execute(newest).tuples().all())
