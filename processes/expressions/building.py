"""What each rule of grammar.lark becomes: one method a rule, called as the parser reduces."""

import json
from typing import Any, Final

from lark import Token, Transformer, v_args

from processes.expressions.checks import (
    Anything,
    Check,
    Compares,
    Holds,
    InRange,
    Membership,
    NoneOf,
    SameValue,
    Some,
)
from processes.expressions.errors import (
    ConditionInCell,
    NameRefused,
    NumberTooLarge,
    TextNotClosed,
    UnknownFunction,
    WrongArguments,
)
from processes.expressions.functions import FUNCTIONS
from processes.expressions.limits import MAX_DIGITS
from processes.expressions.nodes import (
    AllTrue,
    AnyTrue,
    Arithmetic,
    Bracketed,
    Call,
    Conditional,
    Entry,
    Equality,
    ListOf,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Order,
    Subject,
)
from processes.expressions.survey import ends_with_in, survey
from processes.expressions.values import number

# FEEL reads these words as operators that we leave out, so they cannot be names either.
_RESERVED: Final = frozenset(
    {"every", "external", "for", "function", "instance", "return", "satisfies", "some"}
)
_CONDITIONS: Final = (AllTrue, AnyTrue, Bracketed, Equality, Membership, Not, Order)


@v_args(inline=True)
class Builder(Transformer[Token, Any]):
    """Builds nodes and checks bottom-up while the parser runs; keeps nothing in between."""

    def conditional(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return Conditional(condition, then, otherwise)

    def disjunction(self, *operands: Node) -> Node:
        return AnyTrue(operands)

    def conjunction(self, *operands: Node) -> Node:
        return AllTrue(operands)

    def equality(self, left: Node, sign: Token, right: Node) -> Node:
        return Equality(left, right, negated=sign == "!=")

    def order(self, left: Node, sign: Token, right: Node) -> Node:
        return Order(str(sign), left, right)

    def between(self, value: Node, start: Node, end: Node) -> Node:
        return AllTrue((Order(">=", value, start), Order("<=", value, end)))

    def membership(self, value: Node, check: Check) -> Node:
        return Membership(value, check)

    def _row(self, first: Node, *rest: Any) -> Node:
        pairs = zip(rest[::2], rest[1::2], strict=True)
        return Arithmetic(first, tuple((str(sign), operand) for sign, operand in pairs))

    sum = product = _row

    def negative(self, operand: Node) -> Node:
        return Negative(operand)

    def negation(self, operand: Node) -> Node:
        return Not(operand)

    def bracketed(self, expression: Node) -> Node:
        return Bracketed(expression) if ends_with_in(expression) else expression

    def number(self, token: Token) -> Node:
        if len(token) > MAX_DIGITS:
            raise NumberTooLarge
        return Literal(number(float(token) if "." in token else int(token)))

    def text(self, token: Token) -> Node:
        value = json.loads(token, strict=False)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise TextNotClosed(position=_position(token))
        return Literal(value)

    def true(self) -> Node:
        return Literal(True)

    def false(self) -> Node:
        return Literal(False)

    def null(self) -> Node:
        return Literal(None)

    def subject(self) -> Node:
        return Subject()

    def path(self, name: Token, *keys: Token) -> Node:
        for word in (name, *keys):
            if word in _RESERVED or word.startswith("__"):
                raise NameRefused(name=str(word), position=_position(word))
        node: Node = Name(str(name))
        for key in keys:
            node = Entry(node, str(key))
        return node

    def function(self, *words: Token) -> str:
        return " ".join(words)

    def call(self, name: str, *arguments: Node) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            raise UnknownFunction(name=name, known="、".join(["not", *FUNCTIONS]))
        if len(arguments) < function.least or len(arguments) > (function.most or len(arguments)):
            raise WrongArguments(name=name, wanted=function.wanted, found=len(arguments))
        return Call(function, arguments)

    def list(self, *items: Node) -> Node:
        return ListOf(items)

    def anything(self) -> Check:
        return Anything()

    def some_test(self, *checks: Check) -> Check:
        if len(checks) == 1:
            return _whole_cell(checks[0])
        return Some(tuple(_in_cell(check) for check in checks))

    def no_test(self, checks: Some) -> Check:
        return NoneOf(tuple(_in_cell(check) for check in checks.checks))

    def value(self, expression: Node) -> Check:
        return SameValue(expression)

    def order_test(self, sign: Token, limit: Node) -> Check:
        return Compares(str(sign), limit)

    def range_test(self, opening: Token, start: Node, end: Node, closing: Token) -> Check:
        from_sign = ">=" if opening == "[" else ">"
        return InRange(from_sign, start, "<=" if closing == "]" else "<", end)

    def several_tests(self, *checks: Check) -> Check:
        return Some(checks)


def _position(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _whole_cell(check: Check) -> Check:
    """A cell that is one not(...) negates a test, where in an expression it negates a truth."""
    if isinstance(check, SameValue) and isinstance(check.expression, Not):
        return NoneOf((_in_cell(SameValue(check.expression.operand)),))
    return _in_cell(check)


def _in_cell(check: Check) -> Check:
    if not isinstance(check, SameValue):
        return check
    if survey(check.expression).reads_subject:
        return Holds(check.expression)
    if isinstance(check.expression, _CONDITIONS):
        raise ConditionInCell
    return check
