"""The engine as a walk drives it: saved and restored around every act, or kept alive."""

from collections.abc import Callable
from typing import Any

from processes import engine
from processes.editions import Edition
from processes.migration import migrate, plan_migration
from processes.running import RunningCase
from processes.state import restore
from processes.step import CaseStatus, Context, Step, Submission


class Player:
    """Does acts by the names of `processes.engine`; `step` is what came of the last one."""

    context: Callable[[], Context]
    step: Step

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def start(self, submission: Submission | None) -> None:
        """Begin the case, with a submission for its first task in the same step."""
        raise NotImplementedError

    def do(self, act: str, *args: Any) -> None:
        """Do one more act; raise what the engine raises, and stand where it stood."""
        raise NotImplementedError


class Saved(Player):
    """Every act begins with the bytes that the one before left."""

    def start(self, submission: Submission | None) -> None:
        self.step = engine.start(self.edition, {}, self.context(), submission)

    def do(self, act: str, *args: Any) -> None:
        self.step = getattr(engine, act)(self.edition, self.step.state, *args, self.context())


class Migrated(Saved):
    """Before every act the case moves to an edition of its own: nothing may come of that."""

    def __init__(self, edition: Edition, diagram: bytes) -> None:
        super().__init__(edition)
        self.migration = plan_migration((edition, diagram), (edition, diagram), {})

    def do(self, act: str, *args: Any) -> None:
        state = self.step.state
        if self.step.status is CaseStatus.OPEN:
            state = migrate(self.migration, state, self.context()).state
        self.step = getattr(engine, act)(self.edition, state, *args, self.context())


class Straight(Player):
    """One live case, restored only after something was refused."""

    def start(self, submission: Submission | None) -> None:
        self.case = RunningCase(self.edition, self.context())
        self.step = engine.start_on(self.case, {}, submission)

    def do(self, act: str, *args: Any) -> None:
        self.case.context = self.context()
        try:
            self.step = getattr(engine, f"{act}_on")(self.case, *args)
        except Exception:
            self.case = restore(self.edition, self.step.state, self.case.context)
            raise
