"""What crosses the border of `processes`: a context comes in, a step goes out.

A step is one change of one case: saved state plus a context go in, saved state plus
everything that happened come out. Whoever calls stores both in one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from forms import Lookups
from processes.working_time import WorkingCalendar

Values = Mapping[str, Any]
"""Routing values: JSON data by name, under 1 KB in all."""


class CaseStatus(StrEnum):
    """The engine's word for a case; the domain's words are the diagram's milestones."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Call:
    """A service task asks for an operation, its parameters already evaluated.

    `answers` is the round that the same step has just cleaned, so that the operation behind a
    form sees what was submitted before anybody has stored it; None when no form was completed.
    `about` is the id of the human task at whose boundary an event led here in this step: the
    one that a reminder is about. None on every other way. Answers stay out of the repr, here
    and below: they are personal data.
    """

    task_id: str
    node: str
    operation: str
    params: Values
    answers: Mapping[str, Any] | None = field(default=None, repr=False)
    about: str | None = None


class Waits:
    """What an operation answers when a job outside the step will finish it."""


WAITS: Final = Waits()

Operate = Callable[[Call], Values | Waits]


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person posted for a human task.

    `previous` is the last complete round of the same form, if there was one;
    `reopened` names the only fields that a return opened again (None: all are open).
    """

    answers: Mapping[str, Any] = field(repr=False)
    previous: Mapping[str, Any] | None = field(default=None, repr=False)
    reopened: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know of the world: the clock, the calendar, the operations.

    `now` is timezone-aware. `given` are facts about the applicant that forms and
    conditions may read beside the case's own values. `whose` names the desk that a role means
    now, shortly; working days that one desk has used are not another's. Empty where a role
    always means the same people.
    """

    now: datetime
    calendar: WorkingCalendar
    operate: Operate
    lookups: Lookups
    given: Values = field(default_factory=dict)
    whose: Callable[[str], str] = field(default=lambda _role: "")


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A human task that waits for somebody; `due_at` is the end of its time, if it has one."""

    id: str
    node: str
    name: str
    role: str
    form: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened in a step: kind is `subject_verb_past`.

    Kinds: case_started, task_opened, task_completed, task_cancelled, operation_called,
    operation_finished, timer_fired, message_received, milestone_reached, case_completed,
    case_withdrawn, case_migrated; and of a remedy step_skipped, case_moved, values_corrected.
    """

    kind: str
    node: str | None = None
    detail: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """The case after the step, and what the caller has to store or start.

    `answers` is the cleaned, complete round when the step completed a human task.
    `waiting` are service tasks that a job must finish; `awaited` the names of messages
    that the case waits for now; `next_wake` the earliest instant at which a timer is due.
    `standing` are the elements at which it waits for somebody or something, `flows` the ids of
    the flows that its tokens went in this step, in order, each as often as it was gone.
    `final` says that an element marked mp:final has been completed: no withdrawal any more.
    """

    state: bytes
    status: CaseStatus
    milestone: str | None
    outcome: str | None
    final: bool
    values: Values
    open_tasks: tuple[OpenTask, ...]
    waiting: tuple[Call, ...]
    awaited: tuple[str, ...]
    next_wake: datetime | None
    happened: tuple[Happened, ...]
    standing: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    completed_task: OpenTask | None = None
    answers: Mapping[str, Any] | None = field(default=None, repr=False)
    changed: tuple[str, ...] = ()
