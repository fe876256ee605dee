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


class OperationRefusedError(Exception):
    """What an operation raises when the register does not allow it."""


class Script(Protocol):
    """What one kind of diagram needs of the world: answers of people, results of operations."""

    lookups: Any
    given: Mapping[str, Any]

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what a return may reopen; nothing for a form that is answered anew each time."""

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
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
        self.desk = ""
        self.refuses = False
        self.submitted: dict[str, Any] | None = None

    def edit_calendar(self, dice: Random) -> None:
        """Turn one of the next days from working day to holiday, or back."""
        day = (self.now + timedelta(days=dice.randint(0, 8))).date()
        worked = self.exceptions.get(day, day.isoweekday() <= 5)
        self.exceptions = self.exceptions | {day: not worked}

    def answer(self, node: str, operation: str, nth: int) -> dict[str, Any] | None:
        """Return the result of a call; raise if operations refuse just now."""
        if self.refuses:
            raise OperationRefusedError(operation)
        return self.script.result(operation, Random(f"{self.seed}/{node}/{nth}"))


class Caller:
    """One player's side of the world, with a list of the calls it made.

    A call is (node, operation, parameters, the round that was submitted in this act).
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.counted: Counter[str] = Counter()
        self.calls: list[tuple[str, ...]] = []

    def operate(self, node: str, operation: str, params: Mapping[str, Any]) -> Any:
        """Answer the oracle's call."""
        return self._called(node, operation, params, self.world.submitted)

    def operate_for_engine(self, call: Call) -> Values | Waits:
        """Answer the engine's call."""
        result = self._called(call.node, call.operation, call.params, call.answers)
        return WAITS if result is None else result

    def _called(
        self, node: str, operation: str, params: Mapping[str, Any], answers: Any
    ) -> dict[str, Any] | None:
        result = self.world.answer(node, operation, self.counted[node])
        self.counted[node] += 1
        said = sorted(answers.items()) if answers is not None else None
        self.calls.append((node, operation, repr(dict(params)), repr(said)))
        return result

    def context(self) -> Context:
        """Return what the engine may know of the world at this instant."""
        return Context(
            now=self.world.now,
            calendar=WorkingCalendar(self.world.exceptions),
            operate=self.operate_for_engine,
            lookups=self.world.script.lookups,
            given=self.world.script.given,
            whose=lambda _role: self.world.desk,
        )
