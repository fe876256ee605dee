"""The way ahead of a case: which steps normally still come, read off the drawn diagram.

For people only: the engine decides by itself where a case goes.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final

from lxml import etree

from processes.checker.graph import BPMN, Node, read_graph
from processes.safe_xml import parse_xml

APPLICANT: Final = "applicant"


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step that somebody takes, or the end that is reached: its node and name."""

    node: str
    name: str
    is_end: bool


def way_ahead(
    diagram: bytes, at: Collection[str], without_roles: Collection[str] = ()
) -> tuple[WayStep, ...]:
    """List the steps after those of `at`, on the ordinary way to a good end.

    Good is an end behind an element marked `mp:final`, or any end where a diagram marks none.
    Ordinary is the way that asks nothing more of the applicant, on which somebody else looks,
    and which at each question takes the answer that is drawn first. Tasks of `without_roles` (a
    store, when the applicant has none) are passed by; with an empty `at` the way begins at the
    start. An ordinary published diagram is expected.
    """
    graph = read_graph(*_process(diagram))
    open_to = {key: node for key, node in graph.nodes.items() if node.role not in without_roles}
    begin = [open_to[key] for key in at if key in open_to] or graph.of_kind("startEvent")
    must_be_final = any(_is_final(node) for node in graph.nodes.values())
    path = _ordinary(begin, open_to, must_be_final) or _ordinary(begin, open_to, False)
    return tuple(_steps(path[1:]))


def _process(diagram: bytes) -> tuple[etree._Element, etree._Element]:
    root = parse_xml(diagram)
    (process,) = root.findall(f"{{{BPMN}}}process")
    return root, process


def _is_final(node: Node) -> bool:
    return node.mp("final") == "true"


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way so far: what it asked of the applicant, and how far down the answers stood."""

    path: tuple[Node, ...]
    good: bool
    looked_at: bool = False
    asked: int = 0
    down: int = 0

    @property
    def cost(self) -> tuple[int, int, int]:
        return self.asked, self.down, len(self.path)

    @property
    def at(self) -> tuple[str, bool, bool]:
        return self.path[-1].id, self.good, self.looked_at

    def on_to(self, node: Node, down: int) -> "_Walk":
        tasks = node.kind == "userTask"
        own = tasks and node.role == APPLICANT
        return _Walk(
            (*self.path, node),
            self.good or _is_final(node),
            self.looked_at or (tasks and not own),
            self.asked + own,
            self.down + down,
        )


def _ordinary(
    begin: Iterable[Node], open_to: Collection[str], must_be_final: bool
) -> tuple[Node, ...]:
    """Find the cheapest walk to each kind of place, then the best of those that end well."""
    order = count()
    todo = [(walk.cost, next(order), walk) for walk in _beginnings(begin, must_be_final)]
    done: dict[tuple[str, bool, bool], _Walk] = {}
    while todo:
        *_, walk = heappop(todo)
        if walk.at in done:
            continue
        done[walk.at] = walk
        for down, node in enumerate(_ways_on(walk.path[-1], open_to)):
            further = walk.on_to(node, down)
            heappush(todo, (further.cost, next(order), further))
    ends = [one for one in done.values() if one.path[-1].kind == "endEvent" and one.good]
    best = min(ends, key=lambda one: (one.asked, not one.looked_at, one.cost), default=None)
    return best.path if best else ()


def _beginnings(begin: Iterable[Node], must_be_final: bool) -> Iterator[_Walk]:
    for node in begin:
        yield _Walk((node,), _is_final(node) or not must_be_final)


def _ways_on(node: Node, open_to: Collection[str]) -> list[Node]:
    return [flow.target for flow in node.outgoing if flow.target.id in open_to]


def _steps(path: Iterable[Node]) -> Iterator[WayStep]:
    for node in path:
        if node.kind == "userTask":
            yield WayStep(node.id, node.name, is_end=False)
        elif node.kind == "endEvent":
            yield WayStep(node.id, node.mp("milestone") or node.name, is_end=True)
