"""冒名保护: registrations to which an owner may still object, and those that are frozen."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, or_, select, tuple_

from forms.writing import compact
from processes.working_time import SHANGHAI, WorkingCalendar
from service.clock import day_in_shanghai
from service.extensions import db
from service.failures import NotFound
from service.models import (
    Case,
    ClaimObjection,
    ClaimProtection,
    Filing,
    ObjectionOutcome,
    Organisation,
    OrganisationKind,
    Registration,
)
from service.models.objections import OBJECTION_DAYS
from service.queries.name_search import search_key
from service.queries.places import read_place, write_place

PAGE: Final = 20
_A_DAY: Final = timedelta(days=1)


class ClaimState(StrEnum):
    """异议期内, 已冻结, 备案联系人已确认, 异议判过不成立."""

    OPEN = "open"
    FROZEN = "frozen"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ProtectedClaim:
    """One registration and what is said against it; mobiles stay sealed."""

    id: UUID
    organisation_id: UUID
    state: ClaimState
    opened_at: datetime
    contact_told_at: datetime | None
    confirmed_at: datetime | None
    kind: OrganisationKind
    name: str
    uscc: str | None
    agent_name: str | None
    agent_mobile: bytes | None = field(repr=False)
    frozen_at: datetime | None
    filing_id: UUID | None
    contact_name: str | None
    contact_mobile: bytes | None = field(repr=False)
    case_no: str | None
    """The case of the objection that is open."""
    case_account_id: UUID | None
    case_by_association: bool | None


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """One page, what ends first on top; `counts` are of all states, whatever was asked for."""

    rows: list[ProtectedClaim]
    counts: dict[ClaimState, int]
    next: str | None


def read_protected_claims(
    now: datetime,
    calendar: WorkingCalendar,
    *,
    state: ClaimState | None = None,
    search: str = "",
    after: str | None = None,
) -> ClaimsPage:
    """Read a page of those whose days for objections still run at `now`, and of the frozen.

    Raises:
        NotFound: `after` is no place in a list.
    """
    shown = _query(now, calendar, search)
    place = (ClaimProtection.opened_at, ClaimProtection.id)
    page = shown.order_by(*place).limit(PAGE + 1)
    if state is not None:
        page = page.where(state.value == _WHERE_IT_STANDS)
    if after is not None:
        page = page.where(tuple_(*place) > read_place(after))
    rows = [_claim(row) for row in db.session.execute(page)]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = write_place(last.opened_at, last.id) if last else None
    return ClaimsPage(rows[:PAGE], _counts(shown), following)


def get_protected_claim(claim_id: UUID) -> ProtectedClaim:
    """Get one, whatever its days are.

    Raises:
        NotFound: there is none, or its registration was undone.
    """
    row = db.session.execute(_CLAIMS.where(ClaimProtection.id == claim_id)).first()
    if row is None:
        raise NotFound
    return _claim(row)


def opened_since(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Give the first instant whose days for objections are not over at `now`."""
    day = day_in_shanghai(now)
    while calendar.due(_midnight(day - _A_DAY), OBJECTION_DAYS) > now:
        day -= _A_DAY
    return _midnight(day)


_OPEN_OBJECTION: Final = (ClaimObjection.organisation_id == Organisation.id) & (
    ClaimObjection.outcome == ObjectionOutcome.OPEN
)
_WAS_REJECTED: Final[ColumnElement[bool]] = (
    exists()
    .where(
        ClaimObjection.organisation_id == ClaimProtection.organisation_id,
        ClaimObjection.outcome == ObjectionOutcome.REJECTED,
    )
    .correlate_except(ClaimObjection)
)
_WHERE_IT_STANDS: Final[ColumnElement[str]] = case(
    (Organisation.frozen_at.is_not(None), ClaimState.FROZEN.value),
    (ClaimProtection.confirmed_at.is_not(None), ClaimState.CONFIRMED.value),
    (_WAS_REJECTED, ClaimState.REJECTED.value),
    else_=ClaimState.OPEN.value,
)
_CLAIMS: Final = (
    select(
        ClaimProtection.id,
        ClaimProtection.organisation_id,
        _WHERE_IT_STANDS.label("state"),
        ClaimProtection.opened_at,
        ClaimProtection.contact_told_at,
        ClaimProtection.confirmed_at,
        Organisation.kind,
        Organisation.name,
        Organisation.uscc,
        Organisation.agent_name,
        Organisation.agent_mobile,
        Organisation.frozen_at,
        Organisation.filing_id,
        Filing.contact_name,
        Filing.contact_mobile,
        Case.no,
        Case.account_id,
        Case.by_association,
    )
    .join(Organisation, Organisation.id == ClaimProtection.organisation_id)
    .outerjoin(Filing, Filing.id == Organisation.filing_id)
    .outerjoin(ClaimObjection, _OPEN_OBJECTION)
    .outerjoin(Case, Case.id == ClaimObjection.case_id)
    .where(Organisation.registration == Registration.APPROVED)
)


def _query(now: datetime, calendar: WorkingCalendar, search: str) -> Any:
    running = ClaimProtection.opened_at >= opened_since(now, calendar)
    shown = _CLAIMS.where(or_(running, Organisation.frozen_at.is_not(None)))
    key = search_key(search)
    if not key:
        return shown
    named = Organisation.name_key.contains(key, autoescape=True)
    return shown.where(or_(named, Organisation.uscc == compact(search)))


def _counts(shown: Any) -> dict[ClaimState, int]:
    states = shown.subquery().c.state
    counted = db.session.execute(select(states, func.count()).group_by(states))
    return {ClaimState(state): count for state, count in counted}


def _claim(row: Any) -> ProtectedClaim:
    claim_id, organisation_id, state, *rest = row
    return ProtectedClaim(claim_id, organisation_id, ClaimState(state), *rest)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
