"""What stands beside a case on the doctor's desk: what failed, and what was done about it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from service.extensions import db
from service.models import Account, Incident, IncidentStatus, Remedy


def list_open_incidents(case_id: UUID) -> Sequence[Incident]:
    """List what could not be done in a case, the oldest first."""
    mine = (Incident.case_id == case_id, Incident.status == IncidentStatus.OPEN)
    return db.session.scalars(select(Incident).where(*mine).order_by(Incident.raised_at)).all()


def list_remedies_of(case_id: UUID) -> Sequence[Row[Remedy, str, str | None, str | None]]:
    """List remedies with who proposed, who decided and who undid them, the newest first."""
    proposer, decider, undoer = aliased(Account), aliased(Account), aliased(Account)
    query = (
        select(Remedy, proposer.display_name, decider.display_name, undoer.display_name)
        .join(proposer, proposer.id == Remedy.proposed_by)
        .outerjoin(decider, decider.id == Remedy.decided_by)
        .outerjoin(undoer, undoer.id == Remedy.undone_by)
        .where(Remedy.case_id == case_id)
        .order_by(Remedy.proposed_at.desc())
    )
    return db.session.execute(query).all()
