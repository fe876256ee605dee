"""Everything that can happen on a small diagram, played by the oracle: the truth to check against.

Slow and simple: every act and every answer of every gateway is tried from every state. What a
reminder starts is not started again while it goes on, or the states would never end.
"""

from collections import deque
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from typing import ClassVar

from .diagram import Diagram, Flow, Node
from .game import Game
from .replay import EveryTable
from .state import Activity
from .world import START


class TooMuchError(Exception):
    """There are more states than asked for."""


class _MoreAnswersError(Exception):
    """A gateway has to choose, and no answer was given: there are so many."""


class Chooser(Game):
    """A case whose gateways take their answers from a list."""

    answers: list[int]

    def _split(self, gateway: Node) -> list[Flow]:
        leaving = self._leave(gateway)
        if gateway.kind == "parallelGateway" or len(leaving) == 1:
            return leaving
        possible = [[flow] for flow in leaving]
        if gateway.kind == "inclusiveGateway":
            possible = _some_of(leaving, gateway.default)
        if not self.answers:
            raise _MoreAnswersError(len(possible))
        return possible[self.answers.pop(0)]

    _ENTERED: ClassVar = Game._ENTERED | dict.fromkeys(
        ("exclusiveGateway", "inclusiveGateway"), _split
    )

    def twin(self) -> "Chooser":
        twin = copy(self)
        twin.state, twin.log = deepcopy(self.state), []
        return twin


def _some_of(leaving: list[Flow], default: str | None) -> list[list[Flow]]:
    asked = [flow for flow in leaving if flow.id != default]
    chosen = [
        [flow for place, flow in enumerate(asked) if number >> place & 1]
        for number in range(1, 2 ** len(asked))
    ]
    return [*chosen, *([flow] for flow in leaving if flow.id == default)]


def faults(diagram: Diagram, most: int) -> set[str]:
    """Play everything; say «stuck» and «twice» of what can go wrong on the main line.

    Raises `TooMuchError` beyond so many states.
    """
    side = _side_lines(diagram)
    game = Chooser(diagram, EveryTable(), lambda *_: None, START)
    found, known = set[str](), set[str]()
    waiting = deque(_outcomes(game, lambda begun: begun.start({})))
    while waiting:
        here = waiting.popleft()
        if (key := _key(here)) not in known:
            known.add(key)
            found |= _seen_in(here, side)
            # What is doubled may double again without end.
            acts = _acts(here, side) if "twice" not in found else ()
            waiting += [after for act in acts for after in _outcomes(here, act)]
        if len(known) > most:
            raise TooMuchError
    return found


def _key(game: Chooser) -> str:
    names = {one.id: one.node for one in game.state.activities}
    caught = sorted((names[activity], event) for activity, event in game.state.caught)
    tokens = sorted(names.values()), sorted(game.state.arrived)
    return repr((game.state.status, tokens, caught))


def _outcomes(game: Chooser, act: Callable[[Chooser], None]) -> Iterator[Chooser]:
    tries: list[list[int]] = [[]]
    while tries:
        answers = tries.pop()
        twin = game.twin()
        twin.answers = list(answers)
        try:
            act(twin)
        except _MoreAnswersError as more:
            tries += [[*answers, answer] for answer in range(more.args[0])]
        else:
            yield twin


def _acts(game: Chooser, side: set[str]) -> Iterator[Callable[[Chooser], None]]:
    if game.state.status != "open":
        return
    nodes = game.diagram.nodes
    beside = any(one.node in side for one in game.state.activities)
    beside = beside or any(game.diagram.flows[flow].target in side for flow in game.state.arrived)
    for place, activity in enumerate(game.state.activities):
        if nodes[activity.node].kind in ("userTask", "serviceTask"):
            yield lambda g, place=place: g._run(g._finish(g.state.activities[place]))
    for activity, event in game._catches():
        if event.interrupts or event.host is None or not beside:
            yield lambda g, a=activity, e=event: g._run(g._catch(_same(g, a), e))


def _same(game: Chooser, activity: Activity) -> Activity:
    return next(one for one in game.state.activities if one.id == activity.id)


def _side_lines(diagram: Diagram) -> set[str]:
    """Name what only reminders lead to."""

    def reached(begins: list[str], through_reminders: bool) -> set[str]:
        seen: set[str] = set()
        while begins:
            node = begins.pop()
            if node in seen:
                continue
            seen.add(node)
            begins += [flow.target for flow in diagram.leaving(node)]
            events = diagram.attached_to(node)
            begins += [e.id for e in events if e.interrupts or through_reminders]
        return seen

    everything = reached([diagram.start().id], through_reminders=True)
    return everything - reached([diagram.start().id], through_reminders=False)


def _seen_in(game: Chooser, side: set[str]) -> set[str]:
    state, found = game.state, set()
    main = [one.node for one in state.activities if one.node not in side]
    arrived = state.arrived
    if len(set(main)) < len(main) or len(set(arrived)) < len(arrived):
        found.add("twice")
    if state.status == "open" and not state.activities and arrived:
        found.add("stuck")
    return found
