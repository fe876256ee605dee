"""What a timer on a diagram asks for, and when that is due."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from processes.sentences import N_, SaidInWords
from processes.working_time import SHANGHAI


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`mp:workingDays`: the end of the n-th working day after the start."""

    days: int


@dataclass(frozen=True, slots=True)
class Once:
    """An ISO duration after the start, such as PT1H or P3D."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Cycle:
    """R3/PT1H: so many times, each so long after the one before."""

    times: int
    every: timedelta


@dataclass(frozen=True, slots=True)
class At:
    """A fixed instant, read as Asia/Shanghai when it names no zone."""

    instant: datetime


Timer = WorkingDays | Once | Cycle | At


class TimerRefused(SaidInWords):
    """The timer's text is not one of the forms that we run."""


def working_days(text: str) -> WorkingDays:
    """Read `mp:workingDays`; raises `TimerRefused` unless it is a whole number from 1 to 999."""
    if not re.fullmatch(r"[1-9][0-9]{0,2}", text):
        raise TimerRefused(N_("工作日数“%(text)s”应为 1 到 999 的整数。"), {"text": text})
    return WorkingDays(int(text))


def once(text: str) -> Once:
    """Read an ISO duration; raises `TimerRefused`."""
    return Once(duration(text))


def cycle(text: str) -> Cycle:
    """Read R<n>/<duration>; a cycle without an end is refused (`TimerRefused`)."""
    match = re.fullmatch(r"R([1-9][0-9]{0,2})/(P.+)", text)
    if match is None:
        raise TimerRefused(
            N_("循环“%(text)s”应写明次数和间隔，例如 R3/P1D。"),
            {"text": text},
        )
    return Cycle(int(match[1]), duration(match[2]))


def at(text: str) -> At:
    """Read an ISO date and time; raises `TimerRefused`."""
    try:
        instant = datetime.fromisoformat(text)
        # At the ends of time some instants have no UTC, and would stop a case for ever.
        instant = (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimerRefused(
            N_("时间“%(text)s”应写成 2026-03-01T09:00:00+08:00 的形式。"), {"text": text}
        ) from error
    return At(instant)


ISO_READERS: Final[dict[str, Callable[[str], Timer]]] = {
    "timeDuration": once,
    "timeCycle": cycle,
    "timeDate": at,
}
"""How the text of each standard element of a timer definition is read."""

# Years and months are left out: how long they are depends on where one counts from, and a
# time limit in an office is given in days.
_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?",
    re.ASCII,
)


def duration(text: str) -> timedelta:
    """Read an ISO duration of weeks, days, hours, minutes, seconds; raises `TimerRefused`."""
    match = _DURATION.fullmatch(text)
    length = match and timedelta(**{k: int(v) for k, v in match.groupdict().items() if v})
    if not length:
        raise TimerRefused(
            N_("时长“%(text)s”应写成 P3D（3 天）、PT12H（12 小时）这样的形式。"), {"text": text}
        )
    return length
