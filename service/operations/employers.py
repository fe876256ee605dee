"""The employer that somebody picked: known, able to employ, and the store one of the agency's."""

from uuid import UUID

from service.extensions import db
from service.models import Organisation, OrganisationKind
from service.refusals import Refused


def picked_employer(
    agency_id: UUID | None, store_id: UUID | None
) -> tuple[Organisation, Organisation | None]:
    """Give agency and store by their ids; a store alone brings its agency.

    Raises:
        Refused: there is none, it may not employ now, or the store is another agency's.
    """
    store = db.session.get(Organisation, store_id) if store_id else None
    parent_id = store.parent_id if store else None
    agency = (
        db.session.get(Organisation, agency_id or parent_id) if agency_id or parent_id else None
    )
    if agency is None:
        raise Refused("employer_not_invited", field="agency")
    require_employable(agency)
    if store is not None:
        require_employable(store, field="store")
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


def require_employable(organisation: Organisation, field: str = "agency") -> None:
    """Refuse an employer that was disabled or lost its registration.

    Raises:
        Refused: it may not employ now.
    """
    if not organisation.may_employ:
        raise Refused("employer_unavailable", field=field, params={"name": organisation.name})
