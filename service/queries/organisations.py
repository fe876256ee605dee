"""Finding agencies and stores that new applications may name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from service.extensions import db
from service.models import Account, Organisation, OrganisationKind, Registration
from service.queries.name_search import (
    CANDIDATES,
    LIMIT,
    asked,
    best_first,
    candidates,
    search_key,
)

Employers = Select[*tuple[Any, ...]]

_Agency = aliased(Organisation, name="agency")


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """What a picker shows of an employer."""

    id: UUID
    kind: OrganisationKind
    name: str
    name_key: str
    pinyin_key: str
    agency_name: str | None
    """Of a store: the agency that it belongs to."""


def search_organisations(
    text: str,
    kind: OrganisationKind | None = None,
    *,
    parent_id: UUID | None = None,
    limit: int = CANDIDATES,
) -> Sequence[FoundOrganisation]:
    """Find employers that new applications may name, the best matches first.

    Args:
        text: any part of the name; without one nothing is found, except the stores of
            `parent_id`, which are then all listed.
        kind: only agencies or only stores; both by default.
        parent_id: only stores of this agency.
    """
    key = search_key(text)
    if not key and parent_id is None:
        return []
    query = _employers()
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if parent_id is not None:
        query = query.where(Organisation.parent_id == parent_id)
    rows = db.session.execute(_matching(query) if key else _all(query), asked(key, limit))
    return [FoundOrganisation(*row) for row in rows]


def find_employer(organisation_id: UUID) -> FoundOrganisation | None:
    """Give an employer that new applications may name, by its id."""
    row = db.session.execute(_employers().where(Organisation.id == organisation_id)).one_or_none()
    return FoundOrganisation(*row) if row else None


def find_lost_employer(account_id: UUID) -> str | None:
    """Find the name of the employer that somebody chose and that takes nobody any more."""
    account = db.session.get_one(Account, account_id)
    chosen = (account.store, account.agency)
    return next((one.name for one in chosen if one and not one.may_employ), None)


def _employers() -> Employers:
    return (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.name,
            Organisation.name_key,
            Organisation.pinyin_key,
            _Agency.name.label("agency_name"),
        )
        .outerjoin(_Agency, _Agency.id == Organisation.parent_id)
        .where(
            Organisation.may_employ,
            or_(Organisation.parent_id.is_(None), _Agency.may_employ),
        )
    )


def _matching(query: Employers) -> Employers:
    found = candidates(query, Organisation.name_key, Organisation.grams).c
    return select(*found).order_by(*best_first(found)).limit(LIMIT)


def _all(query: Employers) -> Employers:
    return query.order_by(Organisation.pinyin_key, Organisation.name_key).limit(LIMIT)


def is_approved(organisation_id: UUID | None) -> bool:
    """Whether an agency or a store is in the register; nobody's organisation is not."""
    query = select(Organisation.registration).where(Organisation.id == organisation_id)
    return db.session.scalar(query) is Registration.APPROVED
