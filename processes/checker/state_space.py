"""Explores all that can happen on a diagram, breadth first, to see whether a case always ends.

A state is a marking (the places with a token) and the nodes that tokens are just passing: what
needs nobody is done before anybody acts, one token after the other, as the engine does it.
Whoever decides may decide anything, an interrupting event may or may not come. A withdrawal is
left out: it takes every token away from any state, so it neither spoils nor mends anything.
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final

from processes.checker.graph import Flow, Node
from processes.checker.net import Join, Net, Path, Place, Way

MOST_STATES: Final = 20_000
MOST_SECONDS: Final = 2.0
"""Of processor time, so that a busy machine does not judge otherwise."""

_FEW_WAYS: Final = 16

State = tuple[int, tuple[Node, ...]]
_NOTHING_LEFT: Final[State] = (0, ())


@dataclass(slots=True)
class Budget:
    """How much may still be explored; shared by all lines of one diagram."""

    states: int = MOST_STATES
    seconds: float = MOST_SECONDS
    _begun: float = field(default_factory=time.thread_time)

    @property
    def is_spent(self) -> bool:
        """Whether it is time to give up."""
        return self.states <= 0 or time.thread_time() - self._begun > self.seconds


@dataclass(slots=True)
class Findings:
    """What went wrong, each with a shortest way there, and whether all could be explored.

    `endless` are the nodes of loops that are never left, and a way into them and round.
    """

    stuck: dict[Node, Path] = field(default_factory=dict)
    doubled: dict[Node, Path] = field(default_factory=dict)
    went_back: dict[Flow, Path] = field(default_factory=dict)
    endless: tuple[frozenset[str], Path] | None = None
    states: int = 0
    complete: bool = True


def explore(net: Net, begin: Node, budget: Budget) -> "Exploration":
    """Explore all that follows when a token leaves `begin`."""
    exploration = Exploration(net, budget)
    exploration.run((0, (begin,)))
    return exploration


def explore_from(net: Net, standing: Iterable[Flow], budget: Budget) -> Findings:
    """Explore all that follows when a token stands on each of these arrows.

    A place that two of them share is in `doubled` at once.
    """
    arrows = list(standing)
    exploration = Exploration(net, budget)
    places = [net.place_of(flow) for flow in arrows]
    heads = Counter(flow if flow.target.is_join else net.head_of(flow) for flow in arrows)
    shared = (one for one, tokens in heads.items() if tokens > 1)
    twice = {one.target if isinstance(one, Flow) else one: () for one in shared}
    exploration.findings.doubled.update(twice)
    marking = reduce(or_, (place.bit for place in places if isinstance(place, Place)), 0)
    return exploration.run((marking, tuple(one for one in places if isinstance(one, Node))))


class Exploration:
    """One exploration. States have numbers in the order in which they were found."""

    def __init__(self, net: Net, budget: Budget) -> None:
        self.findings = Findings()
        self._net, self._budget = net, budget
        self._states: list[State] = []
        self._numbers: dict[State, int] = {}
        # By number: the state before and the way from there; the states that follow.
        self._came: list[tuple[int, Path]] = []
        self._next: list[list[tuple[int, Path]]] = []
        self._faulty: set[int] = set()

    def run(self, first: State) -> Findings:
        """Explore all that follows on a state."""
        self._add(first, -1, ())
        found = self.findings
        found.complete = self._explore_all()
        found.states = len(self._states)
        if found.complete:
            self._look_for_endless_loops()
        return found

    def way_to(self, node: Node) -> Path | None:
        """Find a shortest way to where a token comes to this step, which some token has left."""
        for number, following in enumerate(self._next):
            for _, passed in following:
                if node.id in passed:
                    return self._path(number, passed[: passed.index(node.id)])
        return None

    def _explore_all(self) -> bool:
        number = 0
        while number < len(self._states):
            if self._budget.is_spent or not self._explore(number):
                return False
            number += 1
        return True

    def _explore(self, number: int) -> bool:
        """Add all that follows on a state, unless that is more than may be looked at."""
        turns = self._turns(*self._states[number])
        numbers, following = self._numbers, self._next[number]
        for marking, passing, node in turns:
            if self._net.count_ways(node) > max(_FEW_WAYS, self._budget.states):
                return False
            for way in self._net.ways(node):
                # Most ways are plain; what follows is written out, for it is all the work.
                if way.is_plain and not marking & way.bits:
                    state = marking | way.bits, passing + way.passing
                else:
                    after = self._apply(number, marking, passing, way)
                    if after is None:
                        self._faulty.add(number)
                        continue
                    state = after
                follower = numbers.get(state)
                if follower is None:
                    follower = self._add(state, number, way.passed)
                following.append((follower, way.passed))
        if not turns and self._states[number] != _NOTHING_LEFT:
            self._is_stuck(number)
        return True

    def _add(self, state: State, before: int, passed: Path) -> int:
        number = self._numbers[state] = len(self._states)
        self._states.append(state)
        self._came.append((before, passed))
        self._next.append([])
        self._budget.states -= 1
        return number

    # -- moves -----------------------------------------------------------------------------

    def _turns(
        self, marking: int, passing: tuple[Node, ...]
    ) -> list[tuple[int, tuple[Node, ...], Node]]:
        """List whose turn it may be: (what stays in place, what else is passing, the node)."""
        if passing:
            return [(marking, passing[:-1], passing[-1])]
        join = self._ready_join(marking)
        if join is not None:
            return [(marking & ~join.bits, (), join.node)]
        turns: list[tuple[int, tuple[Node, ...], Node]] = []
        waiting, places = marking & ~self._net.arrived, self._net.by_bit
        while waiting:
            bit = waiting & -waiting
            waiting ^= bit
            turns.append((marking ^ bit, (), places[bit].node))
        return turns

    def _ready_join(self, marking: int) -> Join | None:
        if marking & self._net.arrived:
            for join in self._net.joins:
                here = marking & join.bits
                if here and (here == join.bits or self._nobody_else_comes(join, marking)):
                    return join
        return None

    @staticmethod
    def _nobody_else_comes(join: Join, marking: int) -> bool:
        """BPMN 2.0.2, table 13.3, for an inclusive join; a parallel one wants all its arrows.

        A token elsewhere is waited for when it can come in only where none has come in yet;
        one that comes round again by a loop around all this is not.
        """
        if not join.feeds:
            return False
        can_come = also_where_one_is = 0
        for bit, feeds in join.feeds.items():
            if marking & bit:
                also_where_one_is |= feeds
            else:
                can_come |= feeds
        return not marking & ~join.bits & can_come & ~also_where_one_is

    def _apply(
        self, number: int, marking: int, passing: tuple[Node, ...], way: Way
    ) -> State | None:
        """Give the state that follows, or None after noting why this must not happen."""
        if way.terminates:
            return _NOTHING_LEFT
        twice = marking & way.bits
        node = self._net.by_bit[twice & -twice].node if twice else way.clash
        if node is not None:
            self._is_doubled(number, way, node)
            return None
        after = marking | way.bits, passing + way.passing
        if way.back and self._count(after) > 1:
            self._note(self.findings.went_back, way.back[0], number, way.passed)
            return None
        return after

    def _count(self, state: State) -> int:
        marking, passing = state
        return (marking & ~self._net.ends).bit_count() + len(passing)

    # -- what went wrong -------------------------------------------------------------------

    def _is_stuck(self, number: int) -> None:
        self._faulty.add(number)
        marking = self._states[number][0]
        for bit, place in self._net.by_bit.items():
            if marking & bit:
                self._note(self.findings.stuck, place.node, number, ())

    def _is_doubled(self, number: int, way: Way, node: Node) -> None:
        path = self._path(number, way.passed)
        self.findings.doubled.setdefault(self._net.meeting(path) or node, path)

    def _note(self, notes: dict[Any, Path], what: Node | Flow, number: int, passed: Path) -> None:
        if what not in notes:
            notes[what] = self._path(number, passed)

    def _path(self, number: int, last: Path = ()) -> Path:
        pieces = [last]
        while number >= 0:
            number, passed = self._came[number]
            pieces.append(passed)
        return tuple(one for piece in reversed(pieces) for one in piece)

    # -- loops that are never left ---------------------------------------------------------

    def _look_for_endless_loops(self) -> None:
        ending = self._that_can_end()
        lost = next((n for n in range(len(self._states)) if n not in ending), None)
        if lost is not None:
            way, nodes = self._round_from(lost)
            self.findings.endless = nodes, self._path(lost, way)

    def _that_can_end(self) -> set[int]:
        """Collect the states from which an end, or a fault that is told anyway, can be reached."""
        before: list[list[int]] = [[] for _ in self._states]
        for number, following in enumerate(self._next):
            for other, _ in following:
                before[other].append(number)
        waiting = [n for n, following in enumerate(self._next) if not following]
        waiting += self._faulty
        good = set[int]()
        while waiting:
            number = waiting.pop()
            if number not in good:
                good.add(number)
                waiting += before[number]
        return good

    def _round_from(self, number: int) -> tuple[Path, frozenset[str]]:
        """Go on until a state comes back; give the way, and the ids that are on the round."""
        moves: list[Path] = []
        seen: dict[int, int] = {}
        while number not in seen:
            seen[number] = len(moves)
            number, passed = self._next[number][0]
            moves.append(passed)
        on_the_round = frozenset(one for passed in moves[seen[number] :] for one in passed)
        return tuple(one for passed in moves for one in passed), on_the_round
