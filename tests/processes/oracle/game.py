"""The token game: what the BPMN 2.0 standard and our vocabulary make of each act.

Times are aware datetimes that the caller passes in; nothing here reads a clock.
"""

from collections.abc import Mapping
from copy import copy, deepcopy
from datetime import datetime
from typing import Any

from .play import Play
from .state import Activity, Running, State
from .timers import advance, first_due

MOST_FIRINGS = 1000


class ImpossibleError(Exception):
    """The act is not possible in this state; the state has not changed."""


class Game(Play):
    """One case: the acts that are done to it, and what can be seen of it."""

    # -- acts ------------------------------------------------------------------------------

    def start(self, given: Mapping[str, Any]) -> None:
        """Put the first token on the flow that leaves the start event."""
        self.state = State(given=dict(given))
        self._note("case_started", None)
        self._run(self._leave(self.diagram.start()))

    def complete(self, task: int, routing: Mapping[str, Any], changed: list[str]) -> None:
        """A person completes a user task; `changed` are the fields that differ from before."""
        activity = self._activity(task, "userTask")
        self.state.values |= {**routing, "changed_fields": list(changed)}
        self._note("task_completed", activity.node)
        self._run(self._finish(activity))

    def finish_operation(self, task: int, result: Mapping[str, Any]) -> None:
        """The job of a waiting service task brings its result."""
        activity = self._activity(task, "serviceTask")
        self.state.values |= result
        self._note("operation_finished", activity.node)
        self._run(self._finish(activity))

    def message(self, name: str, payload: Mapping[str, Any]) -> None:
        """A message arrives: everything that waits for this name gets it."""
        waiting = [(a, e) for a, e in self._catches() if e.message == name]
        if not waiting:
            raise ImpossibleError(f"nobody waits for {name}")
        self.state.values |= payload
        tokens = []
        for activity, event in waiting:
            if activity in self.state.activities:
                self._note("message_received", event.id)
                tokens += self._catch(activity, event)
        self._run(tokens)

    def wake(self) -> None:
        """Fire what is due by now, in the order in which it was due."""
        self._must_be_open()
        for _ in range(MOST_FIRINGS):
            due = [t for t in self.state.timers if t.due <= self.now]
            if not due:
                return
            self._fire(min(due, key=self._precedence))
        raise RecursionError("timers fire one another for ever")

    def recompute(self) -> None:
        """The calendar was edited: count open working-day timers anew from their start."""
        self._must_be_open()
        for running in self.state.timers:
            timer = self.diagram.nodes[running.event].timer
            if timer.kind == "workingDays":
                running.due = first_due(timer, running.since, running.used, self.exceptions)

    def cancel(self) -> None:
        """The applicant withdraws, which is possible until something final is completed."""
        self._must_be_open()
        if self.state.final:
            raise ImpossibleError("something final has been completed")
        self._remove_everything()
        self.state.status = "withdrawn"
        if operation := self.diagram.on_withdraw:
            self._note("operation_called", None)
            self.state.values |= self.operate(self.diagram.id, operation, {}) or {}
        self._note("case_withdrawn", None)

    # -- what can be seen ------------------------------------------------------------------

    def open_tasks(self) -> list[Activity]:
        """Return the user tasks that wait for somebody."""
        return self._of_kind("userTask")

    def waiting_operations(self) -> list[Activity]:
        """Return the service tasks whose job is not done."""
        return self._of_kind("serviceTask")

    def awaited(self) -> list[str]:
        """Return the names of the messages that somebody waits for."""
        return sorted({event.message for _, event in self._catches() if event.message})

    def next_wake(self) -> datetime | None:
        """Return the earliest instant at which a timer is due."""
        return min((timer.due for timer in self.state.timers), default=None)

    def due_of(self, task: Activity) -> datetime | None:
        """Return when the task's time is over: it is taken away, or else reminded of.

        Once the last reminder has come it is late, since then.
        """
        running = [timer for timer in self.state.timers if timer.activity == task.id]
        ends = [t for t in running if self.diagram.nodes[t.event].interrupts]
        return min((timer.due for timer in ends or running), default=task.late)

    def twin(self) -> "Game":
        """Return a game of its own that stands where this one stands."""
        twin = copy(self)
        twin.state, twin.log, twin.gone = deepcopy(self.state), [], []
        return twin

    # -- small things ----------------------------------------------------------------------

    def _fire(self, running: Running) -> None:
        event = self.diagram.nodes[running.event]
        [activity] = [a for a in self.state.activities if a.id == running.activity]
        activity.late = running.due
        advance(running, event.timer, self.now)
        if not running.left:
            self.state.timers.remove(running)
        self._note("timer_fired", event.id)
        self._run(self._catch(activity, event))

    def _precedence(self, running: Running) -> tuple[datetime, int, int]:
        return running.due, self.diagram.nodes[running.event].order, running.activity

    def _activity(self, task: int, kind: str) -> Activity:
        for activity in self._of_kind(kind):
            if activity.id == task:
                return activity
        raise ImpossibleError(f"no {kind} {task} is open")

    def _of_kind(self, kind: str) -> list[Activity]:
        nodes = self.diagram.nodes
        return [a for a in self.state.activities if nodes[a.node].kind == kind]

    def _must_be_open(self) -> None:
        if self.state.status != "open":
            raise ImpossibleError(f"the case is {self.state.status}")
