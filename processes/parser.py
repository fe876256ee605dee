# SpiffWorkflow has no types, and subclassing it is how we run it.
# mypy: disallow-subclassing-any=False
"""From the XML of a diagram to the specs that run it, by a subclass of SpiffWorkflow's parser.

Only the admitted elements have a parser; anything else is refused. Our own vocabulary is
read before (`processes.vocabulary`) and taken out here: the stock parser would take any
element with an id for a node, also one inside extensionElements.
"""

from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from processes import specs
from processes.vocabulary import BPMN, local_name

_ANYWHERE: Final = frozenset({"incoming", "outgoing", "documentation"})
_WAITED_FOR: Final = frozenset({"timerEventDefinition", "messageEventDefinition"})
_INSIDE: Final = {
    "endEvent": frozenset({"terminateEventDefinition"}),
    "intermediateCatchEvent": _WAITED_FOR,
    "boundaryEvent": _WAITED_FOR,
}
"""What an element may hold. Loops, data objects and other events are not admitted: the
stock parser would build specs of its own for them."""


class ActivityParser(TaskParser):
    """A task, and in front of it the group of its boundary events."""

    def parse_node(self) -> Any:
        """Build the spec of this element and of all that follow it."""
        admitted = _ANYWHERE | _INSIDE.get(local_name(self.node), frozenset())
        for part in map(local_name, self.node):
            if part and part not in admitted:
                self.raise_validation_exception(f"{part} is not admitted here")
        return super().parse_node()

    def _add_boundary_event(self, events: list[Any]) -> specs.BoundaryGroup:
        # The stock parser looks for a group by this name when a flow comes back to the task.
        group = specs.BoundaryGroup(self.spec, f"{self.bpmn_id}.BoundaryEventSplit")
        group.connect(self.task)
        for event in events:
            group.connect(self.process_parser.parse_node(event))
        return group


class PlainGatewayParser(ActivityParser, GatewayParser):
    """A gateway without conditions."""


class ChoosingGatewayParser(ActivityParser, ConditionalGatewayParser):
    """A gateway that chooses by conditions."""


class EventParser(ActivityParser):
    """Any event. What it waits for stands in the vocabulary, so it has no definition here."""

    def create_task(self) -> Any:
        """Create the spec, and hang a start event under the root."""
        task = self.spec_class(
            self.spec,
            self.bpmn_id,
            event_definition=NoneEventDefinition(),
            **self.kind_attributes(),
            **self.bpmn_attributes,
        )
        if isinstance(task, specs.StartEvent):
            self.spec.start.connect(task)
        return task

    def kind_attributes(self) -> dict[str, Any]:
        """Give what this kind of event needs besides."""
        return {}


class BoundaryEventParser(EventParser):
    """An event on the edge of a task."""

    def kind_attributes(self) -> dict[str, Any]:
        """Say whether the event ends its task."""
        return {"cancel_activity": self.node.get("cancelActivity", "true") == "true"}


class OneProcessParser(ProcessParser):
    """Knows only the direct children of the process, in the order of the file.

    The stock parser orders flows by where their targets are drawn, so moving a box could
    change which condition is asked first.
    """

    def _index_process_nodes(self) -> None:
        for element in self.node:
            kind = local_name(element)
            if kind:
                self.nodes_by_id[element.get("id")] = element
            if kind == "sequenceFlow":
                flows = self.outgoing_sequence_flows
                flows.setdefault(element.get("sourceRef"), []).append(element)
            elif kind == "boundaryEvent":
                events = self.boundary_events_by_attached
                events.setdefault(element.get("attachedToRef"), []).append(element)

    def get_position(self, _node_id: str) -> dict[str, float]:
        """Put everything in one place, which keeps the order of the file."""
        return {"x": 0.0, "y": 0.0}


_SPECS: Final[dict[str, tuple[type[TaskParser], type]]] = {
    "startEvent": (EventParser, specs.StartEvent),
    "endEvent": (EventParser, specs.EndEvent),
    "intermediateCatchEvent": (EventParser, specs.CatchEvent),
    "boundaryEvent": (BoundaryEventParser, specs.BoundaryEvent),
    "userTask": (ActivityParser, specs.UserTask),
    "serviceTask": (ActivityParser, specs.ServiceTask),
    "businessRuleTask": (ActivityParser, specs.BusinessRuleTask),
    "receiveTask": (EventParser, specs.ReceiveTask),
    "exclusiveGateway": (ChoosingGatewayParser, specs.ExclusiveGateway),
    "inclusiveGateway": (ChoosingGatewayParser, specs.InclusiveGateway),
    "parallelGateway": (PlainGatewayParser, specs.ParallelGateway),
    "eventBasedGateway": (PlainGatewayParser, specs.EventBasedGateway),
}


class DiagramParser(BpmnParser):
    """Knows the admitted elements and nothing else."""

    PARSER_CLASSES: Final = {full_tag(name): classes for name, classes in _SPECS.items()}
    PROCESS_PARSER_CLASS = OneProcessParser


def build_spec(root: etree._Element, process_id: str) -> Any:
    """Give the spec of a process; `root` loses its extension elements.

    Raises SpiffWorkflow's ValidationException for what is not admitted.
    """
    etree.strip_elements(root, f"{BPMN}extensionElements", with_tail=False)
    parser = DiagramParser()
    parser.add_bpmn_xml(root)
    return parser.get_spec(process_id)
