"""The present instant, passed in wherever it matters so that tests can say what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from processes.working_time import SHANGHAI

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Give now, timezone-aware, in UTC."""
    return datetime.now(UTC)


def day_in_shanghai(instant: datetime) -> date:
    """Give the calendar day of an instant as people here write it."""
    return instant.astimezone(SHANGHAI).date()


def last_day_before(end: datetime) -> date:
    """Give the last whole day of a time limit: 24:00 belongs to the day that ends."""
    return day_in_shanghai(end - timedelta.resolution)
