"""How far a practitioner's own cases are."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from processes.step import CaseStatus
from service.extensions import db
from service.models import Case


def own_procedure(case_no: str, account_id: UUID) -> str | None:
    """Give the procedure of somebody's own case; None if they have no such case."""
    own = Case.no == case_no, Case.account_id == account_id
    return db.session.scalar(select(Case.procedure).where(*own))


def open_milestones(account_id: UUID) -> dict[str, str]:
    """Give the milestone of each procedure that somebody has running."""
    running = select(Case.procedure, Case.milestone).where(
        Case.account_id == account_id, Case.status == CaseStatus.OPEN
    )
    return {row.procedure: row.milestone for row in db.session.execute(running)}


def latest_milestones(account_id: UUID) -> dict[str, str]:
    """Give the milestone of somebody's newest case of each procedure."""
    newest = (
        select(Case.procedure, Case.milestone)
        .where(Case.account_id == account_id)
        .ext(distinct_on(Case.procedure))
        .order_by(Case.procedure, Case.opened_at.desc())
    )
    return {row.procedure: row.milestone for row in db.session.execute(newest)}
