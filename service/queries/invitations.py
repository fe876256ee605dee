"""Invitations as their inviter and the invited see them."""

from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.failures import NotFound
from service.models import Invitation, InvitationStatus


def find_open_invitation(case_id: UUID) -> Invitation | None:
    """Find the invitation whose answer a case waits for."""
    open_one = Invitation.status == InvitationStatus.OPEN
    return db.session.scalar(
        select(Invitation).where(Invitation.invited_by_case == case_id, open_one)
    )


def get_invitation(invitation_id: UUID) -> Invitation:
    """Get an invitation by the id in its link.

    Raises:
        NotFound: there is none.
    """
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    return invitation
