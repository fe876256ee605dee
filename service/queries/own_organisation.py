"""What an agency or store sees of itself: its registration, its filing and what will lapse."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms.kinds import REGIONS
from service.extensions import db
from service.models import Organisation, RenewedTerm
from service.operations.details_of_organisations import filing_no, filing_valid_to
from service.operations.organisations import facts_of_filing

WARN_DAYS: Final = 90
"""So many days before a term ends its owner is warned (domain.md §1: 延续 within 90 days)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that ends: `days_left` is negative once it is over."""

    ends_on: date
    days_left: int

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.days_left < 0

    @property
    def is_near(self) -> bool:
        """Whether it ends within the time of the warning."""
        return 0 <= self.days_left <= WARN_DAYS


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """An organisation as its own account sees it."""

    organisation: Organisation
    parent: str | None
    region: str | None
    filing_no: str | None
    filing: Term | None
    licence: Term | None


def read_own_organisation(organisation_id: UUID, today: date) -> OwnOrganisation:
    """Read what the page of an organisation shows to itself."""
    query = select(Organisation).where(Organisation.id == organisation_id)
    loaded = query.options(joinedload(Organisation.filing), joinedload(Organisation.parent))
    organisation = db.session.scalars(loaded).one()
    renewed = db.session.get(RenewedTerm, organisation_id)
    return OwnOrganisation(
        organisation=organisation,
        parent=organisation.parent.name if organisation.parent else None,
        region=REGIONS.get(organisation.region or ""),
        filing_no=filing_no(organisation),
        filing=_term(filing_valid_to(organisation), today),
        licence=_term(renewed.licence_valid_to if renewed else None, today),
    )


def passes_unseen(organisation_id: UUID, today: date) -> bool:
    """Whether the association, as shipped, has nothing to look at in its registration."""
    facts = facts_of_filing(db.session.get_one(Organisation, organisation_id), today)
    return facts["filing_valid"] and not (facts["number_differs"] or facts["contested"])


def _term(ends_on: date | None, today: date) -> Term | None:
    return Term(ends_on, (ends_on - today).days) if ends_on else None
