"""Plays all that can happen on a diagram with tokens, to see whether it always comes to its end.

A marking is the set of arrows on which a token stands; two tokens on one arrow are a fault
and end that line of play. Whoever decides at a question may choose any answer, and an
interrupting event may or may not come. Reminders are played on their own: they interrupt
nothing, and their side lines never meet the main line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Final

from processes.checker.graph import Flow, Node

Marking = frozenset[Flow]

# Five branches of six places each make 7,776 markings. Beyond the limit we say so.
MAX_MARKINGS: Final = 20_000
# Every marking has a handful of moves; an inclusive gateway of 20 ways out has a million.
MAX_MOVES: Final = 150_000


@dataclass(slots=True)
class Findings:
    """What went wrong in play, and whether all of it could be played."""

    stuck: set[Node] = field(default_factory=set)
    doubled: set[Node] = field(default_factory=set)
    went_back: set[Flow] = field(default_factory=set)
    complete: bool = True


def play(begin: Node) -> Findings:
    """Play every line that begins with a token leaving `begin`."""
    return _Game().play(begin)


class _Game:
    """One play from one beginning, and what it finds."""

    def __init__(self) -> None:
        self._findings = Findings()
        self._feeds: dict[Flow, set[Flow]] = {}
        self._moves_left = MAX_MOVES

    def play(self, begin: Node) -> Findings:
        found = self._findings
        back = set(_backward_flows(begin))
        first = frozenset(_settle(flow) for flow in begin.outgoing)
        seen, waiting = {first}, [first]
        while waiting:
            marking = waiting.pop()
            if len(_still_under_way(marking)) > 1:
                found.went_back |= marking & back
            fresh = {new for new in self._followers(marking) if new not in seen}
            if len(seen) + len(fresh) > MAX_MARKINGS or self._moves_left <= 0:
                found.complete = False
                return found
            seen |= fresh
            waiting.extend(fresh)
        return found

    def _followers(self, marking: Marking) -> list[Marking]:
        """List what one move makes of this marking; note when it is stuck."""
        # Who comes to a terminate end ends all at once: nobody else moves before.
        first = [flow for flow in marking if flow.target.terminates]
        all_moves = (move for flow in first or marking for move in self._moves(marking, flow))
        moves = list(islice(all_moves, self._moves_left))
        self._moves_left -= len(moves)
        if marking and not moves:
            self._findings.stuck |= {flow.target for flow in marking}
        results = (self._moved(marking, *move) for move in moves)
        return [result for result in results if result is not None]

    def _moves(self, marking: Marking, flow: Flow) -> Iterator[tuple[Node, Marking, list[Flow]]]:
        """Give (node, arrows emptied, arrows filled) for what the token on this arrow may do."""
        node = flow.target
        if node.is_join:
            here = frozenset(node.incoming) & marking
            # One of the arrows stands for all, or each would move the join once more.
            if flow is min(here, key=lambda one: one.id) and self._is_complete(marking, node, here):
                yield from ((node, here, out) for out in _ways_out(node))
        elif node.terminates:
            yield node, marking, []
        else:
            yield from ((node, frozenset({flow}), out) for out in _ways_out(node))

    def _moved(
        self, marking: Marking, node: Node, emptied: Marking, filled: list[Flow]
    ) -> Marking | None:
        rest = marking - emptied
        placed = [_settle(flow) for flow in filled]
        if len(set(placed)) < len(placed) or rest & set(placed):
            self._findings.doubled.add(node)
            return None
        return rest | frozenset(placed)

    def _is_complete(self, marking: Marking, join: Node, here: Marking) -> bool:
        missing = set(join.incoming) - here
        if join.kind == "parallelGateway":
            return not missing
        # BPMN 2.0.2, table 13.3: a token elsewhere is waited for when it can come in only where
        # none has come in yet; one that comes round again by a loop around all this is not.
        can_still_come = self._feeding_any(missing) - self._feeding_any(here)
        return not (marking - here) & can_still_come

    def _feeding_any(self, arrivals: Iterable[Flow]) -> set[Flow]:
        return set().union(*(self._feeding(flow) for flow in arrivals))

    def _feeding(self, arrival: Flow) -> set[Flow]:
        """Collect the arrows from which a token can come to `arrival` past its join."""
        if arrival not in self._feeds:
            feeds: set[Flow] = set()
            waiting = [arrival]
            while waiting:
                for flow in _arrows_before(waiting.pop().source):
                    if flow not in feeds and flow.target is not arrival.target:
                        feeds.add(flow)
                        waiting.append(flow)
            self._feeds[arrival] = feeds
        return self._feeds[arrival]


def _still_under_way(marking: Marking) -> list[Flow]:
    return [flow for flow in marking if flow.target.kind != "endEvent"]


def _arrows_before(node: Node) -> list[Flow]:
    return node.host.incoming if node.host is not None else node.incoming


def _settle(flow: Flow) -> Flow:
    """Follow steps on which nothing is decided, where no other token can come in."""
    seen = {flow}
    while len(flow.target.incoming) == 1 and _goes_straight_on(flow.target):
        flow = flow.target.outgoing[0]
        if flow in seen:
            break
        seen.add(flow)
    return flow


def _goes_straight_on(node: Node) -> bool:
    return len(node.outgoing) == 1 and not any(event.interrupts for event in node.boundaries)


def _ways_out(node: Node) -> Iterator[list[Flow]]:
    """Give each set of arrows that may be taken from a node, or from its border."""
    if node.kind == "inclusiveGateway":
        yield from _any_of(node)
    elif node.kind in {"exclusiveGateway", "eventBasedGateway"}:
        yield from ([flow] for flow in node.outgoing)
    else:
        yield list(node.outgoing)
    yield from (list(event.outgoing) for event in node.boundaries if event.interrupts)


def _any_of(gateway: Node) -> Iterator[list[Flow]]:
    """Every choice of an inclusive gateway: its default alone, or any of the others."""
    asked = [flow for flow in gateway.outgoing if flow.id != gateway.default]
    if len(asked) < len(gateway.outgoing):
        yield [flow for flow in gateway.outgoing if flow.id == gateway.default]
    for size in range(1, len(asked) + 1):
        yield from map(list, combinations(asked, size))


def _backward_flows(begin: Node) -> Iterator[Flow]:
    """Give the arrows that lead back to a node through which their own source was reached."""
    path: set[Node] = {begin}
    seen: set[Node] = {begin}
    stack: list[tuple[Node, Iterator[Flow]]] = [(begin, iter(_all_ways(begin)))]
    while stack:
        node, ways = stack[-1]
        flow = next(ways, None)
        if flow is None:
            path.discard(node)
            stack.pop()
        elif flow.target in path:
            yield flow
        elif flow.target not in seen:
            seen.add(flow.target)
            path.add(flow.target)
            stack.append((flow.target, iter(_all_ways(flow.target))))


def _all_ways(node: Node) -> Iterable[Flow]:
    yield from node.outgoing
    yield from (flow for event in node.boundaries if event.interrupts for flow in event.outgoing)
