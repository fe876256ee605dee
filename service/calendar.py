"""Reads the association's working calendar (调休 included)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sqlalchemy import select

from processes.working_time import WorkingCalendar
from service.extensions import db
from service.models import CalendarDay
from service.rows import table_of

_DAYS: Final = table_of(CalendarDay).c
_ALL: Final = select(_DAYS.day, _DAYS.is_working)


class _Days(Mapping[date, bool]):
    """The exceptions, read when the first one is asked for: most steps never ask.

    Not a `cached_property`: in Python 3.11 all instances share one lock, so a step that waits
    for a row while it reads would make every other thread wait, the owner of that row too.
    """

    def __init__(self) -> None:
        self._read: dict[date, bool] | None = None

    def _rows(self) -> dict[date, bool]:
        if self._read is None:
            self._read = {row.day: row.is_working for row in db.session.execute(_ALL)}
        return self._read

    def __getitem__(self, day: date) -> bool:
        return self._rows()[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())


def read_calendar() -> WorkingCalendar:
    """Give the calendar as it stands in this transaction."""
    return WorkingCalendar(_Days())
