"""When a timer is due, by its own reading of the ISO texts and of working days."""

import re
from datetime import datetime, timedelta

from .diagram import Timer
from .state import Running
from .working_days import Exceptions, end_of_day

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def first_due(timer: Timer, since: datetime, used: int, exceptions: Exceptions) -> datetime:
    """Return the instant at which a timer that was started at `since` first fires."""
    if timer.kind == "workingDays":
        return end_of_day(since, int(timer.text) - used, exceptions)
    if timer.kind == "timeDate":
        return datetime.fromisoformat(timer.text)
    return since + period(timer)


def times(timer: Timer) -> int:
    """Return how often the timer fires: n of a cycle Rn/…, else once."""
    return int(timer.text[1:].split("/")[0]) if timer.kind == "timeCycle" else 1


def period(timer: Timer) -> timedelta:
    """Return the length of a duration, or of one round of a cycle."""
    match = _DURATION.fullmatch(timer.text.split("/")[-1])
    assert match, timer.text
    return timedelta(**{unit: int(count) for unit, count in match.groupdict().items() if count})


def advance(running: Running, timer: Timer, now: datetime) -> None:
    """Count what was due up to now as one firing, however many rounds were missed."""
    while running.left and running.due <= now:
        running.left -= 1
        running.due += period(timer) if timer.kind == "timeCycle" else timedelta(0)
