"""The parts of a parsed expression; each evaluates itself over a scope.

`and`, `or`, `not` know three answers, as in FEEL: true, false, and null for unknown.
Whatever is neither true nor false counts as unknown.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from processes.expressions import values
from processes.expressions.errors import UnknownName
from processes.expressions.functions import Function
from processes.expressions.values import Scope, admitted, equal, is_number, ordered


class Node(Protocol):
    """A part of an expression."""

    def evaluate(self, scope: Scope) -> object:
        """Return a JSON value or a day; raise an `EvaluationFailed`."""

    def parts(self) -> tuple["Node", ...]:
        """Return what it is made of."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: object

    def evaluate(self, _scope: Scope) -> object:
        return self.value

    def parts(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Name:
    name: str

    def evaluate(self, scope: Scope) -> object:
        try:
            value = scope.values[self.name]
        except KeyError:
            raise UnknownName(name=self.name) from None
        return admitted(value)

    def parts(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Subject:
    """`?`, the value of a decision table's column."""

    def evaluate(self, scope: Scope) -> object:
        return scope.subject

    def parts(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Entry:
    """`context.key`: null when there is no such key; on a list, the entry of every item."""

    context: Node
    key: str

    def evaluate(self, scope: Scope) -> object:
        context = self.context.evaluate(scope)
        if isinstance(context, list):
            scope.charge(len(context))
            return [self._of(item) for item in context]
        return self._of(context)

    def _of(self, context: object) -> object:
        return admitted(context.get(self.key)) if isinstance(context, dict) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.context,)


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> object:
        return [item.evaluate(scope) for item in self.items]

    def parts(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Call:
    function: Function
    arguments: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> object:
        return self.function.apply(scope, [part.evaluate(scope) for part in self.arguments])

    def parts(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: Node
    then: Node
    otherwise: Node

    def evaluate(self, scope: Scope) -> object:
        chosen = self.then if self.condition.evaluate(scope) is True else self.otherwise
        return chosen.evaluate(scope)

    def parts(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, slots=True)
class AllTrue:
    """`and`: stops at the first false."""

    operands: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> object:
        answer: bool | None = True
        for operand in self.operands:
            value = operand.evaluate(scope)
            if value is False:
                return False
            if value is not True:
                answer = None
        return answer

    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class AnyTrue:
    """`or`: stops at the first true."""

    operands: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> object:
        answer: bool | None = False
        for operand in self.operands:
            value = operand.evaluate(scope)
            if value is True:
                return True
            if value is not False:
                answer = None
        return answer

    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node

    def evaluate(self, scope: Scope) -> object:
        value = self.operand.evaluate(scope)
        return not value if isinstance(value, bool) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Equality:
    left: Node
    right: Node
    negated: bool

    def evaluate(self, scope: Scope) -> object:
        answer = equal(self.left.evaluate(scope), self.right.evaluate(scope), scope)
        return answer is not self.negated if answer is not None else None

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Order:
    sign: str
    left: Node
    right: Node

    def evaluate(self, scope: Scope) -> object:
        return ordered(self.sign, self.left.evaluate(scope), self.right.evaluate(scope))

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Brackets that matter to another reader of the same text: see `survey.joins_after_in`."""

    inner: Node

    def evaluate(self, scope: Scope) -> object:
        return self.inner.evaluate(scope)

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node

    def evaluate(self, scope: Scope) -> object:
        value = self.operand.evaluate(scope)
        return values.number(-value) if is_number(value) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A row of `+ -` or of `* /`, from left to right; `+` also joins texts."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def evaluate(self, scope: Scope) -> object:
        value = self.first.evaluate(scope)
        for sign, operand in self.rest:
            value = _calculate(sign, value, operand.evaluate(scope))
        return value

    def parts(self) -> tuple[Node, ...]:
        return (self.first, *(operand for _, operand in self.rest))


def _calculate(sign: str, left: object, right: object) -> object:
    if is_number(left) and is_number(right):
        return _of_numbers(sign, left, right)
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return values.text(left + right)
    return None


def _of_numbers(sign: str, left: Any, right: Any) -> int | float | None:
    if sign == "+":
        return values.number(left + right)
    if sign == "-":
        return values.number(left - right)
    if sign == "*":
        return values.number(left * right)
    return values.number(left / right) if right else None
