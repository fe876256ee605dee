"""Walks a parsed expression once: how large is it, and which names does it read?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from processes.expressions.checks import Membership, Some
from processes.expressions.errors import ExpressionTooComplex
from processes.expressions.limits import MAX_DEPTH, MAX_NODES
from processes.expressions.nodes import (
    AllTrue,
    AnyTrue,
    Bracketed,
    Conditional,
    Equality,
    ListOf,
    Literal,
    Name,
    Node,
    Not,
    Subject,
)


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


def compared(root: Node) -> Iterator[tuple[str, Any]]:
    """Give each name with each value that it is compared with, as they stand in the text."""
    if isinstance(root, Name):
        yield from ((root.name, value) for value in (True, False))
    elif isinstance(root, Equality):
        yield from _beside(root.left, root.right)
        yield from _beside(root.right, root.left)
    elif isinstance(root, Membership):
        yield from _beside(root.value, *root.check.parts())
    elif isinstance(root, AllTrue | AnyTrue | Not | Bracketed):
        for part in root.parts():
            yield from compared(part)
    elif isinstance(root, Conditional):
        yield from compared(root.condition)


def literals_in(*nodes: Node) -> Iterator[Any]:
    """Give the values that are written in some parts, a list's one by one, from left to right."""
    for node in nodes:
        if isinstance(node, Literal):
            yield node.value
        elif isinstance(node, ListOf | Bracketed):
            yield from literals_in(*node.parts())


def _beside(name: Node, *others: Node) -> Iterator[tuple[str, Any]]:
    if isinstance(name, Name):
        yield from ((name.name, value) for value in literals_in(*others))


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
