"""Follows a way that the checker found, act by act, in the oracle: it must be a real one."""

from collections import Counter, deque
from typing import Any, ClassVar

from .diagram import Diagram, Flow, Node
from .watched import Watched
from .world import START

_RESTING = ("userTask", "serviceTask", "receiveTask", "intermediateCatchEvent")


class NotPossibleError(AssertionError):
    """The way asks for something that cannot happen where the case stands."""


class Replay(Watched):
    """A case whose gateways choose what the way says. No operation ends before it is told to."""

    def __init__(self, diagram: Diagram, path: tuple[str, ...]) -> None:
        super().__init__(diagram, EveryTable(), lambda *_: None, START)
        self.moves = moves_of(diagram, path)
        self.choices: dict[str, deque[list[str]]] = {}
        for node, flows in self.moves:
            self.choices.setdefault(node, deque()).append(flows)

    def follow(self) -> "Replay":
        """Do everything that the way says, or raise `NotPossibleError`."""
        moves = iter(self.moves)
        for name, flows in moves:
            node = self.diagram.nodes[name]
            if node.kind == "eventBasedGateway":
                caught, _ = next(moves)
                assert [caught] == [self.diagram.flows[flow].target for flow in flows]
                self._happen(node, self.diagram.nodes[caught])
            elif node.kind == "startEvent":
                self.start({})
            elif node.host is not None:
                self._happen(self.diagram.nodes[node.host], node)
            elif node.kind in _RESTING:
                self._happen(node, node)
        return self

    def crowded(self) -> set[str]:
        """Name the steps that are open twice, and the joins with two tokens by one arrow."""
        open_ = Counter(activity.node for activity in self.state.activities)
        arrived = Counter(self.state.arrived)
        joins = {self.diagram.flows[flow].target for flow, count in arrived.items() if count > 1}
        return joins | {node for node, count in open_.items() if count > 1}

    def waiting_joins(self) -> set[str]:
        """Name the joins at which a token waits."""
        return {self.diagram.flows[flow].target for flow in self.state.arrived}

    def _happen(self, where: Node, event: Node) -> None:
        found = [one for one in self.state.activities if one.node == where.id]
        if not found:
            raise NotPossibleError(f"nothing is open at {where.id}")
        leaves = self._finish(found[0]) if where is event else self._catch(found[0], event)
        self._run(leaves)

    def _split(self, gateway: Node) -> list[Flow]:
        leaving = super()._split(gateway) if gateway.kind == "parallelGateway" else None
        if leaving is not None or len(self.diagram.leaving(gateway.id)) == 1:
            return leaving or self._leave(gateway)
        left = self.choices.get(gateway.id)
        # Beyond the end of the way it does not matter.
        names = left.popleft() if left else [self.diagram.leaving(gateway.id)[0].id]
        return [self.diagram.flows[name] for name in names]

    # The oracle keeps its handlers in a table, by kind.
    _ENTERED: ClassVar = {
        **Watched._ENTERED,
        **dict.fromkeys(("exclusiveGateway", "inclusiveGateway"), _split),
    }


class EveryTable(dict[str, Any]):
    """Any decision table, which decides nothing."""

    def __missing__(self, name: str) -> "EveryTable":
        return self

    def decide(self, names: Any) -> dict[str, Any]:
        return {}


def moves_of(diagram: Diagram, path: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Read a way as moves: (node, arrows taken from it)."""
    moves: list[tuple[str, list[str]]] = []
    for name in path:
        if name in diagram.nodes:
            moves.append((name, []))
            continue
        source = diagram.flows[name].source
        next(flows for node, flows in reversed(moves) if node == source).append(name)
    return moves
