"""Invitations as their inviter and the invited see them."""

from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.failures import NotFound
from service.models import AccountKind, Case, Invitation, InvitationStatus
from service.operations import employment, stores


def find_open_invitation(case_id: UUID) -> Invitation | None:
    """Find the invitation whose answer a case waits for."""
    open_one = Invitation.status == InvitationStatus.OPEN
    return db.session.scalar(
        select(Invitation).where(Invitation.invited_by_case == case_id, open_one)
    )


def words_to_forward(invitation: Invitation, case: Case, link: str) -> str:
    """Write what the inviter sends on: the words of the SMS, whether or not one was sent."""
    joins = case.account.kind is AccountKind.PRACTITIONER
    words = employment.INVITATION if joins else stores.INVITATION
    return words % {"inviter": case.subject_name, "invited": invitation.name} + link


def get_invitation(invitation_id: UUID) -> Invitation:
    """Get an invitation by the id in its link.

    Raises:
        NotFound: there is none.
    """
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    return invitation
