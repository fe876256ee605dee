"""The branches of the shipped diagrams by name, and those that a case has walked.

A branch is an answer to a question, named `question>next step`; an event that happens to a case;
an end that has a milestone; and `withdrawn`, the applicant's own way out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from processes.checker.graph import BPMN, Flow, Graph, Node, read_graph
from processes.safe_xml import parse_xml

WITHDRAWN: Final = "withdrawn"
STEMS: Final = sorted(file.stem for file in Path("bpmn").glob("*.bpmn"))
_HAPPENS: Final = ("boundaryEvent", "intermediateCatchEvent")
_UNSEEN: Final = ("exclusiveGateway", "businessRuleTask")
"""A case passes these without an event of its own."""
_ARRIVES: Final = ("task_opened", "operation_called", "milestone_reached", "case_completed")
_LEAVES: Final = ("task_completed", "operation_finished", "timer_fired", "message_received")


@dataclass(frozen=True, slots=True)
class Passed:
    """One event of a case, as its history keeps it."""

    kind: str
    node: str | None


@cache
def drawn(stem: str) -> Graph:
    """Read a shipped diagram."""
    root = parse_xml(Path("bpmn", f"{stem}.bpmn").read_bytes())
    return read_graph(root, root.find(f"{{{BPMN}}}process"))


def branches_of(stem: str) -> dict[str, str]:
    """Give each branch of a diagram, with how its drawing words it."""
    graph = drawn(stem)
    answers = (flow for node in graph.of_kind("exclusiveGateway") for flow in node.outgoing)
    ends = (node for node in graph.of_kind("endEvent") if node.mp("milestone"))
    return {
        **{_name(flow): f"{flow.source.name}{flow.name}" for flow in answers},
        **{node.id: node.name for node in (*graph.of_kind(*_HAPPENS), *ends)},
        WITHDRAWN: "撤回",
    }


def walked(stem: str, history: Iterable[Passed]) -> set[str]:
    """Name the branches that a case has walked, by the events of its history in their order."""
    graph, found = drawn(stem), set()
    left: Node | None = next(iter(graph.of_kind("startEvent")), None)
    for one in history:
        node = graph.nodes.get(one.node or "")
        if one.kind == "case_withdrawn":
            found.add(WITHDRAWN)
        if node is not None and one.kind in _ARRIVES and left is not None:
            found |= {_name(flow) for flow in _answers_between(left, node)}
            left = None
        if node is not None and node.kind in (*_HAPPENS, "endEvent"):
            found.add(node.id)
        if one.kind in _LEAVES:
            left = node
    return found


def _answers_between(left: Node, arrived: Node) -> list[Flow]:
    """List the answers on the way; none where the drawing has two ways between those steps."""
    ways = [way for way in _ways(left, ()) if way[-1].target is arrived]
    (way,) = ways if len(ways) == 1 else [()]
    return [flow for flow in way if flow.source.kind == "exclusiveGateway"]


def _ways(node: Node, before: tuple[Flow, ...]) -> Iterator[tuple[Flow, ...]]:
    for flow in node.outgoing:
        if flow in before:
            continue
        yield (*before, flow)
        if flow.target.kind in _UNSEEN:
            yield from _ways(flow.target, (*before, flow))


def _name(flow: Flow) -> str:
    return f"{flow.source.id}>{flow.target.id}"
