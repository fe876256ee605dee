"""Whether a case that stands in certain places of a diagram can still come to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from processes.checker.graph import Flow, Graph, Node, read_graph
from processes.checker.net import Net
from processes.checker.state_space import Budget, Findings, explore_from
from processes.checker.walks import main_line, reachable
from processes.safe_xml import parse_xml
from processes.vocabulary import BPMN

Place = tuple[str, str | None]
"""An element, and at a join the element from which the token came."""

_MOST_REMEMBERED: Final = 10_000


class Soundness:
    """Plays markings of one diagram with tokens, each marking once."""

    def __init__(self, diagram: bytes) -> None:
        self._graph = graph_of(diagram)
        self._main = main_line(self._graph)
        self._net = Net(self._graph)
        self._played: dict[frozenset[tuple[Place, int]], Findings] = {}

    def on_main_line(self, element: str) -> bool:
        """Say whether a case passes the element without any reminder."""
        return self._graph.nodes[element] in self._main

    def findings(self, places: tuple[Place, ...]) -> Findings:
        """Play on from these places: the main line, and the side line of each reminder.

        A place given twice counts twice, but not on a side line: a reminder that came several
        times may have its line open as often.
        """
        key = frozenset(Counter(places).items())
        if key not in self._played:
            if len(self._played) >= _MOST_REMEMBERED:
                self._played.clear()
            self._played[key] = self._play(places)
        return self._played[key]

    def _play(self, places: tuple[Place, ...]) -> Findings:
        budget = Budget()
        main, *beside = (explore_from(self._net, line, budget) for line in self._lines(places))
        stuck = main.stuck
        for line in beside:
            stuck = line.stuck | stuck
        complete = all(line.complete for line in (main, *beside))
        return Findings(stuck, main.doubled, complete=complete)

    def _lines(self, places: tuple[Place, ...]) -> Iterator[list[Flow]]:
        yield self._arrows(p for p in places if self.on_main_line(p[0]))
        beside = [p for p in dict.fromkeys(places) if not self.on_main_line(p[0])]
        for reminder in self._reminders():
            line = reachable([reminder])
            yield self._arrows(p for p in beside if self._node(p) in line)

    def _reminders(self) -> list[Node]:
        return [one for one in self._graph.of_kind("boundaryEvent") if not one.interrupts]

    def _node(self, place: Place) -> Node:
        return self._graph.nodes[place[0]]

    def _arrows(self, places: Iterable[Place]) -> list[Flow]:
        # One element may lead to a join by two arrows, and then a token waits on each.
        taken: list[Flow] = []
        for place in places:
            ways = [f for f in self._node(place).incoming if place[1] in (None, f.source.id)]
            taken.append(next((way for way in ways if way not in taken), ways[0]))
        return taken


def graph_of(diagram: bytes) -> Graph:
    """Read the one process of a published diagram."""
    root = parse_xml(diagram)
    process = root.find(f"{BPMN}process")
    assert isinstance(process, etree._Element)  # It was checked when it was published.
    return read_graph(root, process)


def main_line_of(diagram: bytes) -> frozenset[str]:
    """Name the elements that a case passes without any reminder."""
    return frozenset(node.id for node in main_line(graph_of(diagram)))
