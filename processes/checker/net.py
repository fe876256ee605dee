"""A diagram as a net: the places where tokens rest, and how each of them may move on.

A token rests in a step that waits, before a join, or for a moment in an end; gateways and
decision tables are passed at once, as the engine passes them. A place is one bit of a marking.
Steps in a row on which nothing is decided share the place of the first, for all that can
happen there is that the token goes on.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Final

from processes.checker.graph import Element, Flow, Graph, Node

Path = tuple[str, ...]
"""Ids in the order in which tokens passed: each node, event or gateway, then its arrows."""

_WAITING: Final = frozenset(
    {"userTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"}
)
# An inclusive gateway of 20 ways out has a million answers, which nobody should keep.
_MOST_KEPT_WAYS: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a token may rest: in `node`, or at a join or an end by one arrow of its own."""

    node: Node
    bit: int


@dataclass(frozen=True, slots=True)
class Way:
    """What happens when a token moves on: `bits` are the places that it fills.

    `passing` are nodes that it comes to and that are passed at once; `back` are the arrows
    that lead back; `clash` is a place that it would fill twice. With none of these to be looked
    at it `is_plain`.
    """

    passed: Path
    bits: int = 0
    passing: tuple[Node, ...] = ()
    back: tuple[Flow, ...] = ()
    terminates: bool = False
    clash: Node | None = None
    is_plain: bool = False


@dataclass(slots=True)
class _Arrival:
    """Where an arrow leads to, and everything on the way there."""

    passed: list[Element]
    place: Place | None = None
    passing: Node | None = None
    terminates: bool = False


@dataclass(slots=True)
class Join:
    """A gateway that waits: the bits of its arrows, and who can still come in by which."""

    node: Node
    arrows: dict[Flow, int]
    bits: int
    feeds: dict[int, int] = field(default_factory=dict)


class Net:
    """One diagram, ready to be played. `never` are arrows that no data can ever choose."""

    def __init__(
        self, graph: Graph, back: Collection[Flow] = (), never: Collection[Flow] = ()
    ) -> None:
        self._back, self._never = frozenset(back), frozenset(never)
        self._elements: dict[str, Element] = {**graph.nodes, **{one.id: one for one in graph.flows}}
        self._places: dict[Element, Place] = {}
        self._ways: dict[Node, tuple[Way, ...]] = {}
        self._arrivals: dict[tuple[Flow, bool], _Arrival] = {}
        self._lay_out(graph)
        self.by_bit = {place.bit: place for place in self._places.values()}
        self.ends = _all(p.bit for p in self.by_bit.values() if p.node.kind == "endEvent")
        self.joins = [self._join(node) for node in graph.nodes.values() if node.is_join]
        self.joins.sort(key=lambda join: join.node.id)
        self.arrived = _all(join.bits for join in self.joins)

    # -- places ----------------------------------------------------------------------------

    def _lay_out(self, graph: Graph) -> None:
        for node in graph.nodes.values():
            if node.is_join or (node.kind == "endEvent" and not node.terminates):
                resting: list[Element] = [flow for flow in node.incoming if _rests_at(flow)]
            else:
                resting = [node] if node.kind in _WAITING else []
            for element in resting:
                self._places[element] = Place(node, 1 << len(self._places))

    def place_of(self, flow: Flow) -> Place | Node | None:
        """Find where a token that stands on this arrow rests, or the node that it passes."""
        arrival = self._arrival(flow, skips=False)
        return arrival.place or arrival.passing

    def head_of(self, flow: Flow) -> Node:
        """Find the step whose place the step at the end of this arrow shares."""
        node, seen = flow.target, set[Node]()
        while _goes_straight_on(node) and node not in seen:
            seen.add(node)
            before = node.incoming[0].source
            if len(before.outgoing) == 1 and (_goes_straight_on(before) or _waits(before)):
                node = before
        return node

    def meeting(self, path: Path) -> Node | None:
        """Find where the token that moved last came upon the track of another one."""
        elements = [self._elements[one] for one in path]
        waited = [n for n, one in enumerate(elements) if one.kind in _WAITING]
        for element in elements[waited[-1] if waited else 0 :]:
            if isinstance(element, Flow) and not element.target.is_join:
                others = (one for one in element.target.incoming if one is not element)
                if not set(elements).isdisjoint(others):
                    return element.target
        return None

    def _join(self, node: Node) -> Join:
        arrows = {flow: self._places[flow].bit for flow in node.incoming}
        join = Join(node, arrows, _all(arrows.values()))
        if node.kind == "inclusiveGateway":
            join.feeds = {bit: self._feeding(flow) for flow, bit in arrows.items()}
        return join

    def _feeding(self, arrival: Flow) -> int:
        """Collect the places from which a token can come to `arrival` past its join."""
        join, before, waiting = arrival.target, {arrival.source}, [arrival.source]
        while waiting:
            for node in _sources(waiting.pop()):
                if node not in before and node is not join:
                    before.add(node)
                    waiting.append(node)
        return _all(place.bit for place in self.by_bit.values() if place.node in before)

    # -- ways ------------------------------------------------------------------------------

    def ways(self, node: Node) -> Iterable[Way]:
        """Give each way in which a token may leave a node, or be taken from it."""
        if len(node.outgoing) > _MOST_KEPT_WAYS:
            return self._ways_out(node)
        if node not in self._ways:
            self._ways[node] = tuple(self._ways_out(node))
        return self._ways[node]

    def count_ways(self, node: Node) -> int:
        """Say how many ways there are at most, without making them."""
        if node.kind == "inclusiveGateway":
            return 1 << len(node.outgoing)
        return len(node.outgoing) + len(node.boundaries)

    def _ways_out(self, node: Node) -> Iterator[Way]:
        taken = [flow for flow in node.outgoing if flow not in self._never] or node.outgoing
        if node.kind == "eventBasedGateway":
            yield from (self._caught(node, flow) for flow in taken)
        elif node.kind == "inclusiveGateway":
            yield from (self._way([node], flows) for flows in _any_of(node, taken))
        elif node.kind == "exclusiveGateway":
            yield from (self._way([node], [flow]) for flow in taken)
        else:
            yield self._way([node], node.outgoing)
        for event in node.boundaries:
            if event.interrupts:
                yield self._way([event], event.outgoing)

    def _caught(self, gateway: Node, flow: Flow) -> Way:
        return self._way([gateway, flow, flow.target], flow.target.outgoing)

    def _way(self, passed: list[Element], taken: Iterable[Flow]) -> Way:
        # A step that waited hands its token past those that share its place.
        skips = passed[0].kind in _WAITING
        arrivals = [self._led_to(flow, skips=skips) for flow in taken]
        elements = [*passed, *(one for arrival in arrivals for one in arrival.passed)]
        path = tuple(one.id for one in elements)
        back = tuple(one for one in elements if isinstance(one, Flow) and one in self._back)
        if any(arrival.terminates for arrival in arrivals):
            return Way(path, back=back, terminates=True)
        places = [arrival.place for arrival in arrivals if arrival.place]
        clash = next((p.node for n, p in enumerate(places) if p in places[:n]), None)
        passing = tuple(arrival.passing for arrival in arrivals if arrival.passing)
        plain = not back and clash is None
        bits = _all(place.bit for place in places)
        return Way(path, bits, passing, back, clash=clash, is_plain=plain)

    def _led_to(self, flow: Flow, *, skips: bool) -> _Arrival:
        if (flow, skips) not in self._arrivals:
            self._arrivals[flow, skips] = self._arrival(flow, skips=skips)
        return self._arrivals[flow, skips]

    def _arrival(self, flow: Flow, *, skips: bool) -> _Arrival:
        passed: list[Element] = [flow]
        while _goes_straight_on(flow.target) and (skips or flow.target.kind not in _WAITING):
            if flow.target in passed:
                break
            passed += [flow.target, flow.target.outgoing[0]]
            flow = flow.target.outgoing[0]
        node = flow.target
        place = self._places.get(node) or self._places.get(flow)
        if place is not None:
            return _Arrival(passed, place)
        if node.kind == "endEvent":
            return _Arrival([*passed, node], terminates=node.terminates)
        return _Arrival(passed, passing=node)


def _waits(node: Node) -> bool:
    return node.kind in _WAITING


def _rests_at(arrow: Flow) -> bool:
    """Whether a token that came by this arrow rests at the join or the end that it leads to.

    At an end only where lines have met before it, which two tokens might pass.
    """
    if arrow.target.is_join:
        return True
    seen: set[Node] = set()
    waiting = [arrow.source]
    while waiting:
        node = waiting.pop()
        if len(node.incoming) > 1 and not node.is_join:
            return True
        if node not in seen and node.kind not in _WAITING and not node.is_join:
            seen.add(node)
            waiting += [flow.source for flow in node.incoming]
    return False


def _sources(node: Node) -> list[Node]:
    return [node.host] if node.host is not None else [flow.source for flow in node.incoming]


def _goes_straight_on(node: Node) -> bool:
    return (
        len(node.incoming) == len(node.outgoing) == 1
        and node.kind != "eventBasedGateway"
        and not any(event.interrupts for event in node.boundaries)
    )


def _any_of(gateway: Node, taken: Collection[Flow]) -> Iterator[list[Flow]]:
    """Every choice of an inclusive gateway: its default alone, or any of the others."""
    asked = [flow for flow in taken if flow.id != gateway.default]
    yield from ([flow] for flow in taken if flow.id == gateway.default)
    for size in range(1, len(asked) + 1):
        yield from map(list, combinations(asked, size))


def _all(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
