"""The employer that somebody picked: known, able to employ, and the store one of the agency's."""

from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.models import Organisation, OrganisationKind, Practitioner
from service.operations.contract import OperationContext
from service.operations.registered import is_person_of
from service.operations.self_review import answers_for
from service.refusals import Refused


def picked_employer(
    agency_id: UUID | None, store_id: UUID | None, *, missing: str = "employer_not_invited"
) -> tuple[Organisation, Organisation | None]:
    """Give agency and store by their ids; a store alone brings its agency.

    Raises:
        Refused: there is none (`missing` is the code that says so), it may not employ now, or
        the store is another agency's.
    """
    found = _read(agency_id, store_id)
    store = found.get(store_id)
    agency = found.get(agency_id) or _parent(store)
    if agency is None:
        raise Refused(missing, field="agency")
    _require_employable(agency)
    if store is not None:
        _require_employable(store, field="store")
        if store.parent_id != agency.id:
            raise Refused("store_elsewhere", field="store")
    return agency, store


def employer_of(organisation: Organisation) -> tuple[Organisation, Organisation | None]:
    """Give agency and store of an organisation that is either.

    Raises:
        Refused: one of them may not employ now.
    """
    if organisation.kind is OrganisationKind.STORE:
        return picked_employer(None, organisation.id)
    return picked_employer(organisation.id, None)


def standing_employer(
    agency_id: UUID | None, store_id: UUID | None
) -> tuple[Organisation | None, Organisation | None]:
    """Give agency and store that were picked earlier, each of which may employ still.

    Raises:
        Refused: one of them was disabled or lost its registration meanwhile.
    """
    found = _read(agency_id, store_id)
    for organisation in found.values():
        _require_employable(organisation)
    return found.get(agency_id), found.get(store_id)


def answers_for_employer(context: OperationContext, *employers: Organisation | None) -> bool:
    """Whether the applicant, who is in the register, is legal person or agent of one: 自审."""
    mine = select(Practitioner.id_hash).where(is_person_of(context.applicant.id))
    return answers_for(db.session.scalar(mine), context.applicant.mobile_hash, *employers)


def _require_employable(organisation: Organisation, field: str = "agency") -> None:
    if not organisation.may_employ:
        raise Refused("employer_unavailable", field=field, params={"name": organisation.name})


def _parent(store: Organisation | None) -> Organisation | None:
    return db.session.get(Organisation, store.parent_id) if store and store.parent_id else None


def _read(*ids: UUID | None) -> dict[UUID | None, Organisation]:
    """Read organisations by their ids: those that the session has not yet, in one statement."""
    wanted = {key for key in ids if key}
    identity = db.session.identity_map
    known: dict[UUID | None, Organisation] = {
        key: found
        for key in wanted
        if (found := identity.get(db.session.identity_key(Organisation, key))) is not None
    }
    missing = wanted - known.keys()
    if missing:
        rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(missing)))
        known |= {row.id: row for row in rows}
    return known
