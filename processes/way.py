"""The way ahead of a case: which steps normally still come, read off the drawn diagram.

For people only: the engine decides by itself where a case goes.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from processes.checker.graph import BPMN, Node, read_graph
from processes.safe_xml import parse_xml


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step that somebody takes, or the end that is reached: its node and name."""

    node: str
    name: str
    is_end: bool


def way_ahead(
    diagram: bytes, at: Collection[str], without_roles: Collection[str] = ()
) -> tuple[WayStep, ...]:
    """List the steps after those of `at`, on the shortest way to a good end.

    Good is an end behind an element marked `mp:final`, or any end where a diagram marks none.
    Tasks of `without_roles` (a store, when the applicant has none) are passed by; with an empty
    `at` the way begins at the start. An ordinary published diagram is expected.
    """
    graph = read_graph(*_process(diagram))
    open_to = {key: node for key, node in graph.nodes.items() if node.role not in without_roles}
    begin = [open_to[key] for key in at if key in open_to] or graph.of_kind("startEvent")
    must_be_final = any(_is_final(node) for node in graph.nodes.values())
    path = _shortest(begin, open_to, must_be_final) or _shortest(begin, open_to, False)
    return tuple(_steps(path[1:]))


def _process(diagram: bytes) -> tuple[etree._Element, etree._Element]:
    root = parse_xml(diagram)
    (process,) = root.findall(f"{{{BPMN}}}process")
    return root, process


def _is_final(node: Node) -> bool:
    return node.mp("final") == "true"


def _shortest(begin: Iterable[Node], open_to: Collection[str], must_be_final: bool) -> list[Node]:
    paths = deque(([node], _is_final(node) or not must_be_final) for node in begin)
    seen: set[tuple[str, bool]] = set()
    while paths:
        path, good = paths.popleft()
        last = path[-1]
        if last.kind == "endEvent" and good:
            return path
        for flow in last.outgoing:
            target = flow.target
            onwards = good or _is_final(target)
            if target.id in open_to and (target.id, onwards) not in seen:
                seen.add((target.id, onwards))
                paths.append(([*path, target], onwards))
    return []


def _steps(path: Iterable[Node]) -> Iterator[WayStep]:
    for node in path:
        if node.kind in {"userTask", "receiveTask"}:
            yield WayStep(node.id, node.name, is_end=False)
        elif node.kind == "endEvent":
            yield WayStep(node.id, node.mp("milestone") or node.name, is_end=True)
