"""What can be seen of a case that is tried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forms import FieldError
from processes.decisions import Decision
from processes.sentences import Words
from processes.step import Call, CaseStatus, OpenTask, Values


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision table was asked at `node`; `decision` says which rules fired."""

    node: str
    table: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of an open task is drawn with.

    `given` is what its conditions read, `previous` the round before, `reopened` the only fields
    that are open, each with the reason of the return; None: all are.
    """

    given: Values = field(repr=False)
    previous: Mapping[str, Any] | None = field(default=None, repr=False)
    reopened: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The applicant's newest round of a form, over the one before."""

    form: str
    answers: Mapping[str, Any] = field(repr=False)
    before: Mapping[str, Any] | None = field(default=None, repr=False)
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """The case after an act. `standing` are the elements where its tokens are.

    `passed` are the elements passed in this act, in order; `called` the operations that the
    system would have carried out; `asked` says with what each open task, by its element, is
    drawn, `handed_in` what the applicant gave so far.
    """

    now: datetime
    status: CaseStatus
    milestone: str | None
    outcome: str | None
    final: bool
    values: Mapping[str, Any]
    open_tasks: tuple[OpenTask, ...]
    waiting: tuple[Call, ...]
    awaited: tuple[str, ...]
    next_wake: datetime | None
    standing: tuple[str, ...]
    passed: tuple[str, ...]
    decided: tuple[Decided, ...]
    called: tuple[Call, ...]
    asked: Mapping[str, Asked] = field(default_factory=dict)
    handed_in: tuple[HandedIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """The act with this number (from 0; -1: the beginning) could not be done.

    `errors` are those of its form, field by field.
    """

    act: int
    reason: Words
    errors: tuple[FieldError, ...] = field(default=())
