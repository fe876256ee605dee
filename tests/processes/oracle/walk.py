"""Random acts done to the engine and to the oracle alike, compared after each.

A walk is given by its sample, its script and a seed, and is the same every time.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from operator import methodcaller
from random import Random
from typing import Any
from uuid import uuid4

from processes.errors import NotAwaited, NotWithdrawable, TaskNotOpen
from processes.step import Call, OpenTask, Step, Submission

from .game import Game, ImpossibleError
from .generator import Sample
from .players import Player
from .rounds import Completion, Rounds
from .state import Activity
from .views import differences
from .world import Caller, OperationRefusedError, Script, World

MINUTE = timedelta(minutes=1)


class DifferentError(AssertionError):
    """Engine and oracle came to different results; the text has all that a replay needs."""


class Walk:
    """One case, walked by both. `trace` says what was done, an act a line."""

    def __init__(
        self, sample: Sample, game: Game, engine: Player, script: Script, seed: int
    ) -> None:
        self.sample, self.game, self.engine, self.script = sample, game, engine, script
        self.dice = Random(f"{sample.seed}/{seed}")
        self.seed = seed
        self.world = World(script, seed)
        self.ours, self.theirs = Caller(self.world), Caller(self.world)
        game.operate, engine.context = self.ours.operate, self.theirs.context
        self.rounds = Rounds(script, self.dice)
        self.gone: list[str] = []
        self.trace: list[str] = []
        self.acts: Counter[str] = Counter()
        self.stopped: Counter[str] = Counter()

    @property
    def step(self) -> Step:
        """The engine's latest step."""
        return self.engine.step

    def run(self, most: int = 40) -> None:
        """Walk until the case is closed, or so many acts; raise `DifferentError`."""
        self._do("start", self._start)
        for _ in range(most):
            if self.game.state.status != "open":
                break
            self._tick()
            kind, act = self._choose()
            self._do(kind, act)
        if self.game.state.status != "open":
            self._do("knock", self._knock_at_closed)

    # -- doing one act to both -------------------------------------------------------------

    def _do(self, kind: str, act: Callable[[], None]) -> None:
        self.game.now, self.game.exceptions = self.world.now, self.world.exceptions
        self.game.desk = self.world.desk
        self.world.submitted = None
        self.game.log, self.game.gone = [], []
        self.ours.calls, self.theirs.calls = [], []
        self.acts[kind] += 1
        self.trace.append(f"{self.world.now:%m-%d %H:%M} {kind}")
        try:
            act()
        except DifferentError:
            raise
        except Exception as error:
            self._differ([f"raised {type(error).__name__}: {error}"], error)
        found = differences(self.game, self.ours.calls, self.step, self.theirs.calls)
        if found:
            self._differ(found)

    def _both(self, play: Callable[[Game], None], act: str, *args: Any) -> bool:
        """Play and run; both go on (True), or an operation stops both and nothing happened."""
        before, counted = self.game.twin(), self.ours.counted.copy()
        try:
            play(self.game)
        except OperationRefusedError:
            self._refused(OperationRefusedError, act, *args)
            self.game, self.ours.counted, self.theirs.counted = before, counted, counted.copy()
            self.ours.calls, self.theirs.calls = [], []
            self.stopped[self.trace[-1].split()[2]] += 1
            return False
        self.engine.do(act, *args)
        return True

    def _refused(self, error: type[Exception], act: str, *args: Any) -> None:
        try:
            self.engine.do(act, *args)
        except error:
            # What was seen last still stands, but nothing of it happens again.
            self.engine.step = replace(
                self.step,
                happened=(),
                flows=(),
                completed_task=None,
                answers=None,
                changed=(),
            )
            return
        self._differ([f"the engine did not raise {error.__name__}"])

    def _impossible(
        self, error: type[Exception], play: Callable[[], None], act: str, *args: Any
    ) -> None:
        """Both must refuse, and nothing may change."""
        try:
            play()
        except ImpossibleError:
            return self._refused(error, act, *args)
        return self._differ(["the oracle did not refuse"])

    def _differ(self, found: list[str], cause: Exception | None = None) -> None:
        replay = f"replay: python -m tests.processes.oracle {self.sample.seed} {self.seed}"
        said = [f"walk {self.seed} over diagram {self.sample.seed}", replay, *self.trace, *found]
        drawn = self.sample.xml.decode().replace("><", ">\n<")
        raise DifferentError("\n".join([*said, drawn])) from cause

    def _say(self, **what: Any) -> None:
        self.trace[-1] += "".join(f" {key}={value}" for key, value in what.items())

    # -- choosing --------------------------------------------------------------------------

    def _tick(self) -> None:
        """Pass some time; now and then much, so that timers are overdue when people act."""
        far = self.dice.random() < 0.05
        self.world.now += MINUTE * self.dice.randint(1, 7 * 1440 if far else 200)
        self.world.refuses = self.dice.random() < 0.04
        if self.dice.random() < 0.1:  # Somebody chose another employer.
            self.world.desk = self.dice.choice(["", "a", "b"])

    def _choose(self) -> tuple[str, Callable[[], None]]:
        game = self.game
        options: list[tuple[float, str, Callable[[], None]]] = [
            (0.2, "message_nobody_awaits", self._unawaited_message),
            (0.2, "complete_what_is_not_open", self._stale_task),
            (0.12, "cancel", self._cancel),
            (0.4, "edit_calendar", self._edit_calendar),
        ]
        if game.open_tasks():
            options.append((5, "complete", self._complete))
        if game.waiting_operations():
            options.append((4, "finish_operation", self._finish_operation))
        if game.awaited():
            options.append((3, "message", self._message))
        if game.next_wake():
            options.append((2.2, "wake_when_due", self._wake_when_due))
            options.append((0.8, "wake_late", self._wake_late))
            options.append((0.3, "wake_early", self._wake_early))
        _, kind, act = self.dice.choices(options, [weight for weight, *_ in options])[0]
        return kind, act

    # -- acts ------------------------------------------------------------------------------

    def _start(self) -> None:
        """Begin, now and then with the first task completed in the same step."""
        self.game.start(self.script.given)
        if self.dice.random() < 0.5:
            self.engine.start(None)
            return
        [task] = self.game.open_tasks()
        done = self._prepare(task)
        self.engine.start(done.submission)
        done.play(self.game)
        self._completed(done)

    def _complete(self) -> None:
        task = self.dice.choice(self.game.open_tasks())
        done, there = self._prepare(task), self._same_task(task)
        if self._both(done.play, "complete", there.id, done.submission):
            self.gone.append(there.id)
            self._completed(done)

    def _prepare(self, task: Activity) -> Completion:
        done = self.rounds.prepare(task.id, self.game.diagram.nodes[task.node].form)
        self._say(node=task.node, answers=done.whole, changed=done.changed)
        self.world.submitted = done.whole
        return done

    def _completed(self, done: Completion) -> None:
        self.rounds.keep(done)
        found = dict(self.step.answers or {}), list(self.step.changed)
        if found != (done.whole, done.changed):
            self._differ([f"the round is {done.whole} {done.changed}, the engine says {found}"])

    def _finish_operation(self) -> None:
        job = self.dice.choice(self.game.waiting_operations())
        operation = self.game.diagram.nodes[job.node].operation
        result = self.script.job_result(operation, self.dice)
        self._say(node=job.node, result=result)
        there = self._same_job(job)
        self._both(
            lambda game: game.finish_operation(job.id, result),
            "finish_operation",
            there.task_id,
            result,
        )

    def _message(self) -> None:
        name = self.dice.choice(self.game.awaited())
        payload = {f"told_by_{name}": self.dice.randint(1, 9)}
        self._say(name=name)
        self._both(lambda game: game.message(name, payload), "message", name, payload)

    def _unawaited_message(self) -> None:
        named = {node.message for node in self.game.diagram.nodes.values() if node.message}
        name = self.dice.choice(sorted(named - set(self.game.awaited())) or ["nobody_knows_it"])
        self._say(name=name)
        self._impossible(NotAwaited, lambda: self.game.message(name, {}), "message", name, {"x": 1})

    def _stale_task(self) -> None:
        task_id = self.dice.choice([*self.gone, str(uuid4())])
        form = next(iter(self.sample.forms))
        submission = Submission(self.script.answers(form, self.dice))
        stale = lambda: self.game.complete(-1, {}, [])  # noqa: E731 -- said in one line
        self._impossible(TaskNotOpen, stale, "complete", task_id, submission)
        self._impossible(TaskNotOpen, stale, "finish_operation", task_id, {})

    def _wake_when_due(self) -> None:
        self._wake_at(max(self.world.now, self.game.next_wake()))

    def _wake_late(self) -> None:
        late = MINUTE * self.dice.randint(1, 10 * 1440)
        self._wake_at(max(self.world.now, self.game.next_wake()) + late)

    def _wake_early(self) -> None:
        left = self.game.next_wake() - self.world.now
        early = min(left - timedelta.resolution, left * self.dice.random())
        self._wake_at(max(self.world.now, self.world.now + early))

    def _wake_at(self, instant: datetime) -> None:
        self.world.now = self.game.now = instant
        self._say(at=instant)
        self._both(methodcaller("wake"), "wake")

    def _edit_calendar(self) -> None:
        self.world.edit_calendar(self.dice)
        self.game.exceptions = self.world.exceptions
        self._both(methodcaller("recompute"), "recompute_due")

    def _cancel(self) -> None:
        self.world.refuses |= self.dice.random() < 0.3
        if self.game.state.final:
            self._impossible(NotWithdrawable, self.game.cancel, "cancel")
        else:
            self._both(methodcaller("cancel"), "cancel")

    def _knock_at_closed(self) -> None:
        """A closed case takes nothing any more."""
        self._impossible(NotWithdrawable, self.game.cancel, "cancel")
        self._unawaited_message()
        self._stale_task()

    # -- the same thing there --------------------------------------------------------------

    def _same_task(self, task: Activity) -> OpenTask:
        return next(
            there
            for there in self.step.open_tasks
            if (there.node, there.opened_at) == (task.node, task.opened_at)
        )

    def _same_job(self, job: Activity) -> Call:
        return next(
            there
            for there in self.step.waiting
            if (there.node, dict(there.params)) == (job.node, job.params)
        )
