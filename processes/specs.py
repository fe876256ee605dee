# SpiffWorkflow has no types, and subclassing it is how we run it.
# mypy: disallow-subclassing-any=False
"""How each admitted element behaves: SpiffWorkflow's specs, corrected where they are wrong.

Three things differ from the stock classes, for every element:
- nothing is predicted: only what was reached is in the tree, so a state stays small;
- joins count the tokens that wait at them and read nothing of the past. Stock joins look
  at finished tasks and fire early in the second round of a loop;
- boundary events and the events after an event-based gateway are one group (`EventGroup`):
  whoever finishes it ends the others.

A spec belongs to an edition and is shared by all its cases: nothing here writes to `self`
after parsing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as stock
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import _BpmnCondition
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from processes.errors import NoFlowMatches
from processes.tokens import Token

if TYPE_CHECKING:
    from processes.running import RunningCase

CAME_FROM = "from"
"""Where a token that waits at a join came from: the element before the join."""


class Condition(_BpmnCondition):
    """A condition on a flow: it holds only if FEEL answers `true`, as FEEL defines."""

    def _matches(self, task: Token) -> bool:
        return super()._matches(task) is True


class Reached(TaskSpec):
    """What all our specs share: no prediction, and the case is told what happens."""

    def test(self) -> None:
        """Nothing: the diagram was checked when it was parsed."""

    def connect_outgoing_if(self, condition: str, task_spec: Any) -> None:
        """Connect a flow with a condition."""
        self.connect_if(Condition(condition), task_spec)

    def _predict(self, *_: object, **__: object) -> None:
        """Leave the future alone."""

    def _on_ready_hook(self, my_task: Token) -> None:
        super()._on_ready_hook(my_task)
        my_task.workflow.token_ready(my_task)

    def _on_complete_hook(self, my_task: Token) -> None:
        group = my_task.parent.task_spec
        if isinstance(group, EventGroup):
            group.end_others(my_task)
        if not my_task._children:
            my_task._sync_children(self.outputs, TaskState.FUTURE)
        self._note_flows(my_task)
        super()._on_complete_hook(my_task)

    def _note_flows(self, my_task: Token) -> None:
        # Which way a case took after an event-based gateway is known when the event happens.
        if isinstance(my_task.parent.task_spec, EventBasedGateway):
            my_task.workflow.note_flows(my_task.parent, [self])
        my_task.workflow.note_flows(my_task, (child.task_spec for child in my_task.children))


class StartEvent(Reached, stock.StartEvent):
    """The one start event, which nothing triggers: the case begins here."""


class EndEvent(Reached, stock.EndEvent):
    """Ends its branch; a terminate end event ends the case."""

    def _run_hook(self, my_task: Token) -> bool:
        my_task.workflow.end_reached(my_task)
        return True

    def _on_complete_hook(self, my_task: Token) -> None:
        """Nothing follows, and terminating is the case's own work."""
        if isinstance(my_task.parent.task_spec, EventGroup):
            my_task.parent.task_spec.end_others(my_task)


class UserTask(Reached, stock.UserTask):
    """Waits for a person, who completes it with a form."""


class ServiceTask(Reached, BpmnSpecMixin):
    """Calls an operation, inside the step; STARTED when a job outside will finish it."""

    def _run_hook(self, my_task: Token) -> bool | None:
        return True if my_task.workflow.operate(my_task) else None


class BusinessRuleTask(Reached, BpmnSpecMixin):
    """Decides by one of our own tables; SpiffWorkflow's DMN engine runs Python cells."""

    def _run_hook(self, my_task: Token) -> bool:
        my_task.workflow.decide(my_task)
        return True


class Catching(Reached):
    """An event that something outside makes happen."""

    def _update_hook(self, my_task: Token) -> bool:
        my_task._set_state(TaskState.WAITING)
        my_task.workflow.token_waits(my_task)
        return False

    def _run_hook(self, _my_task: Token) -> bool:
        return True

    def _on_cancel(self, _my_task: Token) -> None:
        """Nothing: what a case waits for is read off its tokens."""


class CatchEvent(Catching, stock.IntermediateCatchEvent):
    """Waits for a message or for a time."""


class ReceiveTask(Catching, stock.ReceiveTask):
    """Waits for a message."""


class BoundaryEvent(Catching, stock.BoundaryEvent):
    """Waits for a message or for a time as long as its task is open."""


class EventGroup(Reached):
    """Stands before alternatives of which one, once it is completed, ends the others."""

    def _note_flows(self, _my_task: Token) -> None:
        """Nothing: no flow leads from a group to its alternatives, or none was taken yet."""

    def end_others(self, completed: Token) -> None:
        """End every other token of the group, unless this one only happened beside them."""
        if not getattr(completed.task_spec, "cancel_activity", True):
            return
        for other in completed.parent.children:
            if other is not completed and other.is_live:
                completed.workflow.cancel_token(other)


class BoundaryGroup(EventGroup, SimpleBpmnTask):
    """Stands before a task with boundary events: the task is its first output."""


class EventBasedGateway(EventGroup, BpmnSpecMixin):
    """Takes the way of the first event that happens."""


class ExclusiveGateway(Reached, stock.ExclusiveGateway):
    """Takes the first flow whose condition holds, in the order of the file, or the default."""

    def _run_hook(self, my_task: Token) -> bool:
        try:
            return bool(super()._run_hook(my_task))
        except WorkflowException as error:
            raise NoFlowMatches(self.bpmn_id) from error


class Join(Reached):
    """A gateway at which tokens wait for others."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self._inputs) == 1:
            return True
        my_task.internal_data[CAME_FROM] = my_task.parent.task_spec.name
        my_task._set_state(TaskState.WAITING)
        return False

    def waiting(self, case: RunningCase) -> list[Token]:
        """List the tokens that wait here, the oldest first."""
        return [t for t in case.live() if t.task_spec is self]

    def take(self, case: RunningCase) -> list[Token]:
        """Give one waiting token of each flow if the join may pass now, else none."""
        raise NotImplementedError


class ParallelGateway(Join, stock.ParallelGateway):
    """Waits for one token on every incoming flow; a token too many waits for the next time."""

    def _run_hook(self, _my_task: Token) -> bool:
        return True

    def take(self, case: RunningCase) -> list[Token]:
        """Give one token for every incoming flow, or none."""
        wanted: Counter[str] = Counter(self._inputs)
        taken = [t for t in self.waiting(case) if _still_wanted(wanted, t)]
        return [] if +wanted else taken


class InclusiveGateway(Join, stock.InclusiveGateway):
    """Waits as long as a token elsewhere may still come in by a flow that has none.

    BPMN 2.0.2, 13.4.3: a token that may come in by an empty flow does not hold the gateway
    up if it may also come in by a flow that already has one.
    """

    def _run_hook(self, my_task: Token) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise NoFlowMatches(self.bpmn_id)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        return True

    def take(self, case: RunningCase) -> list[Token]:
        """Give one token of each flow that has any, or none while another may still come."""
        # As often as there are flows from it: a choice may lead here by two of them at once.
        wanted: Counter[str] = Counter(self._inputs)
        taken = [t for t in self.waiting(case) if _still_wanted(wanted, t)]
        full = {t.internal_data[CAME_FROM] for t in taken}
        elsewhere = (t for t in case.live() if t.task_spec is not self)
        return [] if any(self._may_still_send(t, full) for t in elsewhere) else taken

    def _may_still_send(self, token: Token, full: set[str]) -> bool:
        group = token.parent.task_spec
        place = group if isinstance(group, EventGroup) else token.task_spec
        ways = _ways_in(self, place)
        return bool(ways - full) and not ways & full


def element_of(spec: Any) -> str:
    """Name the element to which a flow leads: the task, where the group stands before it."""
    return str((spec.outputs[0] if isinstance(spec, BoundaryGroup) else spec).bpmn_id)


def _still_wanted(wanted: Counter[str], token: Token) -> bool:
    source = token.internal_data[CAME_FROM]
    wanted[source] -= 1
    return wanted[source] >= 0


def _ways_in(join: Any, place: Any) -> frozenset[str]:
    """Name the inputs of `join` by which a token in `place` may come in, not through it."""
    ways, seen, todo = set(), {place.name}, [place]
    while todo:
        here = todo.pop()
        for following in here.outputs:
            if following is join:
                ways.add(here.name)
            elif following.name not in seen:
                seen.add(following.name)
                todo.append(following)
    return frozenset(ways)
