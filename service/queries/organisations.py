"""Finding agencies and stores by any part of their name.

One- and two-character pieces of the names stand under a GIN index; LIKE then checks that the
pieces stand together. At most fifty candidates are ranked: exact, prefix, the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from service.extensions import db
from service.models import Account, Organisation, OrganisationKind, Registration
from service.names import name_key

CANDIDATES: Final = 50
LONGEST_NAME: Final = 100
"""Characters; no name is longer, and each more would be two more pieces to look up."""
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
    key = name_key(text[:LONGEST_NAME])
    if not key and parent_id is None:
        return []
    query = _employers().where(_contains(key))
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if parent_id is not None:
        query = query.where(Organisation.parent_id == parent_id)
    found = [FoundOrganisation(*row) for row in db.session.execute(query.limit(CANDIDATES))]
    found += _exactly(key, kind, parent_id) if len(found) == CANDIDATES else []
    return sorted(set(found), key=lambda one: _rank(one, key))[:limit]


def find_employer(organisation_id: UUID) -> FoundOrganisation | None:
    """Give an employer that new applications may name, by its id."""
    row = db.session.execute(_employers().where(Organisation.id == organisation_id)).one_or_none()
    return FoundOrganisation(*row) if row else None


def find_lost_employer(account_id: UUID) -> str | None:
    """Find the name of the employer that somebody chose and that takes nobody any more."""
    account = db.session.get_one(Account, account_id)
    chosen = (account.store, account.agency)
    return next((one.name for one in chosen if one and not one.may_employ), None)


def _employers() -> Select[UUID, OrganisationKind, str, str, str, str]:
    return (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.name,
            Organisation.name_key,
            Organisation.pinyin_key,
            _Agency.name,
        )
        .outerjoin(_Agency, _Agency.id == Organisation.parent_id)
        .where(
            _is_open(Organisation),
            or_(Organisation.parent_id.is_(None), _is_open(_Agency)),
        )
    )


def _is_open(organisation: type[Organisation]) -> ColumnElement[bool]:
    return and_(organisation.enabled, organisation.registration == Registration.APPROVED)


def _contains(key: str) -> ColumnElement[bool]:
    pieces = sorted({key[at : at + 2] for at in range(max(1, len(key) - 1))} - {""})
    return and_(
        type_coerce(Organisation.grams, ARRAY(Text)).contains(pieces),
        Organisation.name_key.contains(key, autoescape=True),
    )


def _exactly(
    key: str, kind: OrganisationKind | None, parent_id: UUID | None
) -> list[FoundOrganisation]:
    # Among very many matches the one that is meant may not be among the candidates.
    query = _employers().where(Organisation.name_key == key)
    rows = [FoundOrganisation(*row) for row in db.session.execute(query)]
    return [one for one in rows if kind in (None, one.kind) and parent_id is None]


def _rank(one: FoundOrganisation, key: str) -> tuple[bool, bool, str, str]:
    return (
        one.name_key != key,
        not one.name_key.startswith(key),
        one.pinyin_key,
        one.name_key,
    )
