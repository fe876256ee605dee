"""How a case is saved: a few hundred bytes of JSON, without spec and without pickle.

Store them as bytes. The layout is ours and versioned; a state of another version, or one
that does not fit the edition, is refused with `StateUnreadable`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from SpiffWorkflow.util.task import TaskState

from processes.deadlines import Clock, from_number, to_number
from processes.errors import StateUnreadable
from processes.running import RunningCase
from processes.step import CaseStatus
from processes.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from processes.editions import Edition
    from processes.step import Context

VERSION: Final = 1
_ROOT: Final = -1


def dump(case: RunningCase) -> bytes:
    """Save a pruned case. Raises TypeError when a value is no JSON."""
    return orjson.dumps(
        {
            "v": VERSION,
            "status": case.status,
            "milestone": case.milestone,
            "outcome": case.outcome,
            "final": case.final,
            "values": case.values,
            "clocks": {n: [c.used, _number(c.since), c.running] for n, c in case.clocks.items()},
            "tokens": list(_rows(case)),
        }
    )


def restore(edition: Edition, state: bytes, context: Context) -> RunningCase:
    """Bring a saved case to life; raises `StateUnreadable`."""
    saved = _read(state)
    case = RunningCase(edition, context)
    try:
        _fill(case, saved)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise StateUnreadable(f"{type(error).__name__}: {error}") from error
    return case


def _read(state: bytes) -> dict[str, Any]:
    try:
        saved = orjson.loads(state)
    except orjson.JSONDecodeError as error:
        raise StateUnreadable("not JSON") from error
    version = saved.get("v") if isinstance(saved, dict) else None
    if version != VERSION:
        raise StateUnreadable(f"version {version}")
    return dict(saved)


def _fill(case: RunningCase, saved: dict[str, Any]) -> None:
    case.status = CaseStatus(saved["status"])
    case.milestone = saved["milestone"]
    case.outcome = saved["outcome"]
    case.final = saved["final"]
    case.values = dict(saved["values"])
    for name, (used, since, running) in saved["clocks"].items():
        case.clocks[name] = Clock(used, _instant(since), running)
    tokens: list[Token] = []
    for row in saved["tokens"]:
        tokens.append(_token(case, tokens, *row))


def _rows(case: RunningCase) -> Iterator[list[Any]]:
    # Groups stand before their tokens: a parent is always an earlier row.
    places = {case.task_tree.id: _ROOT}
    for place, token in enumerate(t for t in case.tasks.values() if t is not case.task_tree):
        places[token.id] = place
        yield [
            token.task_spec.name,
            places[token._parent],
            token._state,
            token.public_id,
            _number(token.opened_at),
            token.internal_data or None,
        ]


def _token(
    case: RunningCase,
    earlier: list[Token],
    spec: str,
    parent: int,
    state: int,
    public_id: str | None,
    opened_at: int | None,
    data: dict[str, Any] | None,
) -> Token:
    above = case.task_tree if parent == _ROOT else earlier[parent]
    token = Token(case, case.spec.task_specs[spec], above, TaskState.COMPLETED)
    token._state = state
    token.public_id = public_id
    token.opened_at = _instant(opened_at)
    token.internal_data = dict(data or {})
    if token.task_spec.manual and not (public_id and opened_at):
        raise ValueError(f"{spec} is open without an id")
    return token


def _number(instant: datetime | None) -> int | None:
    return None if instant is None else to_number(instant)


def _instant(number: int | None) -> datetime | None:
    return None if number is None else from_number(number)
