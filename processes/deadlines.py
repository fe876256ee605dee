"""When the timers of a case are due, and the working time that its clocks have used.

A timer keeps its start, the days asked (they stand on the diagram) and the days used before
it started, not only the instant, so an edited calendar can move it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from processes.timers import At, Cycle, Once, Timer, WorkingDays
from processes.working_time import WorkingCalendar

if TYPE_CHECKING:
    from processes.tokens import Token
    from processes.vocabulary import Node

DUE: Final = "due"
SINCE: Final = "since"
USED: Final = "used"
LEFT: Final = "left"
LATE: Final = "late"
"""On a human task: since when it is late, once its last reminder has come."""
CLOCK: Final = "clock"
"""Under which name a token keeps its clock going, where that is not the diagram's alone."""

KEEP_TIME: Final = frozenset({"userTask", "receiveTask"})
"""The kinds of element that may keep a clock going (`mp:clock`)."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_number(instant: datetime) -> int:
    """Write an aware instant as microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def from_number(number: int) -> datetime:
    """Read what `to_number` wrote, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


@dataclass(slots=True)
class Clock:
    """One desk's budget over all rounds: working days used so far, and since when it runs now.

    `running` counts the open tasks that keep it going.
    """

    used: int = 0
    since: datetime | None = None
    running: int = 0

    def start(self, now: datetime) -> None:
        """A task of this clock opens."""
        if not self.running:
            self.since = now
        self.running += 1

    def stop(self, now: datetime, calendar: WorkingCalendar) -> None:
        """A task of this clock is closed; the clock stops with the last of them."""
        self.running -= 1
        if not self.running:
            self.used = self.used_by(now, calendar)
            self.since = None

    def used_by(self, now: datetime, calendar: WorkingCalendar) -> int:
        """Count the working days used until now."""
        running = calendar.working_days_between(self.since, now) if self.since else 0
        return self.used + running


def arm(token: Token, node: Node, now: datetime, calendar: WorkingCalendar, used: int) -> bool:
    """Start the token's timer; `used` working days of its budget are gone already.

    A reminder whose day passed in an earlier round is not started again: False.
    """
    match node.timer:
        case WorkingDays(days=days):
            if used > days and not node.interrupting:
                return False
            token.internal_data |= {SINCE: to_number(now), USED: used}
            count_anew(token, node, calendar)
        case Once(after=after):
            token.internal_data[DUE] = to_number(now + after)
        case Cycle(times=times, every=every):
            token.internal_data |= {DUE: to_number(now + every), LEFT: times}
        case At(instant=instant):
            token.internal_data[DUE] = to_number(instant)
    return True


def change_timer(
    token: Token, before: Timer | None, node: Node, opened_at: datetime, calendar: WorkingCalendar
) -> None:
    """Run the time limit that `node` asks for from the instant at which `before` began.

    `opened_at` is that instant when the timer itself does not tell. What the new limit
    leaves may be over already: then it fires with the next step.
    """
    data = token.internal_data
    began, used = _began(data, before) or opened_at, data.get(USED, 0)
    for key in (DUE, SINCE, USED, LEFT):
        data.pop(key, None)
    arm(token, node, began, calendar, used)


def _began(data: Mapping[str, Any], timer: Timer | None) -> datetime | None:
    match timer:
        case WorkingDays() if SINCE in data:
            return from_number(data[SINCE])
        case Once(after=after) if DUE in data:
            return from_number(data[DUE]) - after
        case Cycle(times=times, every=every) if DUE in data:
            rounds: int = times - data[LEFT] + 1
            return from_number(data[DUE]) - rounds * every
    return None


def count_anew(token: Token, node: Node, calendar: WorkingCalendar) -> None:
    """Compute when a timer of working days is due, by the calendar as it is now."""
    data = token.internal_data
    if isinstance(node.timer, WorkingDays) and SINCE in data:
        left = max(0, node.timer.days - data[USED])
        data[DUE] = to_number(calendar.due(from_number(data[SINCE]), left))


def due_of(token: Token) -> datetime | None:
    """Give the instant at which the token's timer is due, if it has one running."""
    number = token.internal_data.get(DUE)
    return None if number is None else from_number(number)


def late_since(token: Token) -> datetime | None:
    """Give the instant since which a human task is late, its last reminder having come."""
    number = token.internal_data.get(LATE)
    return None if number is None else from_number(number)


def note_late(event: Token, since: datetime) -> None:
    """Note on the task at whose border a reminder stands that its day has come."""
    beside = (one for one in event.parent.children if one.task_spec.manual)
    for task in beside:
        task.internal_data[LATE] = to_number(since)


def goes_round_again(token: Token, node: Node, now: datetime) -> bool:
    """Move a cycle past now and say whether it will fire again.

    Rounds that were missed are used up: a worker that was down sends one reminder, not 72.
    """
    if not isinstance(node.timer, Cycle):
        return False
    data, every = token.internal_data, node.timer.every // _MICROSECOND
    rounds = (to_number(now) - data[DUE]) // every + 1
    data[LEFT] -= rounds
    data[DUE] += rounds * every
    return bool(data[LEFT] > 0)
