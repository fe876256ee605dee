"""Working time, counted day by day on a list of days.

Day n ends at 24:00 in Shanghai on the n-th working day after the start.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Exceptions = Mapping[date, bool]


def end_of_day(start: datetime, days: int, exceptions: Exceptions) -> datetime:
    """Return the end of the `days`-th working day after `start`.

    With none left it is the end of the first working day from `start` on.
    """
    today = start.astimezone(SHANGHAI).date()
    if days <= 0:
        worked = _worked_days(today, exceptions)
        return _midnight_after(next(worked))
    worked = _worked_days(today + timedelta(days=1), exceptions)
    for _ in range(days - 1):
        next(worked)
    return _midnight_after(next(worked))


def days_used(start: datetime, end: datetime, exceptions: Exceptions) -> int:
    """Count the working days after the day of `start` that began before `end`."""
    begins = _midnight_after(start.astimezone(SHANGHAI).date())
    used = 0
    while begins < end:
        used += _is_worked(begins.date(), exceptions)
        begins += timedelta(days=1)
    return used


def _worked_days(day: date, exceptions: Exceptions) -> Iterator[date]:
    while True:
        if _is_worked(day, exceptions):
            yield day
        day += timedelta(days=1)


def _is_worked(day: date, exceptions: Exceptions) -> bool:
    return exceptions[day] if day in exceptions else day.isoweekday() <= 5


def _midnight_after(day: date) -> datetime:
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=SHANGHAI)
