"""The accounts of an organisation whose registration is objected to."""

from uuid import UUID

from sqlalchemy import delete, select, update

from processes.step import CaseStatus
from service import jobs
from service.extensions import db
from service.models import Account, AccountStatus, Case, SignedIn


def sign_out(organisation_id: UUID) -> None:
    """End every session of the organisation's accounts."""
    theirs = select(Account.id).where(Account.organisation_id == organisation_id)
    db.session.execute(
        delete(SignedIn).where(SignedIn.account_id.in_(theirs)),
        execution_options={"synchronize_session": False},
    )


def close(organisation_id: UUID) -> None:
    """Close the organisation's accounts, and end what they themselves have running."""
    sign_out(organisation_id)
    for case_id in _running(organisation_id):
        jobs.defer("end_case", case_id=str(case_id))
    db.session.execute(
        update(Account)
        .where(Account.organisation_id == organisation_id)
        .values(status=AccountStatus.CLOSED),
        execution_options={"synchronize_session": False},
    )


def _running(organisation_id: UUID) -> list[UUID]:
    running = select(Case.id).join(Account, Account.id == Case.account_id)
    theirs = Account.organisation_id == organisation_id
    return list(db.session.scalars(running.where(theirs, Case.status == CaseStatus.OPEN)))
