"""The state of a played case: plain Python data, nothing that refers to anything outside."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Activity:
    """A token that rests in a node: a task, a catch event or an event-based gateway."""

    id: int
    node: str
    opened_at: datetime
    params: dict[str, Any] | None = None
    clock: tuple[str, str] | None = None
    """The name of its clock, and the desk that uses the days."""
    late: datetime | None = None
    """When the last reminder of it was due, if one has come."""


@dataclass
class Running:
    """A timer that runs because `activity` waits at `event` or has it on its border.

    `used` are the working days that the clock of the activity had consumed before;
    `left` is how many times a cycle still fires (1 for everything else).
    """

    event: str
    activity: int
    since: datetime
    used: int
    due: datetime
    left: int = 1


@dataclass
class Clock:
    """Working days used in earlier rounds, and since when the clock has run last."""

    used: int = 0
    since: datetime | None = None


@dataclass
class State:
    """Everything that a case is; `arrived` are the flows whose token waits before a join."""

    given: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    arrived: list[str] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    timers: list[Running] = field(default_factory=list)
    caught: list[tuple[int, str]] = field(default_factory=list)
    clocks: dict[tuple[str, str], Clock] = field(default_factory=dict)
    status: str = "open"
    milestone: str | None = None
    final: bool = False
    outcome: str | None = None
    serial: int = 0
