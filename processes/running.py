# SpiffWorkflow has no types, and subclassing it is how we run it.
# mypy: disallow-subclassing-any=False
"""A case while it runs: its tokens, its values, and what happens to them in one step.

Values are one flat set per case. Whoever completes writes them, the last one wins, and every
token sees the same: parallel branches read each other's results.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from processes import deadlines
from processes.deadlines import CLOCK, KEEP_TIME, Clock
from processes.environment import ENGINE
from processes.errors import EndlessLoop
from processes.specs import BoundaryEvent, EventBasedGateway, Join, element_of
from processes.step import Call, CaseStatus, Context, Happened, Values, Waits
from processes.tokens import Token

if TYPE_CHECKING:
    from processes.editions import Edition
    from processes.vocabulary import Node

MOST_MOVES: Final = 2_000
"""So many moves in one step and nobody waited: the diagram goes round for ever."""

_WAITING_TASKS: Final = frozenset({"receiveTask", "intermediateCatchEvent"})


class RunningCase(BpmnWorkflow):
    """SpiffWorkflow's workflow over tokens; nothing in it looks at a clock of the machine."""

    def __init__(self, edition: Edition, context: Context) -> None:
        # "deserializing" keeps the stock class from growing a tree of its own.
        super().__init__(edition.spec, script_engine=ENGINE, deserializing=True)
        self.edition = edition
        self.context = context
        self.values: dict[str, Any] = {}
        self.status = CaseStatus.OPEN
        self.milestone: str | None = None
        self.outcome: str | None = None
        self.final = False
        self.clocks: dict[str, Clock] = {}
        self.happened: list[Happened] = []
        self.flows: list[str] = []
        self.answers: Mapping[str, Any] | None = None
        self._ready: deque[Token] = deque()
        self._serial = 0
        self.task_tree = Token(self, edition.spec.start, None, TaskState.COMPLETED)

    # -- what others ask -------------------------------------------------------------------

    def next_id(self) -> int:
        """Give the next token its number."""
        self._serial += 1
        return self._serial

    def live(self) -> list[Token]:
        """List the tokens of which something may still come, the oldest first."""
        return [token for token in self.tasks.values() if token.is_live]

    def node_of(self, token: Token) -> Node | None:
        """Give the element on the diagram where the token is; None for our own groups."""
        return self.edition.nodes.get(token.task_spec.bpmn_id)

    def readable(self) -> Values:
        """Give what a condition may read: the givens, and over them the case's own values."""
        return {**self.edition.unset, **self.context.given, **self.values}

    def note(self, kind: str, node: str | None = None, **detail: Any) -> None:
        """Remember something that happened."""
        self.happened.append(Happened(kind, node, detail))

    def note_flows(self, token: Token, following: Iterable[Any]) -> None:
        """Remember by which flows tokens left an element."""
        source = token.task_spec.bpmn_id
        for spec in following:
            self.flows.append(self.edition.flows[source, element_of(spec)])

    def enter(self, node: Node) -> None:
        """Tell the applicant, in the milestone of this element, how far the case is."""
        if node.milestone and node.milestone != self.milestone:
            self.milestone = node.milestone
            self.note("milestone_reached", node.id, milestone=node.milestone)

    # -- moving ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Put a token on the start event."""
        self.note("case_started")
        for spec in self.spec.start.outputs:
            self._follow(self.task_tree, spec)

    def enter_at(self, element: str) -> None:
        """Put a token on an element as if a flow had led there."""
        specs = self.spec.task_specs
        self._follow(self.task_tree, specs.get(f"{element}.BoundaryEventSplit") or specs[element])

    def run(self) -> None:
        """Move every token until all of them wait; raises `EndlessLoop`, `NoFlowMatches`."""
        for _ in range(MOST_MOVES):
            token = self._next_ready()
            if token is None:
                self._complete_if_empty()
                return
            token.run()
            last = token.task_spec.name
        raise EndlessLoop(last)

    def complete_task(self, token: Token) -> None:
        """Let a human task end; its values are in place."""
        self.note("task_completed", token.task_spec.bpmn_id, task_id=token.public_id)
        self._stop_clock(token)
        token.run()

    def finish_operation(self, token: Token, result: Values) -> None:
        """Let a waiting service task end with the result of its job."""
        self._operation_finished(token, result)
        token.complete()

    def happen(self, token: Token) -> None:
        """Let the event happen for which the token waits; a cycle goes on waiting."""
        node = self.edition.nodes[token.task_spec.bpmn_id]
        self._stop_clock(token)
        if node.attached_to and (due := deadlines.due_of(token)):
            deadlines.note_late(token, due)
        if deadlines.goes_round_again(token, node, self.context.now):
            self.enter(node)
            self.note_flows(token, token.task_spec.outputs)
            for spec in token.task_spec.outputs:
                self._follow(token, spec)
        else:
            token.internal_data.clear()
            token._ready()

    def cancel_token(self, token: Token) -> None:
        """Take a token away; an open human task is reported."""
        # A cycle that fired in this step has that round's tokens below it, and they go on.
        token._children = []
        token.cancel()
        self._stop_clock(token)
        if token.task_spec.manual:
            self.note("task_cancelled", token.task_spec.bpmn_id, task_id=token.public_id)

    def cancel_all(self, spared: Token | None = None) -> None:
        """Take every token away, save one."""
        for token in self.live():
            if token is not spared:
                self.cancel_token(token)

    def _follow(self, token: Token, spec: Any) -> None:
        spec._update(token._add_child(spec))

    def _next_ready(self) -> Token | None:
        while self._ready:
            token = self._ready.popleft()
            if token._state == TaskState.READY:
                return token
        return self._pass_a_join()

    def _pass_a_join(self) -> Token | None:
        # Joins are asked only when nothing else can move: an inclusive one must know that
        # no token is still on its way.
        for token in self.live():
            taken = token.task_spec.take(self) if isinstance(token.task_spec, Join) else []
            if taken:
                for other in taken[1:]:
                    other._set_state(TaskState.CANCELLED)
                taken[0]._ready()
                return self._ready.popleft()
        return None

    def _complete_if_empty(self) -> None:
        if self.status is CaseStatus.OPEN and not self.live():
            self.status = CaseStatus.COMPLETED
            self.note("case_completed", self.outcome, outcome=self.outcome)

    # -- what the elements tell ------------------------------------------------------------

    def token_ready(self, token: Token) -> None:
        """A token may go on: a human task opens, anything else is queued."""
        node = self.node_of(token)
        if node and (node.kind not in _WAITING_TASKS or _is_alternative(token)):
            self.enter(node)
        if node and token.task_spec.manual:
            self._open(token, node)
        else:
            self._ready.append(token)

    def token_waits(self, token: Token) -> None:
        """A token waits for a message or a time."""
        node = self.edition.nodes[token.task_spec.bpmn_id]
        now, calendar = self.context.now, self.context.calendar
        self._start_clock(token, node)
        clock = self._clock_beside(token, node)
        used = clock.used_by(now, calendar) if clock else 0
        if not deadlines.arm(token, node, now, calendar, used):
            deadlines.note_late(token, now)
        if not _is_alternative(token):
            self.enter(node)

    def operate(self, token: Token) -> bool:
        """Call the operation of a service task; False if a job outside will finish it."""
        call = self._call(token)
        self.note("operation_called", call.node, task_id=call.task_id, operation=call.operation)
        result = self.context.operate(call)
        if isinstance(result, Waits):
            token.internal_data["params"] = dict(call.params)
            token.opened_at = self.context.now
            return False
        self._operation_finished(token, result)
        return True

    def decide(self, token: Token) -> None:
        """Write what a decision table decides into the values."""
        decision = self.edition.nodes[token.task_spec.bpmn_id].decision or ""
        self.values.update(self.edition.tables[decision].decide(self.readable()).outputs)

    def end_reached(self, token: Token) -> None:
        """An end event was reached: it may be the outcome, and it may end everything."""
        node = self.edition.nodes[token.task_spec.bpmn_id]
        if node.terminates:
            self.cancel_all(spared=token)
        # An end without a milestone only ends its branch, a reminder's for example, and
        # that may happen after the branch that decided.
        if node.milestone or not self._has_outcome():
            self.outcome = node.id

    def _task_completed_notify(self, task: Token) -> None:
        node = self.node_of(task)
        self.final = self.final or bool(node and node.final)

    # -- small things ----------------------------------------------------------------------

    def _has_outcome(self) -> bool:
        return bool(self.outcome and self.edition.nodes[self.outcome].milestone)

    def _open(self, token: Token, node: Node) -> None:
        token.public_id = str(uuid4())
        token.opened_at = self.context.now
        self._start_clock(token, node)
        self.note("task_opened", node.id, task_id=token.public_id)

    def _start_clock(self, token: Token, node: Node) -> None:
        if node.clock and node.kind in KEEP_TIME:
            self.clock_for(token, node).start(self.context.now)

    def clock_for(self, token: Token, node: Node) -> Clock:
        """Give the clock that a token keeps going, and note it on the token.

        Another desk has its own: whom a role means may change while the token is there.
        """
        name, desk = node.clock or "", self.context.whose(node.role or "")
        token.internal_data.pop(CLOCK, None)
        if desk:
            name = token.internal_data[CLOCK] = f"{name}@{desk}"
        return self.clocks.setdefault(name, Clock())

    def _stop_clock(self, token: Token) -> None:
        clock = self.clock_of(token)
        if clock:
            clock.stop(self.context.now, self.context.calendar)

    def clock_of(self, token: Token) -> Clock | None:
        """Find the clock that a token keeps going."""
        node = self.node_of(token)
        if node is None or not node.clock or node.kind not in KEEP_TIME:
            return None
        return self.clocks.get(token.internal_data.get(CLOCK, node.clock))

    def _clock_beside(self, event: Token, node: Node) -> Clock | None:
        """Find the clock of the task at whose border an event waits."""
        beside = event.parent.children if node.attached_to else ()
        host = (one for one in beside if one.task_spec.bpmn_id == node.attached_to)
        return next((self.clock_of(one) for one in host), None)

    def _call(self, token: Token) -> Call:
        node = self.edition.nodes[token.task_spec.bpmn_id]
        token.public_id = str(uuid4())
        operation = node.operation
        params = {
            name: ENGINE.evaluate(token, text)
            for name, text in (operation.params if operation else ())
        }
        name = operation.name if operation else ""
        return Call(token.public_id, node.id, name, params, self.answers, _about(token))

    def _operation_finished(self, token: Token, result: Values) -> None:
        self.values.update(result)
        self.note("operation_finished", token.task_spec.bpmn_id, task_id=token.public_id)


def _about(token: Token) -> str | None:
    above: Token | None = token
    while above is not None and not isinstance(above.task_spec, BoundaryEvent):
        above = above.parent
    beside = above.parent.children if above is not None else []
    return next((task.public_id for task in beside if task.task_spec.manual), None)


def _is_alternative(token: Token) -> bool:
    """Whether the token only stands by: its element is entered when the event happens."""
    stands_by = isinstance(token.task_spec, BoundaryEvent)
    return stands_by or isinstance(token.parent.task_spec, EventBasedGateway)
