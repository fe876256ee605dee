"""The filing directory, as registration searches it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select

from service.extensions import db
from service.models import Filing, Organisation, OrganisationKind, Registration
from service.queries.name_search import CANDIDATES, contains, ranked, search_key

LIVE = (Registration.PENDING, Registration.APPROVED)


@dataclass(frozen=True, slots=True)
class FoundFiling:
    """What the picker shows of an entry."""

    id: UUID
    kind: OrganisationKind
    name: str
    name_key: str
    pinyin_key: str
    uscc: str
    filing_no: str
    valid_to: date | None
    region: str | None
    parent_name: str | None
    is_taken: bool
    """Somebody has registered from it, or asks to."""


def search_filings(
    text: str, kind: OrganisationKind, *, limit: int = CANDIDATES
) -> Sequence[FoundFiling]:
    """Find entries by any part of the name, the best matches first; without a text, none."""
    key = search_key(text)
    if not key:
        return []
    of_kind = _entries().where(Filing.kind == kind)
    found = _read(of_kind.where(contains(Filing, key)))
    if len(found) == CANDIDATES:
        # Among very many matches the one that is meant may not be among the candidates.
        found |= _read(of_kind.where(Filing.name_key == key))
    return ranked(found, key)[:limit]


def find_filing(filing_id: UUID) -> FoundFiling | None:
    """Give an entry by its id."""
    return next(iter(_read(_entries().where(Filing.id == filing_id))), None)


def find_filing_of_number(uscc: str) -> FoundFiling | None:
    """Give the entry that has a licence number."""
    return next(iter(_read(_entries().where(Filing.uscc == uscc))), None)


def _read(query: Select[*tuple[Any, ...]]) -> set[FoundFiling]:
    return {FoundFiling(*row) for row in db.session.execute(query.limit(CANDIDATES))}


def _entries() -> Select[*tuple[Any, ...]]:
    return select(
        Filing.id,
        Filing.kind,
        Filing.name,
        Filing.name_key,
        Filing.pinyin_key,
        Filing.uscc,
        Filing.filing_no,
        Filing.valid_to,
        Filing.region,
        Filing.parent_name,
        _is_taken(),
    )


def _is_taken() -> ColumnElement[bool]:
    return exists().where(Organisation.filing_id == Filing.id, Organisation.registration.in_(LIVE))
