"""What a diagram says in our words: `mp:` attributes and elements, lanes, timers, messages.

The namespace is `urn:mingpai:bpmn:1` and there is no other vocabulary: bpmn-js drops tasks
silently when two define the same name. Reading is lenient here; `processes.checker` says
what is wrong, and `editions.load` refuses what cannot be run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from processes import timers
from processes.timers import Timer

MP: Final = "{urn:mingpai:bpmn:1}"
BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"

EVENTS: Final = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"})
TASKS: Final = frozenset({"userTask", "serviceTask", "businessRuleTask", "receiveTask"})
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
)
ADMITTED: Final = EVENTS | TASKS | GATEWAYS
"""Flow nodes that the engine runs; every one is covered by the oracle of the tests."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`mp:operation`: its address and the FEEL text of each parameter."""

    name: str
    params: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One flow node and what our vocabulary says of it; `order` is its place in the file."""

    id: str
    name: str
    kind: str
    order: int
    role: str | None = None
    form: str | None = None
    milestone: str | None = None
    final: bool = False
    clock: str | None = None
    decision: str | None = None
    operation: Operation | None = None
    timer: Timer | None = None
    message: str | None = None
    terminates: bool = False
    attached_to: str | None = None
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class Process:
    """The process of a diagram: its nodes by id, its flows, and what a withdrawal runs."""

    id: str
    name: str
    on_withdraw: str | None
    nodes: Mapping[str, Node]
    flows: Mapping[tuple[str, str], str]
    """The id of the flow from one node to another: of the first one, where there are two."""


def read_process(process: etree._Element) -> Process:
    """Read everything that our vocabulary says about a `bpmn:process` element.

    Raises `TimerRefused` for a timer text that is none of the forms we run.
    """
    process_id = process.get("id", "")
    return Process(
        id=process_id,
        name=process.get("name") or process_id,
        on_withdraw=process.get(f"{MP}onWithdraw"),
        nodes={node.id: node for node in _nodes(process)},
        flows=_flows(process),
    )


def _nodes(process: etree._Element) -> Iterator[Node]:
    roles = dict(_lane_roles(process))
    messages = _messages(process)
    for order, element in enumerate(process):
        kind = local_name(element)
        if kind in ADMITTED:
            yield _node(element, kind, order, roles, messages)


def _flows(process: etree._Element) -> dict[tuple[str, str], str]:
    flows: dict[tuple[str, str], str] = {}
    for flow in process.iterfind(f"{BPMN}sequenceFlow"):
        ends = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
        flows.setdefault(ends, flow.get("id", ""))
    return flows


def condition_texts(process: etree._Element) -> list[str]:
    """List the FEEL texts of all conditions on flows."""
    found = process.iterfind(f"{BPMN}sequenceFlow/{BPMN}conditionExpression")
    return [condition.text or "" for condition in found]


def local_name(element: etree._Element) -> str:
    """Give the name of a BPMN element without its namespace; "" for any other element."""
    tag = element.tag
    return tag.removeprefix(BPMN) if isinstance(tag, str) and tag.startswith(BPMN) else ""


def _node(
    element: etree._Element,
    kind: str,
    order: int,
    roles: Mapping[str, str],
    messages: Mapping[str, str],
) -> Node:
    node_id = element.get("id", "")
    return Node(
        id=node_id,
        name=element.get("name") or node_id,
        kind=kind,
        order=order,
        role=element.get(f"{MP}role") or roles.get(node_id),
        form=element.get(f"{MP}form"),
        milestone=element.get(f"{MP}milestone"),
        final=element.get(f"{MP}final") == "true",
        clock=element.get(f"{MP}clock"),
        decision=element.get(f"{MP}decision"),
        operation=_operation(element),
        timer=_timer(element),
        message=_message(element, messages),
        terminates=element.find(f"{BPMN}terminateEventDefinition") is not None,
        attached_to=element.get("attachedToRef"),
        interrupting=element.get("cancelActivity", "true") == "true",
    )


def _lane_roles(process: etree._Element) -> Iterator[tuple[str, str]]:
    # Inner lanes come after the lane around them, so the innermost role stands.
    for lane in process.iter(f"{BPMN}lane"):
        role = lane.get(f"{MP}role")
        for reference in lane.iter(f"{BPMN}flowNodeRef"):
            if role and reference.text:
                yield reference.text.strip(), role


def _operation(element: etree._Element) -> Operation | None:
    found = element.find(f"{BPMN}extensionElements/{MP}operation")
    if found is None:
        return None
    params = ((p.get("name", ""), p.get("value", "")) for p in found.iterfind(f"{MP}param"))
    return Operation(found.get("name", ""), tuple(params))


def _timer(element: etree._Element) -> Timer | None:
    definition = element.find(f"{BPMN}timerEventDefinition")
    if definition is None:
        return None
    worked = definition.get(f"{MP}workingDays")
    if worked is not None:
        return timers.working_days(worked)
    for child in definition:
        reader = timers.ISO_READERS.get(local_name(child))
        if reader is not None:
            return reader((child.text or "").strip())
    return None


def _messages(process: etree._Element) -> dict[str, str]:
    declared = process.getroottree().getroot().iterfind(f"{BPMN}message")
    return {message.get("id", ""): message.get("name", "") for message in declared}


def _message(element: etree._Element, messages: Mapping[str, str]) -> str | None:
    definition = element.find(f"{BPMN}messageEventDefinition")
    bearer = element if definition is None else definition
    reference = bearer.get("messageRef")
    return messages.get(reference) if reference else None
