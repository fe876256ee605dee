"""Invitations of employers and parents who are not registered yet (待注册机构)."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select, update

from service.extensions import db
from service.messages import put_message
from service.models import (
    Invitation,
    InvitationStatus,
    Organisation,
    OrganisationKind,
    Registration,
)
from service.names import name_key
from service.operations.contract import OperationContext

MESSAGE: Final = "employer_registered"
"""What a case that invited somebody waits for."""
LASTS: Final = timedelta(days=30)


def invite(context: OperationContext, kind: str, name: str, uscc: str | None = None) -> Invitation:
    """Invite an organisation by its name (and credit code) on behalf of the case.

    Whether the case waits for an answer, and how long, its diagram says.
    """
    invitation = Invitation(
        kind=OrganisationKind(kind),
        name=name,
        name_key=name_key(name),
        uscc=uscc,
        invited_by_case=context.case.id,
        invited_at=context.now,
        expires_at=context.now + LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation


def accept(organisation: Organisation, context: OperationContext) -> None:
    """Tell the cases that wait for this organisation that it is registered now.

    To be called in the step that approves it, after its registration was set.
    """
    named = Invitation.name_key == organisation.name_key
    same = or_(named, Invitation.uscc == organisation.uscc) if organisation.uscc else named
    waiting = select(Invitation).where(
        same,
        Invitation.kind == organisation.kind,
        Invitation.status == InvitationStatus.OPEN,
        Invitation.expires_at > context.now,
    )
    for invitation in db.session.scalars(waiting.with_for_update()):
        invitation.status = InvitationStatus.ACCEPTED
        invitation.settled_at, invitation.organisation_id = context.now, organisation.id
        put_message(
            invitation.invited_by_case,
            MESSAGE,
            {},
            sender="invitations",
            key=str(invitation.id),
            at=context.now,
        )
    db.session.flush()


def drop(context: OperationContext, *, lapsed: bool = False) -> None:
    """Close the case's open invitation, if it has one."""
    status = InvitationStatus.LAPSED if lapsed else InvitationStatus.DROPPED
    mine = update(Invitation).where(
        Invitation.invited_by_case == context.case.id, Invitation.status == InvitationStatus.OPEN
    )
    db.session.execute(mine.values(status=status, settled_at=context.now))


def registered_as(kind: str, name: str) -> Organisation | None:
    """Find the approved organisation of that kind which has this name already."""
    return db.session.scalar(
        select(Organisation).where(
            Organisation.kind == OrganisationKind(kind),
            Organisation.name_key == name_key(name),
            Organisation.registration == Registration.APPROVED,
        )
    )


def accepted_organisation(case_id: UUID) -> Organisation:
    """Get the organisation that accepted the newest invitation of a case."""
    accepted = (
        select(Organisation)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .where(
            Invitation.invited_by_case == case_id, Invitation.status == InvitationStatus.ACCEPTED
        )
        .order_by(Invitation.settled_at.desc())
        .limit(1)
    )
    return db.session.execute(accepted).scalar_one()


def find_accepted(case_id: UUID, name: str) -> Organisation | None:
    """Find who accepted the case's invitation of this name, if anybody did."""
    return db.session.scalar(
        select(Organisation)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .where(Invitation.invited_by_case == case_id, Invitation.name_key == name_key(name))
        .limit(1)
    )
