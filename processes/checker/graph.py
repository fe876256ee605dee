"""A diagram as nodes and flows, read from its XML without the engine's help.

The checker must judge what was drawn, also where SpiffWorkflow reads it differently, so it
shares no code with the engine's parser.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
MP: Final = "urn:mingpai:bpmn:1"

TASKS: Final = frozenset({"userTask", "serviceTask", "businessRuleTask", "receiveTask"})
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
)
EVENTS: Final = frozenset({"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"})
ADMITTED: Final = TASKS | GATEWAYS | EVENTS
JOINS: Final = frozenset({"parallelGateway", "inclusiveGateway"})
# What BPMN calls a flow node and we do not admit; read all the same, so that the rest of the
# diagram is judged as drawn.
REFUSED_NODES: Final = frozenset(
    {
        "adHocSubProcess",
        "callActivity",
        "complexGateway",
        "intermediateThrowEvent",
        "manualTask",
        "scriptTask",
        "sendTask",
        "subProcess",
        "task",
        "transaction",
    }
)


@dataclass(eq=False, slots=True)
class Element:
    """Anything on a diagram that has an id: `kind` is its BPMN word, `name` may be empty."""

    xml: etree._Element
    id: str
    kind: str
    name: str

    def mp(self, name: str) -> str | None:
        """Give the value of our attribute mp:`name`, stripped, or None when it is not there."""
        value = self.xml.get(f"{{{MP}}}{name}")
        return None if value is None else value.strip()


@dataclass(eq=False, slots=True)
class Flow(Element):
    """An arrow from one node to another; `condition` is the text as written."""

    source: "Node"
    target: "Node"
    condition: str | None


@dataclass(eq=False, slots=True)
class Node(Element):
    """A step, gateway or event, with its arrows and the events on its border."""

    outgoing: list[Flow] = field(default_factory=list)
    incoming: list[Flow] = field(default_factory=list)
    boundaries: list["Node"] = field(default_factory=list)
    host: "Node | None" = None
    lane: Element | None = None

    @property
    def role(self) -> str | None:
        """Who acts: the node's own role, else its lane's."""
        return self.mp("role") or (self.lane.mp("role") if self.lane else None)

    @property
    def default(self) -> str | None:
        """The id of the arrow taken when no condition holds."""
        return self.xml.get("default")

    @property
    def interrupts(self) -> bool:
        """Whether a boundary event ends the step that it sits on (BPMN's own default)."""
        return self.xml.get("cancelActivity", "true") != "false"

    @property
    def is_join(self) -> bool:
        """Whether it waits for several arrows."""
        return self.kind in JOINS and len(self.incoming) > 1

    @property
    def terminates(self) -> bool:
        """Whether reaching it ends everything else."""
        return self.xml.find(f"{{{BPMN}}}terminateEventDefinition") is not None

    def definitions(self) -> Iterator[etree._Element]:
        """Give its event definitions (timer, message, …)."""
        return (child for child in self.xml if _local(child).endswith("EventDefinition"))

    def definition(self, kind: str) -> etree._Element | None:
        """Find its event definition of this kind: «timer», «message»."""
        return self.xml.find(f"{{{BPMN}}}{kind}EventDefinition")

    def message_reference(self) -> str | None:
        """Give the id of the message that it waits for."""
        definition = self.definition("message")
        return (self.xml if definition is None else definition).get("messageRef")

    def operations(self) -> list[etree._Element]:
        """List the mp:operation elements inside it."""
        return self.xml.findall(f"{{{BPMN}}}extensionElements/{{{MP}}}operation")


@dataclass(eq=False, slots=True)
class Graph:
    """One process as drawn. `stem` is the name that the procedure's files bear, if known."""

    root: etree._Element
    process: Element
    stem: str | None
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    lanes: tuple[Element, ...]
    dangling: tuple[Element, ...]
    unattached: tuple[Node, ...]
    drawn: Mapping[etree._Element, Element]
    """Every node, arrow and lane by its XML."""

    def of_kind(self, *kinds: str) -> list[Node]:
        """List the nodes of these BPMN kinds, in the order of the file."""
        return [node for node in self.nodes.values() if node.kind in kinds]


def read_graph(root: etree._Element, process: etree._Element, stem: str | None = None) -> Graph:
    """Read the one process of a diagram; what cannot be connected is listed, not raised."""
    nodes = {node.id: node for node in _read_nodes(process)}
    lanes = tuple(_element(lane) for lane in process.findall(f".//{{{BPMN}}}lane"))
    _put_into_lanes(lanes, nodes)
    flows, dangling = _read_flows(process, nodes)
    drawn: tuple[Element, ...] = (*nodes.values(), *flows, *lanes, *dangling)
    return Graph(
        root=root,
        process=_element(process),
        stem=stem,
        nodes=nodes,
        flows=tuple(flows),
        lanes=lanes,
        dangling=tuple(dangling),
        unattached=tuple(_attach_boundaries(nodes)),
        drawn={element.xml: element for element in drawn},
    )


def _local(xml: etree._Element) -> str:
    return etree.QName(xml).localname


def _element(xml: etree._Element) -> Element:
    return Element(xml, *_identity(xml))


def _identity(xml: etree._Element) -> tuple[str, str, str]:
    return xml.get("id", ""), _local(xml), " ".join(xml.get("name", "").split())


def _read_nodes(process: etree._Element) -> Iterator[Node]:
    for child in process:
        if etree.QName(child).namespace == BPMN and _local(child) in ADMITTED | REFUSED_NODES:
            yield Node(child, *_identity(child))


def _put_into_lanes(lanes: tuple[Element, ...], nodes: Mapping[str, Node]) -> None:
    for lane in lanes:
        for reference in lane.xml.findall(f"{{{BPMN}}}flowNodeRef"):
            node = nodes.get((reference.text or "").strip())
            if node is not None:
                node.lane = lane


def _read_flows(
    process: etree._Element, nodes: Mapping[str, Node]
) -> tuple[list[Flow], list[Element]]:
    flows: list[Flow] = []
    dangling: list[Element] = []
    for xml in process.findall(f"{{{BPMN}}}sequenceFlow"):
        source, target = nodes.get(xml.get("sourceRef", "")), nodes.get(xml.get("targetRef", ""))
        if source is None or target is None:
            dangling.append(_element(xml))
            continue
        flow = Flow(xml, *_identity(xml), source, target, _condition(xml))
        source.outgoing.append(flow)
        target.incoming.append(flow)
        flows.append(flow)
    return flows, dangling


def _condition(flow: etree._Element) -> str | None:
    xml = flow.find(f"{{{BPMN}}}conditionExpression")
    return None if xml is None else (xml.text or "").strip()


def _attach_boundaries(nodes: Mapping[str, Node]) -> Iterator[Node]:
    for node in nodes.values():
        if node.kind != "boundaryEvent":
            continue
        node.host = nodes.get(node.xml.get("attachedToRef", ""))
        if node.host is None:
            yield node
        else:
            node.host.boundaries.append(node)
