"""Small diagrams, written as one reads them: nodes first, then the paths through them."""

from itertools import pairwise
from typing import Self
from xml.sax.saxutils import quoteattr

_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:mp="urn:mingpai:bpmn:1"'
    ' id="definitions" targetNamespace="urn:mingpai:tests"'
)


class Diagram:
    """One process, built by chained calls: `Diagram("p").start().user("a", form="f")…xml()`.

    Each node method takes the id and whatever the vocabulary allows; `path("a", "b", "c")`
    draws flows in a row, `flow("g", "a", when="x = 1")` one with a condition,
    `flow("g", "b", default=True)` the default.
    """

    def __init__(self, process: str = "case", *, on_withdraw: str | None = None) -> None:
        self.process = process
        self._on_withdraw = on_withdraw
        self._nodes: list[tuple[str, str, dict[str, str], str]] = []
        self._flows: list[tuple[str, str, str | None]] = []
        self._defaults: dict[str, str] = {}
        self._lanes: list[tuple[str, str, tuple[str, ...]]] = []
        self._messages: list[str] = []

    # -- events ---------------------------------------------------------------------------
    def start(self, node: str = "begin") -> Self:
        return self._node("startEvent", node)

    def end(self, node: str = "done", *, milestone: str | None = None) -> Self:
        return self._node("endEvent", node, milestone=milestone)

    def terminate(self, node: str = "stop", *, milestone: str | None = None) -> Self:
        inner = f'<bpmn:terminateEventDefinition id="{node}_def" />'
        return self._node("endEvent", node, inner, milestone=milestone)

    def catch_message(self, node: str, message: str, *, milestone: str | None = None) -> Self:
        inner = self._message_definition(node, message)
        return self._node("intermediateCatchEvent", node, inner, milestone=milestone)

    def catch_timer(
        self,
        node: str,
        *,
        days: int | None = None,
        after: str | None = None,
        at: str | None = None,
    ) -> Self:
        return self._node("intermediateCatchEvent", node, _timer(node, days, after, None, at))

    def boundary_timer(
        self,
        node: str,
        on: str,
        *,
        days: int | None = None,
        after: str | None = None,
        every: str | None = None,
        interrupting: bool = True,
    ) -> Self:
        return self._boundary(node, on, _timer(node, days, after, every), interrupting)

    def boundary_message(
        self, node: str, on: str, message: str, *, interrupting: bool = True
    ) -> Self:
        return self._boundary(node, on, self._message_definition(node, message), interrupting)

    # -- tasks ----------------------------------------------------------------------------
    def user(
        self,
        node: str,
        *,
        form: str = "plain",
        role: str = "applicant",
        milestone: str | None = None,
        clock: str | None = None,
        final: bool = False,
    ) -> Self:
        return self._node(
            "userTask", node, form=form, role=role, milestone=milestone, clock=clock, final=final
        )

    def service(
        self,
        node: str,
        operation: str = "test.note",
        params: dict[str, str] | None = None,
        *,
        milestone: str | None = None,
        final: bool = False,
        extension: str = "",
    ) -> Self:
        """`extension` is XML put beside the operation."""
        inner = "".join(
            f"<mp:param name={quoteattr(name)} value={quoteattr(value)} />"
            for name, value in (params or {}).items()
        )
        operation_xml = f"<mp:operation name={quoteattr(operation)}>{inner}</mp:operation>"
        body = f"<bpmn:extensionElements>{operation_xml}{extension}</bpmn:extensionElements>"
        return self._node("serviceTask", node, body, milestone=milestone, final=final)

    def rule(self, node: str, decision: str, *, final: bool = False) -> Self:
        return self._node("businessRuleTask", node, decision=decision, final=final)

    def receive(
        self, node: str, message: str, *, milestone: str | None = None, clock: str | None = None
    ) -> Self:
        self._declare(message)
        attributes = {"messageRef": f"message_{message}"}
        return self._node("receiveTask", node, "", attributes, milestone=milestone, clock=clock)

    # -- gateways -------------------------------------------------------------------------
    def exclusive(self, node: str) -> Self:
        return self._node("exclusiveGateway", node)

    def parallel(self, node: str) -> Self:
        return self._node("parallelGateway", node)

    def inclusive(self, node: str) -> Self:
        return self._node("inclusiveGateway", node)

    def event_gateway(self, node: str) -> Self:
        return self._node("eventBasedGateway", node)

    # -- flows and lanes ------------------------------------------------------------------
    def path(self, *nodes: str) -> Self:
        for source, target in pairwise(nodes):
            self.flow(source, target)
        return self

    def flow(
        self, source: str, target: str, *, when: str | None = None, default: bool = False
    ) -> Self:
        self._flows.append((source, target, when))
        if default:
            self._defaults[source] = f"flow_{len(self._flows)}"
        return self

    def lane(self, name: str, role: str, *nodes: str) -> Self:
        self._lanes.append((name, role, nodes))
        return self

    def raw(self, tag: str, node: str, inner: str = "", **attributes: str) -> Self:
        """Add an element that the other methods do not know, to see it refused."""
        return self._node(tag, node, inner, attributes)

    def xml(self) -> bytes:
        """Give the diagram as a file."""
        withdraw = f' mp:onWithdraw="{self._on_withdraw}"' if self._on_withdraw else ""
        messages = "".join(
            f'<bpmn:message id="message_{m}" name={quoteattr(m)} />' for m in self._messages
        )
        parts = [self._lane_set(), *map(self._node_xml, self._nodes), *self._flow_xml()]
        return (
            f'<bpmn:definitions {_NAMESPACES}>{messages}<bpmn:process id="{self.process}"'
            f' name="{self.process}" isExecutable="true"{withdraw}>'
            f"{''.join(parts)}</bpmn:process></bpmn:definitions>"
        ).encode()

    # -- how it is written ----------------------------------------------------------------
    def _node(
        self,
        tag: str,
        node: str,
        inner: str = "",
        attributes: dict[str, str] | None = None,
        **vocabulary: str | bool | None,
    ) -> Self:
        ours = {f"mp:{k}": "true" if v is True else v for k, v in vocabulary.items() if v}
        self._nodes.append((tag, node, {**(attributes or {}), **ours}, inner))
        return self

    def _boundary(self, node: str, on: str, inner: str, interrupting: bool) -> Self:
        attributes = {"attachedToRef": on}
        if not interrupting:
            attributes["cancelActivity"] = "false"
        return self._node("boundaryEvent", node, inner, attributes)

    def _message_definition(self, node: str, message: str) -> str:
        self._declare(message)
        return f'<bpmn:messageEventDefinition id="{node}_def" messageRef="message_{message}" />'

    def _declare(self, message: str) -> None:
        if message not in self._messages:
            self._messages.append(message)

    def _lane_set(self) -> str:
        lanes = "".join(
            f'<bpmn:lane id="lane_{i}" name="{name}" mp:role="{role}">'
            + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
            + "</bpmn:lane>"
            for i, (name, role, nodes) in enumerate(self._lanes)
        )
        return f'<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>' if lanes else ""

    def _node_xml(self, node: tuple[str, str, dict[str, str], str]) -> str:
        tag, node_id, attributes, inner = node
        if node_id in self._defaults:
            attributes = {**attributes, "default": self._defaults[node_id]}
        written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        return f'<bpmn:{tag} id="{node_id}" name="{node_id}"{written}>{inner}</bpmn:{tag}>'

    def _flow_xml(self) -> list[str]:
        return [
            f'<bpmn:sequenceFlow id="flow_{i}" sourceRef="{source}" targetRef="{target}">'
            + (
                f"<bpmn:conditionExpression>{_text(when)}</bpmn:conditionExpression>"
                if when
                else ""
            )
            + "</bpmn:sequenceFlow>"
            for i, (source, target, when) in enumerate(self._flows, start=1)
        ]


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")


def _timer(
    node: str, days: int | None, after: str | None, every: str | None, at: str | None = None
) -> str:
    worked = f' mp:workingDays="{days}"' if days is not None else ""
    texts = {"timeDuration": after, "timeCycle": every, "timeDate": at}
    inner = "".join(f"<bpmn:{tag}>{text}</bpmn:{tag}>" for tag, text in texts.items() if text)
    return f'<bpmn:timerEventDefinition id="{node}_def"{worked}>{inner}</bpmn:timerEventDefinition>'
