"""How tokens move: along sequence flows, through gateways, into activities and out of them.

Between two acts every token rests in an activity or before a join.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from .conditions import evaluate, holds
from .diagram import Diagram, Flow, Node
from .joins import ready_join
from .state import Activity, Clock, Running, State
from .tables import Table
from .timers import first_due, times
from .working_days import Exceptions, days_used

Operate = Callable[[str, str, dict[str, Any]], Mapping[str, Any] | None]
"""Node, operation and parameters in; the result out, or None when a job will bring it."""


class Play:
    """The tokens of one case of one diagram.

    `now`, `exceptions` (the calendar) and `desk` (whom roles mean) are set before each act;
    `log` collects (kind, node) of everything that happened since it was last cleared,
    `gone` the ends of each flow that a token took.
    """

    def __init__(
        self, diagram: Diagram, tables: Mapping[str, Table], operate: Operate, now: datetime
    ) -> None:
        self.diagram = diagram
        self.tables = tables
        self.operate = operate
        self.now = now
        self.exceptions: Exceptions = {}
        self.desk = ""
        self.state = State()
        self.log: list[tuple[str, str | None]] = []
        self.gone: list[tuple[str, str]] = []

    def names(self) -> dict[str, Any]:
        """Return what a condition may read."""
        return {**self.state.given, **self.state.values}

    # -- tokens ----------------------------------------------------------------------------

    def _run(self, flows: list[Flow]) -> None:
        moving = self._take(flows) or self._pass_a_join()
        while moving and self.state.status == "open":
            moving = [*moving[1:], *self._take(self._arrive(moving[0]))] or self._pass_a_join()
        if self.state.status == "open" and not (self.state.activities or self.state.arrived):
            self._end()

    def _take(self, flows: list[Flow]) -> list[Flow]:
        self.gone += [(flow.source, flow.target) for flow in flows]
        return flows

    def _pass_a_join(self) -> list[Flow]:
        found = ready_join(self.diagram, self.state)
        if found is None:
            return []
        join, flows = found
        for flow in flows:
            self.state.arrived.remove(flow)
        return self._take(self._go_through(self.diagram.nodes[join]))

    def _arrive(self, flow: Flow) -> list[Flow]:
        node = self.diagram.nodes[flow.target]
        joins = node.kind in ("parallelGateway", "inclusiveGateway")
        if joins and len(self.diagram.entering(node.id)) > 1:
            self.state.arrived.append(flow.id)
            return []
        return self._go_through(node)

    def _go_through(self, node: Node) -> list[Flow]:
        self._enter(node)
        return self._ENTERED[node.kind](self, node)

    def _enter(self, node: Node) -> None:
        if node.milestone and node.milestone != self.state.milestone:
            self.state.milestone = node.milestone
            self._note("milestone_reached", node.id)

    def _leave(self, node: Node) -> list[Flow]:
        self.state.final |= node.final
        return self.diagram.leaving(node.id)

    def _split(self, gateway: Node) -> list[Flow]:
        leaving = self._leave(gateway)
        if gateway.kind == "parallelGateway" or len(leaving) == 1:
            return leaving
        names = self.names()
        chosen = [f for f in leaving if f.condition and holds(f.condition, names)]
        if not chosen:
            return [self.diagram.flows[gateway.default]]
        return chosen if gateway.kind == "inclusiveGateway" else chosen[:1]

    def _decide(self, node: Node) -> list[Flow]:
        self.state.values |= self.tables[node.decision].decide(self.names())
        return self._leave(node)

    def _serve(self, node: Node) -> list[Flow]:
        names = self.names()
        params = {name: evaluate(text, names) for name, text in node.params}
        self._note("operation_called", node.id)
        result = self.operate(node.id, node.operation, params)
        if result is None:
            self._open(node).params = params
            return []
        self.state.values |= result
        self._note("operation_finished", node.id)
        return self._leave(node)

    def _wait(self, node: Node) -> list[Flow]:
        if node.kind == "userTask":
            self._note("task_opened", node.id)
        self._open(node)
        return []

    def _reach_end(self, node: Node) -> list[Flow]:
        self._leave(node)
        # An end without a milestone only ends its branch, and perhaps after the one that counts.
        decided = self.state.outcome and self.diagram.nodes[self.state.outcome].milestone
        if node.milestone or not decided:
            self.state.outcome = node.id
        if node.terminates:
            self._remove_everything()
            self._end()
        return []

    _ENTERED: ClassVar = {
        "exclusiveGateway": _split,
        "parallelGateway": _split,
        "inclusiveGateway": _split,
        "businessRuleTask": _decide,
        "serviceTask": _serve,
        "userTask": _wait,
        "receiveTask": _wait,
        "intermediateCatchEvent": _wait,
        "eventBasedGateway": _wait,
        "endEvent": _reach_end,
    }

    # -- activities and what they wait for -------------------------------------------------

    def _open(self, node: Node) -> Activity:
        self.state.serial += 1
        activity = Activity(self.state.serial, node.id, self.now)
        used = self._start_clock(activity, node.clock) if node.clock else 0
        self.state.activities.append(activity)
        for event in self._caught_by(node):
            if event.timer:
                self._start_timer(event, activity, used)
        return activity

    def _start_clock(self, activity: Activity, name: str) -> int:
        """Let this desk's clock run, if it does not, and return the working days it has used."""
        of_desk = (name, self.desk)
        clock = self.state.clocks.setdefault(of_desk, Clock())
        if not self._runs(of_desk):
            clock.since = self.now
        activity.clock = of_desk
        return clock.used + days_used(clock.since, self.now, self.exceptions)

    def _stop_clock(self, of_desk: tuple[str, str]) -> None:
        clock = self.state.clocks[of_desk]
        if not self._runs(of_desk):
            clock.used += days_used(clock.since, self.now, self.exceptions)

    def _runs(self, clock: tuple[str, str]) -> bool:
        return any(activity.clock == clock for activity in self.state.activities)

    def _start_timer(self, event: Node, activity: Activity, used: int) -> None:
        """Start a timer, unless it is a reminder whose day passed in an earlier round."""
        worked = event.timer.kind == "workingDays"
        if worked and not event.interrupts and used > int(event.timer.text):
            activity.late = self.now
            return
        due = first_due(event.timer, self.now, used, self.exceptions)
        running = Running(event.id, activity.id, self.now, used, due, times(event.timer))
        self.state.timers.append(running)

    def _caught_by(self, node: Node) -> list[Node]:
        if node.kind == "eventBasedGateway":
            targets = self.diagram.leaving(node.id)
            return [self.diagram.nodes[flow.target] for flow in targets]
        itself = [node] if node.kind in ("receiveTask", "intermediateCatchEvent") else []
        return itself + self.diagram.attached_to(node.id)

    def _catches(self) -> list[tuple[Activity, Node]]:
        return [
            (activity, event)
            for activity in self.state.activities
            for event in self._caught_by(self.diagram.nodes[activity.node])
            if (activity.id, event.id) not in self.state.caught
        ]

    def _catch(self, activity: Activity, event: Node) -> list[Flow]:
        if event.host is None or event.interrupts:
            self._close(activity)
            self._note_cancelled(activity, event)
        else:
            self.state.caught.append((activity.id, event.id))
        if event.id != activity.node:
            self._enter(event)
        if self.diagram.nodes[activity.node].kind == "eventBasedGateway":
            self.gone.append((activity.node, event.id))
        return self._leave(event)

    def _finish(self, activity: Activity) -> list[Flow]:
        self._close(activity)
        return self._leave(self.diagram.nodes[activity.node])

    def _close(self, activity: Activity) -> None:
        self.state.activities.remove(activity)
        self.state.timers = [t for t in self.state.timers if t.activity != activity.id]
        self.state.caught = [c for c in self.state.caught if c[0] != activity.id]
        if activity.clock:
            self._stop_clock(activity.clock)

    def _remove_everything(self) -> None:
        for activity in list(self.state.activities):
            self._close(activity)
            self._note_cancelled(activity, None)
        self.state.arrived.clear()

    def _end(self) -> None:
        self.state.status = "completed"
        self._note("case_completed", self.state.outcome)

    # -- small things ----------------------------------------------------------------------

    def _note(self, kind: str, node: str | None) -> None:
        self.log.append((kind, node))

    def _note_cancelled(self, activity: Activity, event: Node | None) -> None:
        node = self.diagram.nodes[activity.node]
        if node.kind == "userTask" and (event is None or event.id != node.id):
            self._note("task_cancelled", node.id)
