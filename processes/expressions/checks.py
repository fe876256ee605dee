"""Tests that a value passes or does not: the right side of `in`, a decision table's cell.

A test has two answers, not three: a value that is null passes no comparison and no range,
and so passes every not(...). @bpmn-io/feelin, which draws forms and tables, does the same.
"""

from dataclasses import dataclass
from typing import Protocol

from processes.expressions.nodes import Node
from processes.expressions.values import Scope, contains, equal, ordered


class Check(Protocol):
    """A test of one value."""

    def passes(self, subject: object, scope: Scope) -> bool:
        """Say whether `subject` passes."""

    def parts(self) -> tuple[Node, ...]:
        """Return the expressions that it reads."""


@dataclass(frozen=True, slots=True)
class Anything:
    def passes(self, _subject: object, _scope: Scope) -> bool:
        return True

    def parts(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class SameValue:
    """The value equals this one or, when this is a list, an item of it."""

    expression: Node

    def passes(self, subject: object, scope: Scope) -> bool:
        value = self.expression.evaluate(scope)
        if isinstance(value, list):
            return contains(value, subject, scope)
        return equal(subject, value, scope) is True

    def parts(self) -> tuple[Node, ...]:
        return (self.expression,)


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition in which `?` is the value."""

    condition: Node

    def passes(self, _subject: object, scope: Scope) -> bool:
        return self.condition.evaluate(scope) is True

    def parts(self) -> tuple[Node, ...]:
        return (self.condition,)


@dataclass(frozen=True, slots=True)
class Compares:
    """`< 5`, `>= 3`: the value stands on the left."""

    sign: str
    limit: Node

    def passes(self, subject: object, scope: Scope) -> bool:
        return ordered(self.sign, subject, self.limit.evaluate(scope)) is True

    def parts(self) -> tuple[Node, ...]:
        return (self.limit,)


@dataclass(frozen=True, slots=True)
class InRange:
    """`[1..5]`, `(1..5)`, `[1..5)`, `(1..5]`: a round bracket leaves the end out."""

    from_sign: str
    start: Node
    to_sign: str
    end: Node

    def passes(self, subject: object, scope: Scope) -> bool:
        start, end = self.start.evaluate(scope), self.end.evaluate(scope)
        return (
            ordered(self.from_sign, subject, start) is True
            and ordered(self.to_sign, subject, end) is True
        )

    def parts(self) -> tuple[Node, ...]:
        return (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Some:
    checks: tuple[Check, ...]

    def passes(self, subject: object, scope: Scope) -> bool:
        return any(check.passes(subject, scope) for check in self.checks)

    def parts(self) -> tuple[Node, ...]:
        return tuple(part for check in self.checks for part in check.parts())


@dataclass(frozen=True, slots=True)
class NoneOf:
    checks: tuple[Check, ...]

    def passes(self, subject: object, scope: Scope) -> bool:
        return not any(check.passes(subject, scope) for check in self.checks)

    def parts(self) -> tuple[Node, ...]:
        return tuple(part for check in self.checks for part in check.parts())


@dataclass(frozen=True, slots=True)
class Membership:
    """`value in check` as a part of an expression."""

    value: Node
    check: Check

    def evaluate(self, scope: Scope) -> object:
        return self.check.passes(self.value.evaluate(scope), scope)

    def parts(self) -> tuple[Node, ...]:
        return (self.value, *self.check.parts())
