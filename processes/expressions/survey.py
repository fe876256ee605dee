"""Walks a parsed expression once: how large is it, and which names does it read?"""

from collections.abc import Iterator
from dataclasses import dataclass

from processes.expressions.checks import Membership, Some
from processes.expressions.errors import ExpressionTooComplex
from processes.expressions.limits import MAX_DEPTH, MAX_NODES
from processes.expressions.nodes import AllTrue, AnyTrue, Name, Node, Subject


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


def joins_after_in(root: Node) -> bool:
    """Say whether `and` or `or` follows an `in` without brackets: `a in b or c`.

    The standard leaves open how far the right side of `in` reaches. We take `b`, as people
    do; feelin takes `b or c`.
    """
    joined = (node for node in _walk((root,)) if isinstance(node, AllTrue | AnyTrue))
    return any(ends_with_in(operand) for node in joined for operand in node.operands[:-1])


def ends_with_in(node: Node) -> bool:
    """Say whether the last thing in the text of `node` is the open right side of an `in`."""
    while isinstance(node, AllTrue | AnyTrue):
        node = node.operands[-1]
    # Several tests bring brackets of their own: a in ("x", "y").
    return isinstance(node, Membership) and not (
        isinstance(node.check, Some) and len(node.check.checks) > 1
    )


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
