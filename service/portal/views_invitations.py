"""What an invited employer sees behind the link that it was sent."""

from uuid import UUID

from flask import render_template

from service.front_door import SIGNED_OUT_OK, enter
from service.portal.door import blueprint
from service.queries.invitations import get_invitation


@blueprint.get("/invitations/<uuid:invitation_id>")
@enter(SIGNED_OUT_OK)
def invitation(invitation_id: UUID) -> str:
    """Say who is asked to register, and until when."""
    return render_template("portal/invitation.html", invitation=get_invitation(invitation_id))
