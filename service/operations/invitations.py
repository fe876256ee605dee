"""Invitations of employers and parents who are not registered yet (待注册机构).

Where the inviter gave a mobile, the invitation goes there by SMS, once: it is on record before
the message is sent, so that a number hears of at most one invitation a day.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, tuple_, update

from forms import N_
from service.actors import account_pool
from service.extensions import db
from service.messages import put_message
from service.models import (
    Case,
    Invitation,
    InvitationStatus,
    Notice,
    Organisation,
    OrganisationKind,
    Registration,
)
from service.names import name_key
from service.notifications import NotSentError
from service.operations.contract import JobContext, OperationContext, Results
from service.rows import add_rows

MESSAGE: Final = "employer_registered"
"""What a case that invited somebody waits for."""
LASTS: Final = timedelta(days=30)
"""What the invited are asked to keep to; when it is too late, the diagram of the case says."""
A_DAY: Final = timedelta(days=1)
NOT_TEXTED: Final = N_("邀请短信没有发出。请您自己联系“%(name)s”，请它在 30 天内登记。")


def invite(
    context: OperationContext,
    kind: str,
    name: str,
    *,
    mobile: str | None = None,
) -> Invitation:
    """Invite an organisation by its name on behalf of the case.

    Whether the case waits for an answer, and how long, its diagram says; `text_invited` then
    writes to the mobile.
    """
    invitation = Invitation(
        kind=OrganisationKind(kind),
        name=name,
        name_key=name_key(name),
        invited_by_case=context.case.id,
        invited_at=context.now,
        expires_at=context.now + LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    if mobile is not None:
        invitation.contact_mobile = context.personal_data.seal(mobile, of=_place(invitation))
        invitation.contact_mobile_hash = context.personal_data.hash(mobile)
        db.session.flush()  # The step's own statements are counted, and must be the only ones.
    return invitation


def text_invited(context: JobContext, words: str) -> Results:
    """Send the case's newest invitation to the mobile that its inviter gave.

    `words` may name the `inviter` and the `invited`; the link follows. `texted` is None where
    there is nothing to send, and False where the message did not go out, so that a message
    that nobody takes keeps no case waiting.
    """
    invitation, inviter = _newest(context.case_id)
    if invitation.contact_mobile is None:
        return {"texted": None}
    if _texted_today(invitation):
        return {"texted": False}
    mobile = context.personal_data.open(invitation.contact_mobile, of=_place(invitation))
    link = f"{context.settings.base_url}/invitations/{invitation.id}"
    text = words % {"inviter": inviter, "invited": invitation.name} + link
    db.session.rollback()  # Sending takes a while; no connection waits for it.
    try:
        context.notifications.send_text(mobile, text)
    except NotSentError:
        return {"texted": False}
    return {"texted": True}


def record_texted(context: OperationContext, *, texted: bool | None) -> Results:
    """Note that the invitation was sent, or tell the inviter to call where it did not go out."""
    invitation, _ = _newest(context.case.id)
    if texted:
        invitation.contact_told_at = context.now
        db.session.flush()  # The step's own statements are counted, and must be the only ones.
    elif texted is False:
        told = {
            "key": f"invitation_not_texted:{context.case.id}:{context.case.version}",
            "pool": account_pool(context.applicant.id),
            "case_id": context.case.id,
            "text": NOT_TEXTED,
            "params": {"name": invitation.name},
            "sent_at": context.now,
        }
        add_rows(Notice, told)
    return {}


def accept(organisation: Organisation, context: OperationContext) -> None:
    """Tell the cases that wait for this organisation that it is registered now.

    To be called in the step that approves it, after its registration was set.
    """
    waiting = select(Invitation).where(
        Invitation.name_key == organisation.name_key,
        Invitation.kind == organisation.kind,
        Invitation.status == InvitationStatus.OPEN,
    )
    for invitation in db.session.scalars(waiting.with_for_update()):
        invitation.status, invitation.contact_mobile = InvitationStatus.ACCEPTED, None
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
    db.session.execute(mine.values(status=status, settled_at=context.now, contact_mobile=None))


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


def _newest(case_id: UUID) -> tuple[Invitation, str]:
    """Give the case's newest invitation and the name of whoever invites."""
    query = (
        select(Invitation, Case.subject_name)
        .join(Case, Case.id == Invitation.invited_by_case)
        .where(Case.id == case_id)
        .order_by(Invitation.invited_at.desc())
    )
    found = db.session.execute(query.limit(1)).one()
    return found[0], found[1]


def _texted_today(invitation: Invitation) -> bool:
    """Whether the number was sent another invitation lately: it may be a stranger's.

    Of those that were not sent yet only an earlier one counts, or two made before the worker
    comes would keep each other back.
    """
    earlier = tuple_(Invitation.invited_at, Invitation.id) < (invitation.invited_at, invitation.id)
    query = select(Invitation.id).where(
        Invitation.contact_mobile_hash == invitation.contact_mobile_hash,
        Invitation.id != invitation.id,
        Invitation.contact_told_at.is_not(None) | earlier,
        Invitation.invited_at > invitation.invited_at - A_DAY,
    )
    return db.session.scalar(query.limit(1)) is not None


def _place(invitation: Invitation) -> str:
    return f"invitations.contact_mobile:{invitation.id}"
