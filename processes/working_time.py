"""Working days by the association's calendar, in Asia/Shanghai.

A time limit of n working days ends at 24:00 on the n-th working day after the start; the
day of the start itself does not count. Public holidays and the working weekends that pay
for them (调休) are the calendar's exceptions; every other Monday to Friday is worked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

# A fixed offset and not ZoneInfo: China has kept UTC+8 without summer time since 1991, and
# slim containers come without a time zone database.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked: `exceptions` maps a date to True (worked) or False (free)."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Say whether the association works on this day."""
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def due(self, start: datetime, working_days: int) -> datetime:
        """Give the instant at which `working_days` after `start` have passed.

        Zero days (a budget that is used up) end with the first working day on or after the
        start, so that nobody is given a task that is already late. `start` is aware;
        ValueError for a negative number.
        """
        if working_days < 0:
            raise ValueError(f"{working_days} working days: a time limit cannot be negative")
        day = self._first_working_from(_date_of(start))
        if working_days and day > _date_of(start):
            working_days -= 1
        for _ in range(working_days):
            day = self._first_working_from(day + _ONE_DAY)
        return datetime.combine(day + _ONE_DAY, time(), SHANGHAI)

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Count the working days after the day of `start`, up to and with the day of `end`.

        A day counts from its first minute: whoever acts on the second working day has used
        two. So budgets add up over rounds: handing a task back and getting it again on one
        day changes nothing. 24:00 belongs to the day that ends.
        """
        last = _date_of(end - timedelta.resolution)
        days = (last - _date_of(start)).days
        return sum(self.is_working(last - _ONE_DAY * n) for n in range(days))

    def _first_working_from(self, day: date) -> date:
        while not self.is_working(day):
            day += _ONE_DAY
        return day


def _date_of(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()
