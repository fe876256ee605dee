"""Walks a parsed expression once: how large is it, and which names does it read?"""

from collections.abc import Iterator
from dataclasses import dataclass

from processes.expressions.errors import ExpressionTooComplex
from processes.expressions.limits import MAX_DEPTH, MAX_NODES
from processes.expressions.nodes import Name, Node, Subject


@dataclass(frozen=True, slots=True)
class Survey:
    """The names that are read, and whether `?` is."""

    names: frozenset[str]
    reads_subject: bool


def survey(*roots: Node) -> Survey:
    """Return what the trees read, or raise `ExpressionTooComplex`."""
    nodes = list(_walk(roots))
    names = frozenset(node.name for node in nodes if isinstance(node, Name))
    return Survey(names, any(isinstance(node, Subject) for node in nodes))


def _walk(roots: tuple[Node, ...]) -> Iterator[Node]:
    # Not recursive: what is walked here may still be nested too deeply.
    waiting = [(root, 1) for root in roots]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_DEPTH:
            raise ExpressionTooComplex(parts=MAX_NODES, depth=MAX_DEPTH)
        waiting.extend((part, depth + 1) for part in node.parts())
        yield node
