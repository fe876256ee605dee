"""Whether an organisation has anything to object to, before it fills in the form."""

from typing import Final
from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.models import ClaimObjection, ObjectionOutcome, Organisation
from service.operations.objections import is_instead_of

OBJECTION: Final = "claim_objection"


def obstacle_to_objecting(organisation_id: UUID) -> str | None:
    """Say what would refuse an objection now: `nothing_to_object`, `objection_open` or nothing."""
    own = db.session.get_one(Organisation, organisation_id)
    instead = select(Organisation.id).where(is_instead_of(own))
    claimed_id = db.session.scalar(instead.order_by(Organisation.created_at).limit(1))
    if claimed_id is None:
        return "nothing_to_object"
    about = ClaimObjection.organisation_id == claimed_id
    running = ClaimObjection.outcome == ObjectionOutcome.OPEN
    opened = db.session.scalar(select(ClaimObjection.id).where(about, running))
    return "objection_open" if opened else None
