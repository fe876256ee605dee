"""Names everything that walks pass, to be sure that they go everywhere."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .diagram import Flow, Node
from .game import Game


class Watched(Game):
    """Counts what the oracle passes; twins of it count together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entered: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.corrected: Counter[str] = Counter()

    def complete(self, task: int, routing: Mapping[str, Any], changed: list[str]) -> None:
        super().complete(task, routing, changed)
        self.corrected.update(changed)

    def _enter(self, node: Node) -> None:
        super()._enter(node)
        self.entered[node.id] += 1

    def _arrive(self, flow: Flow) -> list[Flow]:
        self.passed[flow.id] += 1
        return super()._arrive(flow)
