"""Editing the association's working calendar, one year at a time."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, select

from service import jobs
from service.advisory_locks import Lock, take
from service.cases.transaction import transaction
from service.extensions import db
from service.models import CalendarDay

_SATURDAY: Final = 5


class CalendarChanged(Exception):
    """Somebody else saved the year meanwhile; nothing was overwritten."""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year: the days that differ from Monday to Friday, with their names."""

    year: int
    exceptions: Mapping[date, CalendarDay]

    @property
    def fingerprint(self) -> str:
        """Give what a page names when it saves, so that it never overwrites a newer year."""
        rows = sorted((row.day, row.is_working, row.name) for row in self.exceptions.values())
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        exception = self.exceptions.get(day)
        return exception.is_working if exception else is_usually_working(day)

    def name_of(self, day: date) -> str:
        """Give the name of a holiday or of a working weekend day."""
        exception = self.exceptions.get(day)
        return exception.name if exception else ""


def is_usually_working(day: date) -> bool:
    """Whether a day is worked when the calendar says nothing: Monday to Friday."""
    return day.weekday() < _SATURDAY


def read_year(year: int) -> CalendarYear:
    """Read one year of the calendar."""
    rows = db.session.scalars(select(CalendarDay).where(_of(year)).order_by(CalendarDay.day))
    return CalendarYear(year, {row.day: row for row in rows})


def save_year(
    year: int, working: Iterable[date], names: Mapping[date, str], *, fingerprint: str
) -> int:
    """Save which days of a year are worked, and have open due times moved; give how many differ.

    Raises:
        CalendarChanged: the year is no longer the one with `fingerprint`.
    """
    with transaction():
        take(Lock.CALENDAR)
        before = read_year(year)
        if before.fingerprint != fingerprint:
            raise CalendarChanged
        exceptions = list(_exceptions(year, frozenset(working), names))
        _replace(year, exceptions)
        if {one.day: one.is_working for one in exceptions} != _kinds(before):
            jobs.defer("recompute_due_times", once="recompute_due_times")
    return len(exceptions)


def days_of(year: int) -> Iterable[date]:
    """Give the days of a year in order."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _exceptions(
    year: int, working: frozenset[date], names: Mapping[date, str]
) -> Iterable[CalendarDay]:
    for day in days_of(year):
        if (day in working) != is_usually_working(day):
            yield CalendarDay(day=day, is_working=day in working, name=names.get(day, "")[:60])


def _kinds(year: CalendarYear) -> dict[date, bool]:
    return {day: row.is_working for day, row in year.exceptions.items()}


def _replace(year: int, exceptions: list[CalendarDay]) -> None:
    db.session.execute(delete(CalendarDay).where(_of(year)))
    db.session.expunge_all()  # The rows just deleted must not be taken for the new ones.
    db.session.add_all(exceptions)


def _of(year: int):  # type: ignore[no-untyped-def]
    return CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
