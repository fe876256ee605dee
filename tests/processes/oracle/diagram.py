"""What a diagram says, read straight from its XML into plain data."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MP = "{urn:mingpai:bpmn:1}"

TASKS = ("userTask", "serviceTask", "businessRuleTask", "receiveTask")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent")


@dataclass(frozen=True)
class Timer:
    """`kind` is workingDays, timeDuration, timeDate or timeCycle; `text` as it is written."""

    kind: str
    text: str


@dataclass(frozen=True)
class Node:
    """A flow node; a boundary event knows its host, everything else has `host` None."""

    id: str
    kind: str
    name: str
    order: int
    default: str | None = None
    host: str | None = None
    interrupts: bool = True
    terminates: bool = False
    timer: Timer | None = None
    message: str | None = None
    role: str | None = None
    form: str | None = None
    milestone: str | None = None
    final: bool = False
    clock: str | None = None
    decision: str | None = None
    operation: str | None = None
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Flow:
    """An arrow from `source` to `target`, with its condition if it has one."""

    id: str
    source: str
    target: str
    condition: str | None


@dataclass(frozen=True, eq=False)
class Diagram:
    """One process: nodes and flows by id, in the order in which the file has them."""

    id: str
    on_withdraw: str | None
    nodes: dict[str, Node]
    flows: dict[str, Flow]

    def leaving(self, node: str) -> list[Flow]:
        """Return the flows that leave the node, in the order of the file."""
        return [flow for flow in self.flows.values() if flow.source == node]

    def entering(self, node: str) -> list[Flow]:
        """Return the flows that enter the node."""
        return [flow for flow in self.flows.values() if flow.target == node]

    def attached_to(self, node: str) -> list[Node]:
        """Return the boundary events on the node's border."""
        return [event for event in self.nodes.values() if event.host == node]

    def start(self) -> Node:
        """Return the one start event."""
        [start] = [node for node in self.nodes.values() if node.kind == "startEvent"]
        return start


def read(xml: bytes) -> Diagram:
    """Read the one process of a BPMN file."""
    root = etree.fromstring(xml)
    [process] = root.findall(f"{BPMN}process")
    messages = {m.get("id"): m.get("name") for m in root.findall(f"{BPMN}message")}
    roles = _roles_by_lane(process)
    nodes = {}
    for order, element in enumerate(_flow_nodes(process)):
        nodes[element.get("id")] = _node(element, order, messages, roles)
    flows = {f.get("id"): _flow(f) for f in process.findall(f"{BPMN}sequenceFlow")}
    return Diagram(process.get("id"), process.get(f"{MP}onWithdraw"), nodes, flows)


def _flow_nodes(process: etree._Element) -> Iterator[etree._Element]:
    for element in process:
        if isinstance(element.tag, str) and _kind(element) in (*TASKS, *GATEWAYS, *EVENTS):
            yield element


def _kind(element: etree._Element) -> str:
    return element.tag.removeprefix(BPMN)


def _roles_by_lane(process: etree._Element) -> dict[str, str]:
    return {
        reference.text.strip(): lane.get(f"{MP}role")
        for lane in process.iter(f"{BPMN}lane")
        for reference in lane.findall(f"{BPMN}flowNodeRef")
    }


def _node(
    element: etree._Element, order: int, messages: dict[str, str], roles: dict[str, str]
) -> Node:
    operation = element.find(f"{BPMN}extensionElements/{MP}operation")
    return Node(
        id=element.get("id"),
        kind=_kind(element),
        name=element.get("name", ""),
        order=order,
        default=element.get("default"),
        host=element.get("attachedToRef"),
        interrupts=element.get("cancelActivity", "true") == "true",
        terminates=element.find(f"{BPMN}terminateEventDefinition") is not None,
        timer=_timer(element),
        message=_message(element, messages),
        role=element.get(f"{MP}role") or roles.get(element.get("id")),
        form=element.get(f"{MP}form"),
        milestone=element.get(f"{MP}milestone"),
        final=element.get(f"{MP}final") == "true",
        clock=element.get(f"{MP}clock"),
        decision=element.get(f"{MP}decision"),
        operation=None if operation is None else operation.get("name"),
        params=() if operation is None else _params(operation),
    )


def _params(operation: etree._Element) -> tuple[tuple[str, str], ...]:
    return tuple((p.get("name"), p.get("value")) for p in operation.findall(f"{MP}param"))


def _timer(element: etree._Element) -> Timer | None:
    definition = element.find(f"{BPMN}timerEventDefinition")
    if definition is None:
        return None
    if definition.get(f"{MP}workingDays"):
        return Timer("workingDays", definition.get(f"{MP}workingDays"))
    [said] = [child for child in definition if str(child.tag).startswith(f"{BPMN}time")]
    return Timer(_kind(said), said.text.strip())


def _message(element: etree._Element, messages: dict[str, str]) -> str | None:
    definition = element.find(f"{BPMN}messageEventDefinition")
    reference = element if definition is None else definition
    return messages.get(reference.get("messageRef"))


def _flow(element: etree._Element) -> Flow:
    condition = element.find(f"{BPMN}conditionExpression")
    return Flow(
        element.get("id"),
        element.get("sourceRef"),
        element.get("targetRef"),
        None if condition is None else condition.text.strip(),
    )
