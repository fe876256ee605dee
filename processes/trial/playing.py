# SpiffWorkflow has no types, and subclassing it is how we run it.
# mypy: disallow-subclassing-any=False
"""Plays a script on a live case, act by act, until its end or the first that cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from forms import FormErrors, SampleLookups
from processes import engine
from processes.editions import Edition
from processes.running import RunningCase
from processes.sentences import N_, SaidInWords, Words
from processes.step import WAITS, Call, CaseStatus, Context, OpenTask, Step, Values, Waits
from processes.tokens import Token
from processes.trial.report import Asked, Decided, Stage, Stopped
from processes.trial.rounds import Rounds
from processes.trial.script import LAST_YEAR, Act, ActKind, Script
from processes.working_time import WorkingCalendar

Results = Callable[[str], bool]
"""Says whether an operation has results that a diagram may read."""

_WRONG_ANSWERS: Final = N_("表单没有填对，请按提示修改。")
_NOTHING_DUE: Final = N_("没有正在计时的期限，时间不必往前走。")
_TOO_FAR: Final = N_("时间不能走到 %(year)d 年以后。请把期限写短。")
_NOT_THERE: Final = N_("办件现在不在“%(node)s”这一步。")


@dataclass(frozen=True, slots=True)
class Trial:
    """A script that was played: a stage after the start and after each act that was done.

    `names` are what the elements of the version are called.
    """

    stages: tuple[Stage, ...]
    stopped: Stopped | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def play(
    edition: Edition,
    script: Script,
    has_results: Results,
    calendar: WorkingCalendar | None = None,
) -> Trial:
    """Play a script; what goes wrong is told in the trial, not raised.

    A system step whose operation `has_results` waits for an act that gives them; the others
    are passed at once.
    """
    player = _Player(edition, script, has_results, calendar or WorkingCalendar())
    names = {node.id: node.name for node in edition.nodes.values()}
    stages: list[Stage] = []
    for number in range(-1, len(script.acts)):
        try:
            stages.append(player.act(number))
        except FormErrors as error:
            stopped = Stopped(number, Words(_WRONG_ANSWERS), error.errors)
            return Trial(tuple(stages), stopped, names)
        except SaidInWords as error:
            stopped = Stopped(number, Words(error.message, error.params))
            return Trial(tuple(stages), stopped, names)
    return Trial(tuple(stages), names=names)


class _Cannot(SaidInWords):
    """An act that makes no sense where the case stands."""


class _TracedCase(RunningCase):
    """A case that remembers what it passed and what was decided."""

    def __init__(self, edition: Edition, context: Context) -> None:
        super().__init__(edition, context)
        self.passed: list[str] = []
        self.decided: list[Decided] = []

    def _task_completed_notify(self, task: Token) -> None:
        super()._task_completed_notify(task)
        node = self.node_of(task)
        if node is not None:
            self.passed.append(node.id)

    def decide(self, token: Token) -> None:
        """Decide, and remember by which rules."""
        node = self.edition.nodes[token.task_spec.bpmn_id]
        table = self.edition.tables[node.decision or ""]
        self.decided.append(Decided(node.id, table.name, table.decide(self.readable())))
        super().decide(token)


class _Player:
    def __init__(
        self, edition: Edition, script: Script, has_results: Results, calendar: WorkingCalendar
    ) -> None:
        self._edition, self._script, self._has_results = edition, script, has_results
        self._calendar = calendar
        self._rounds = Rounds()
        self._now = script.begins
        self._called: list[Call] = []
        self._case = _TracedCase(edition, self._context())

    def act(self, number: int) -> Stage:
        """Do an act of the script, -1 being the start, and show what came of it."""
        self._called = []
        self._case.passed, self._case.decided = [], []
        if number < 0:
            return self._shown(engine.start_on(self._case, {}, None))
        act = self._script.acts[number]
        return self._shown(_ACTS[act.kind](self, act))

    # -- the acts --------------------------------------------------------------------------

    def complete(self, act: Act) -> Step:
        """Complete the task at a node."""
        task = next((t for t in self._look().open_tasks if t.node == act.node), None)
        if task is None:
            raise _Cannot(_NOT_THERE, {"node": self._name(act.node)})
        form = self._edition.forms[task.form]
        self._case.context = self._context()
        submission = self._rounds.submission(form, act.answers)
        step = engine.complete_on(self._case, task.id, submission)
        self._rounds.keep(form, step, by_applicant=task.role == "applicant")
        return step

    def finish(self, act: Act) -> Step:
        """Give the results of the system's step at a node."""
        call = next((c for c in self._look().waiting if c.node == act.node), None)
        if call is None:
            raise _Cannot(_NOT_THERE, {"node": self._name(act.node)})
        self._case.context = self._context()
        return engine.finish_operation_on(self._case, call.task_id, act.answers)

    def tell(self, act: Act) -> Step:
        """Let a message come."""
        self._case.context = self._context()
        return engine.message_on(self._case, act.node, act.answers)

    def wait(self, act: Act) -> Step:
        """Let the clock jump, never back, and fire what is due."""
        due = act.until or self._look().next_wake
        if due is None:
            raise _Cannot(_NOTHING_DUE)
        if due.year >= LAST_YEAR:
            raise _Cannot(_TOO_FAR, {"year": LAST_YEAR})
        self._now = max(self._now, due)
        self._case.context = self._context()
        return engine.wake_on(self._case)

    def withdraw(self, _act: Act) -> Step:
        """Withdraw, as the applicant."""
        self._case.context = self._context()
        return engine.cancel_on(self._case)

    # -- how -------------------------------------------------------------------------------

    def _look(self) -> Step:
        return engine.look_on(self._case)

    def _name(self, element: str) -> str:
        node = self._edition.nodes.get(element)
        return node.name if node else self._script.names.get(element, element)

    def _context(self) -> Context:
        return Context(
            now=self._now,
            calendar=self._calendar,
            operate=self._operate,
            lookups=SampleLookups(self._returnable()),
            given=self._script.given,
        )

    def _returnable(self) -> dict[str, str]:
        """Give what a reviewer may return: what the applicant's newest round shows."""
        forms = [self._edition.forms[name] for name in self._rounds.latest]
        return {one.key: one.label for form in forms for one in form.fields}

    def _operate(self, call: Call) -> Values | Waits:
        self._called.append(call)
        withdrawing = call.node not in self._edition.nodes
        return WAITS if self._has_results(call.operation) and not withdrawing else {}

    def _shown(self, step: Step) -> Stage:
        case = self._case
        standing = [node.id for node in map(case.node_of, case.live()) if node]
        return Stage(
            now=self._now,
            status=step.status,
            milestone=step.milestone,
            outcome=step.outcome,
            final=step.final,
            values=step.values,
            open_tasks=step.open_tasks,
            waiting=step.waiting,
            awaited=step.awaited,
            next_wake=step.next_wake if step.status is CaseStatus.OPEN else None,
            standing=tuple(dict.fromkeys(standing)),
            passed=tuple(case.passed),
            decided=tuple(case.decided),
            called=tuple(self._called),
            asked={task.node: self._asked(task) for task in step.open_tasks},
            handed_in=tuple(self._rounds.latest.values()),
        )

    def _asked(self, task: OpenTask) -> Asked:
        form = self._edition.forms[task.form]
        given = engine.given_to(form, self._case)
        return Asked(given, self._rounds.previous(form), self._rounds.reasons(form))


_ACTS: Final[Mapping[ActKind, Callable[[_Player, Act], Step]]] = {
    ActKind.COMPLETE: _Player.complete,
    ActKind.FINISH: _Player.finish,
    ActKind.TELL: _Player.tell,
    ActKind.WAIT: _Player.wait,
    ActKind.WITHDRAW: _Player.withdraw,
}
