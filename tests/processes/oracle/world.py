"""What surrounds a walk, the same for both players: operations, calendar, the people's answers."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Protocol

from processes.step import WAITS, Call, Context, Values, Waits
from processes.working_time import WorkingCalendar

from .working_days import SHANGHAI

START = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
_SPRING = [START.date() + timedelta(days=n) for n in range(1, 60)]


class OperationRefusedError(Exception):
    """What an operation raises when the register does not allow it."""


class Script(Protocol):
    """What one kind of diagram needs of the world: answers of people, results of operations."""

    lookups: Any
    given: Mapping[str, Any]

    def answers(self, form: str, node: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that conditions may read."""

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers, or None when a job will answer."""

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""


class World:
    """Answers each player's calls: the n-th call of a node has one result, whoever asks."""

    def __init__(self, script: Script, seed: int) -> None:
        self.script = script
        self.seed = seed
        self.now = START
        self.exceptions: dict[date, bool] = {}
        self.refuses = False

    def edit_calendar(self, dice: Random) -> None:
        """Turn one day of the coming weeks into a holiday or a working day."""
        day = dice.choice(_SPRING)
        self.exceptions = self.exceptions | {day: dice.random() < 0.5}

    def answer(self, node: str, operation: str, nth: int) -> dict[str, Any] | None:
        """Return the result of a call; raise if operations refuse just now."""
        if self.refuses:
            raise OperationRefusedError(operation)
        return self.script.result(operation, Random(f"{self.seed}/{node}/{nth}"))


class Caller:
    """One player's side of the world, with a list of the calls it made."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.counted: Counter[str] = Counter()
        self.calls: list[tuple[str, str, str]] = []

    def operate(self, node: str, operation: str, params: Mapping[str, Any]) -> Any:
        """Answer the oracle's call."""
        result = self.world.answer(node, operation, self.counted[node])
        self.counted[node] += 1
        self.calls.append((node, operation, repr(dict(params))))
        return result

    def operate_for_engine(self, call: Call) -> Values | Waits:
        """Answer the engine's call."""
        result = self.operate(call.node, call.operation, call.params)
        return WAITS if result is None else result

    def context(self) -> Context:
        """Return what the engine may know of the world at this instant."""
        return Context(
            now=self.world.now,
            calendar=WorkingCalendar(self.world.exceptions),
            operate=self.operate_for_engine,
            lookups=self.world.script.lookups,
            given=self.world.script.given,
        )
