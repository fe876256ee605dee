"""What the register says of an applicant today, in words: what a change would replace."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select

from forms import N_
from forms.kinds import REGIONS
from service.extensions import db
from service.models import (
    Account,
    Category,
    Certificate,
    Organisation,
    OrganisationKind,
    Practitioner,
    RenewedTerm,
)
from service.operations.details_of_organisations import filing_no, filing_valid_to
from service.operations.registered import is_person_of
from service.personal_data import mobile_place
from service.ports import ports

CATEGORIES: Final = {
    Category.BROKER: N_("经纪人"),
    Category.ASSISTANT: N_("经纪人协理"),
    Category.STAFF: N_("从业人员"),
}


def details_on_record(account: Account) -> dict[str, str]:
    """Give the register's own words under the names that a form's `current` may ask for.

    Sensitive numbers are masked. A name that the register says nothing of is absent.
    """
    if account.organisation_id is not None:
        organisation = db.session.get_one(Organisation, account.organisation_id)
        known = dict(_of_organisation(organisation))
    else:
        known = dict(_of_person(account))
    return {name: str(value) for name, value in known.items() if value not in (None, "")}


def masked_mobile(number: str) -> str:
    """Give a mobile as screens show it to anyone."""
    return f"{number[:3]}****{number[-4:]}"


def masked_id(number: str) -> str:
    """Give an ID number as screens show it to anyone."""
    return f"{number[:6]}{'*' * 10}{number[-2:]}"


def _of_person(account: Account) -> Iterator[tuple[str, Any]]:
    if account.mobile is not None:
        yield "mobile", _mobile(account.mobile, mobile_place(account.id))
    of_person = (
        select(Practitioner, Certificate)
        .outerjoin(Certificate, Certificate.practitioner_id == Practitioner.id)
        .where(is_person_of(account.id))
    )
    row = db.session.execute(of_person).one_or_none()
    if row is None:
        return
    yield "practitioner_name", row.Practitioner.name
    yield "practitioner_category", CATEGORIES[row.Practitioner.category]
    if row.Certificate is not None:
        yield "certificate_number", row.Certificate.number
        yield "certificate_issuer", row.Certificate.issuer


def _of_organisation(organisation: Organisation) -> Iterator[tuple[str, Any]]:
    yield "organisation_name", organisation.name
    yield "organisation_uscc", organisation.uscc
    yield "organisation_region_name", REGIONS.get(organisation.region or "")
    yield "organisation_address", organisation.address
    yield "organisation_legal_name", organisation.legal_name
    yield "organisation_agent_name", organisation.agent_name
    yield "organisation_filing_no", filing_no(organisation)
    yield "organisation_filing_valid_to", filing_valid_to(organisation)
    term = db.session.get(RenewedTerm, organisation.id)
    yield "organisation_licence_valid_to", term.licence_valid_to if term else None
    if organisation.agent_mobile is not None:
        place = f"organisations.agent_mobile:{organisation.id}"
        yield "organisation_agent_mobile", _mobile(organisation.agent_mobile, place)
    if organisation.legal_id is not None:
        yield "organisation_legal_id", _legal_id(organisation)
    if organisation.kind is OrganisationKind.STORE and organisation.parent is not None:
        yield "organisation_parent", organisation.parent.name


def _mobile(sealed: bytes, place: str) -> str:
    return masked_mobile(ports().personal_data.open(sealed, of=place))


def _legal_id(organisation: Organisation) -> str:
    place = f"organisations.legal_id:{organisation.id}"
    return masked_id(ports().personal_data.open(organisation.legal_id or b"", of=place))
