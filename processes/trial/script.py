"""A script: who the applicant is, when it begins, what is done, and what must come of it.

It names elements by their ids and answers by their keys, so that it can be played on the next
version too.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import orjson

from processes.sentences import N_, SaidInWords

MOST_ACTS: Final = 200
MOST_BYTES: Final = 256 * 1024
LAST_YEAR: Final = 2100
YEARS: Final = range(2000, LAST_YEAR)
"""Near the end of time, reckoning with days fails."""
_NUL: Final = b"\\u0000"
"""As JSON writes it; PostgreSQL holds none."""
_UNREADABLE: Final = N_("试办记录无法读取，请重新开始。")


class ScriptRefused(SaidInWords):
    """A script is too long, or is none."""


class ActKind(StrEnum):
    """What may be done in a try-out."""

    COMPLETE = "complete"
    """Somebody completes the task at `node` with `answers`."""
    FINISH = "finish"
    """The system's step at `node` ends with the results in `answers`."""
    TELL = "tell"
    """The message named `node` comes, with `answers` as its payload."""
    WAIT = "wait"
    """The clock jumps to `until`, or without it to where the next timer is due."""
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done; `node` is an element's id, or a message's name."""

    kind: ActKind
    node: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be so at the end of a script: where the case stands and what it says."""

    status: str
    milestone: str | None
    outcome: str | None
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A case to be played; `given` are the facts about the applicant."""

    begins: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    expects: Expectation | None = None
    course: tuple[Expectation, ...] = ()
    """What came after the start and after each act when it was kept: where to look first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What its elements were called then, for a version that lacks them."""

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON data; raises `ScriptRefused` for half a character."""
        try:
            data: dict[str, Any] = orjson.loads(orjson.dumps(asdict(self)))
        except orjson.JSONEncodeError as error:
            raise ScriptRefused(_UNREADABLE) from error
        return data

    @staticmethod
    def from_json(data: object) -> "Script":
        """Read what `to_json` wrote; raises `ScriptRefused` for anything else."""
        try:
            # Counted before it is written out, which takes eight times as much for a moment.
            if _is_long(data) or len(written := orjson.dumps(data)) > MOST_BYTES:
                raise ScriptRefused(N_("试办记录太长，请重新开始。"))
            if _NUL in written:
                raise ScriptRefused(_UNREADABLE)
            script = _script(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ScriptRefused(_UNREADABLE) from error
        if len(script.acts) > MOST_ACTS:
            raise ScriptRefused(N_("一次试办最多 %(most)d 步，请重新开始。"), {"most": MOST_ACTS})
        return script


def _is_long(data: Any) -> bool:
    """Whether the texts and values in it are more than a script may be."""
    waiting, size = [data], 0
    while waiting and size <= MOST_BYTES:
        part = waiting.pop()
        size += len(part) if isinstance(part, str | list | dict) else 1
        if isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list) and size <= MOST_BYTES:
            waiting += part
    return size > MOST_BYTES


def _script(data: Any) -> Script:
    expects = data.get("expects")
    return Script(
        begins=_instant(data["begins"]),
        given=dict(data["given"]),
        acts=tuple(map(_act, data["acts"])),
        expects=_expectation(expects) if expects else None,
        course=tuple(map(_expectation, data.get("course") or ())),
        names={str(key): str(name) for key, name in (data.get("names") or {}).items()},
    )


def _expectation(data: Any) -> Expectation:
    return Expectation(**{**data, "open": tuple(data["open"])})


def _instant(text: str) -> datetime:
    """Read an instant of a century in which every calendar can count; `ValueError` for others."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or instant.year not in YEARS:
        raise ValueError(text)
    return instant


def _act(data: Any) -> Act:
    until = data.get("until")
    return Act(
        ActKind(data["kind"]),
        str(data.get("node", "")),
        dict(data.get("answers") or {}),
        _instant(until) if until else None,
    )
