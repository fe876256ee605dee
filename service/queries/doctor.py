"""What stands beside a case on the doctor's desk: what failed, and what was done about it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from service.extensions import db
from service.failures import NotFound
from service.models import Account, Case, Incident, IncidentStatus, Remedy


def list_open_incidents(case_id: UUID) -> Sequence[Incident]:
    """List what could not be done in a case, the oldest first."""
    mine = (Incident.case_id == case_id, Incident.status == IncidentStatus.OPEN)
    return db.session.scalars(select(Incident).where(*mine).order_by(Incident.raised_at)).all()


def get_incident_of(case_no: str, incident_id: UUID) -> Incident:
    """Get an incident of this very case, whatever became of it.

    Raises:
        NotFound: the case has no such incident.
    """
    query = select(Incident).join(Case, Case.id == Incident.case_id).where(Case.no == case_no)
    incident = db.session.scalar(query.where(Incident.id == incident_id))
    if incident is None:
        raise NotFound
    return incident


def get_remedy_of(case_no: str, remedy_id: UUID) -> Remedy:
    """Get a remedy of this very case, whatever became of it.

    Raises:
        NotFound: the case has no such remedy.
    """
    query = select(Remedy).join(Case, Case.id == Remedy.case_id).where(Case.no == case_no)
    remedy = db.session.scalar(query.where(Remedy.id == remedy_id))
    if remedy is None:
        raise NotFound
    return remedy


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
