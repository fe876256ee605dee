"""Who lives in the demo city: the association's people, employers, and who works for them."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from sqlalchemy import Row, select

from service.actors import Actor
from service.extensions import db
from service.models import Account, Category, Employment, Organisation, Practitioner, Registration
from service.names import name_key
from service.seeding.life.telling import day
from service.seeding.making import actor_of
from service.seeding.past import at, staff, work_off

_STAFF: Final = ("reviewer", "reviewer2", "admin", "cashier", "cardmaker")


class Wants(Enum):
    """What kind of person a story is about.

    Whoever wants no publication has no card, and their registration is over; the others wait
    for the worker to draw theirs, which takes a while and is therefore done only on demand.
    """

    NO_CARD = auto()
    CARD = auto()
    DRAWN_CARD = auto()


# Columns and no objects: a rollback, as each job begins with one, would have them all read anew.
_EMPLOYED: Final = (
    select(
        Practitioner.account_id,
        Practitioner.registered_at,
        Practitioner.publication_consented,
        Practitioner.category,
        Practitioner.admitted_by_case,
        Employment.agency_id,
    )
    .join(Employment, Employment.practitioner_id == Practitioner.id)
    .where(Employment.ended_on.is_(None))
)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody in the register, and the agency that employs them."""

    actor: Actor
    agency: Organisation


class Town:
    """Hands out each registered person once."""

    def __init__(self) -> None:
        self.staff: Final = {name: staff(name) for name in _STAFF}
        newest_first = _EMPLOYED.order_by(
            Practitioner.registered_at.desc(), Practitioner.practice_no
        )
        self._unmet = [*db.session.execute(newest_first)]

    def meet(
        self, ago: int, wants: Wants = Wants.NO_CARD, *, below_broker: bool = False
    ) -> Resident:
        """Find somebody employed, registered shortly before `ago` days, of whom nobody has told."""
        before, published = day(ago + 2), wants is not Wants.NO_CARD
        found = next(
            one
            for one in self._unmet
            if one.registered_at < before
            and one.publication_consented is published
            and not (below_broker and one.category is Category.BROKER)
        )
        self._unmet.remove(found)
        if wants is Wants.DRAWN_CARD:
            with at(day(ago + 1)):
                work_off(found.admitted_by_case)
        return _resident(found)

    def colleagues(self, agency: Organisation) -> list[Resident]:
        """List who works for an agency, whoever has been registered longest first."""
        theirs = _EMPLOYED.where(Employment.agency_id == agency.id)
        found = db.session.execute(theirs.order_by(Practitioner.registered_at)).all()
        return [_resident(one) for one in found]

    @staticmethod
    def employer(name: str) -> Organisation:
        """Get a registered agency or store by its name."""
        named = Organisation.name_key == name_key(name)
        registered = Organisation.registration == Registration.APPROVED
        return db.session.scalars(select(Organisation).where(named, registered)).one()

    @staticmethod
    def store_of(agency: Organisation) -> Organisation:
        """Get the oldest store of an agency."""
        registered = Organisation.registration == Registration.APPROVED
        theirs = (Organisation.parent_id == agency.id, registered, Organisation.enabled)
        query = select(Organisation).where(*theirs).order_by(Organisation.created_at)
        return db.session.execute(query.limit(1)).scalar_one()


def _resident(found: Row[*tuple[Any, ...]]) -> Resident:
    account = db.session.get_one(Account, found.account_id)
    return Resident(actor_of(account), db.session.get_one(Organisation, found.agency_id))


def desk_of(organisation: Organisation) -> Actor:
    """Get the account with which an agency or store signs in."""
    desk = select(Account).where(Account.organisation_id == organisation.id)
    return actor_of(db.session.scalars(desk).one())
