"""What the pages of 冒名保护 show of a registration: mobiles masked, days for objections drawn."""

from dataclasses import dataclass
from datetime import date, datetime

from processes.working_time import WorkingCalendar
from service.accounts.registration_form import mask_mobile
from service.clock import day_in_shanghai, last_day_before
from service.models.objections import OBJECTION_DAYS
from service.personal_data import contact_place
from service.ports import ports
from service.queries.protected_claims import ClaimState, ProtectedClaim
from service.reviewing.due import Due, word_due


@dataclass(frozen=True, slots=True)
class ObjectionDay:
    """One of the working days on which an objection freezes; `state` is gone, now or left."""

    day: date
    state: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """One registration as the association sees it."""

    claim: ProtectedClaim
    agent_mobile: str | None
    contact_mobile: str | None
    days: list[ObjectionDay]
    due: Due
    may_freeze: bool


def shown_claim(claim: ProtectedClaim, now: datetime, calendar: WorkingCalendar) -> ShownClaim:
    """Open what is sealed, mask it, and count the days that are left."""
    ends_at = calendar.due(claim.opened_at, OBJECTION_DAYS)
    return ShownClaim(
        claim=claim,
        agent_mobile=_masked(
            claim.agent_mobile, f"organisations.agent_mobile:{claim.organisation_id}"
        ),
        contact_mobile=_masked(
            claim.contact_mobile, contact_place(claim.filing_id) if claim.filing_id else ""
        ),
        days=list(_days(claim.opened_at, now, calendar)),
        due=word_due(ends_at, now, calendar),
        may_freeze=claim.state is ClaimState.OPEN and now < ends_at and claim.case_no is None,
    )


def _days(opened_at: datetime, now: datetime, calendar: WorkingCalendar) -> list[ObjectionDay]:
    ends = (calendar.due(opened_at, number) for number in range(1, OBJECTION_DAYS + 1))
    today = day_in_shanghai(now)
    return [ObjectionDay(day, _state(day, today)) for day in map(last_day_before, ends)]


def _state(day: date, today: date) -> str:
    if day < today:
        return "gone"
    return "now" if day == today else "left"


def _masked(sealed: bytes | None, place: str) -> str | None:
    if sealed is None:
        return None
    return mask_mobile(ports().personal_data.open(sealed, of=place))
