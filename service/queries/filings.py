"""The filing directory, as registration searches it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, select

from service.extensions import db
from service.models import Filing, Organisation, OrganisationKind, Registration
from service.queries.name_search import (
    CANDIDATES,
    LIMIT,
    asked,
    best_first,
    candidates,
    search_key,
)
from service.rows import table_of

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
    rows = db.session.execute(_SEARCH, {"kind": kind, **asked(key, limit)})
    return [FoundFiling(*row) for row in rows]


def find_filing(filing_id: UUID) -> FoundFiling | None:
    """Give an entry by its id."""
    return _find(_FILINGS.id == filing_id)


def find_filing_of_number(uscc: str) -> FoundFiling | None:
    """Give the entry that has a licence number."""
    return _find(_FILINGS.uscc == uscc)


def _find(which: ColumnElement[bool]) -> FoundFiling | None:
    query = select(*_COLUMNS, _is_taken(_FILINGS.id)).where(which)
    row = db.session.execute(query).one_or_none()
    return FoundFiling(*row) if row else None


def _is_taken(filing_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(Organisation.filing_id == filing_id, Organisation.registration.in_(LIVE))


def _search() -> Select[*tuple[Any, ...]]:
    of_kind = select(*_COLUMNS).where(_FILINGS.kind == bindparam("kind"))
    found = candidates(of_kind, _FILINGS.name_key, _FILINGS.grams).c
    # Whether somebody has registered from it is asked only of those that are shown.
    return select(*found, _is_taken(found.id)).order_by(*best_first(found)).limit(LIMIT)


_FILINGS: Final = table_of(Filing).c
_COLUMNS: Final = (
    _FILINGS.id,
    _FILINGS.kind,
    _FILINGS.name,
    _FILINGS.name_key,
    _FILINGS.pinyin_key,
    _FILINGS.uscc,
    _FILINGS.filing_no,
    _FILINGS.valid_to,
    _FILINGS.region,
    _FILINGS.parent_name,
)
_SEARCH: Final = _search()
"""Made once: to put it together takes as long as to run it."""
