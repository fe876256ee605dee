"""The present instant, passed in wherever it matters so that tests can say what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from processes.working_time import SHANGHAI

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Give now, timezone-aware, in UTC."""
    return datetime.now(UTC)


def day_in_shanghai(instant: datetime) -> date:
    """Give the calendar day of an instant as people here write it."""
    return instant.astimezone(SHANGHAI).date()
