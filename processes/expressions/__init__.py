"""The one language of conditions, task parameters, form conditions and decision tables.

It is a subset of FEEL, the language of DMN and of form-js:

- values: 12, 0.5, "文字" (with \\" \\\\ \\n \\r \\t \\u4e2d), true, false, null, [1, 2];
- names, Chinese ones too, and entries of contexts: decision, 机构, employer.kind;
- = != < <= > >=, and, or, not(x), + - * /, x between 1 and 5, if a then b else c;
- x in ["a", "b"], x in ("a", > 3), x in [1..5], x in (1..5];
- functions: those of `functions.FUNCTIONS`.

null is FEEL's «unknown»: it answers what makes no sense (1 < "a", 1 / 0), and `and`, `or`
and `not` pass it on. A condition holds only when it is true. Numbers are those of JSON and
of browsers, to 10^15. date("2026-01-31") makes a day that compares; as a result it is text.

Who parses gets `Expression.names` and must check them: a name that nothing defines is a
mistake in the diagram. While evaluating, a name that is known to have no value is given as
None; one that is missing altogether raises `UnknownName`.

Where @bpmn-io/feelin departs from the standard, tests/processes/expressions/cases.json says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from processes.expressions.checks import Check
from processes.expressions.errors import (
    BracketsNeeded,
    EvaluationFailed,
    ExpressionError,
    SubjectRefused,
    SyntaxRefused,
    UnknownName,
)
from processes.expressions.limits import MAX_CACHED
from processes.expressions.nodes import Node
from processes.expressions.parsing import parse_tree
from processes.expressions.survey import compared, joins_after_in, literals_in, survey
from processes.expressions.values import Json, Scope, admitted, as_json

__all__ = [
    "EvaluationFailed",
    "Expression",
    "ExpressionError",
    "FormExpression",
    "Json",
    "SyntaxRefused",
    "UnaryTests",
    "UnknownName",
    "parse",
    "parse_form_expression",
    "unary_tests",
    "values_compared",
]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A parsed expression, immutable, to be shared by threads. `names` are those it reads."""

    text: str
    names: frozenset[str]
    root: Node

    def evaluate(self, values: Mapping[str, Any]) -> Json:
        """Return the JSON value for these JSON values; raise an `EvaluationFailed`."""
        scope = Scope(values)
        return as_json(self.root.evaluate(scope), scope)

    def evaluate_subject(self, values: Mapping[str, Any]) -> Json | date:
        """As `evaluate`, but leave a day a day: what a decision table hands to its cells."""
        result = self.root.evaluate(Scope(values))
        return result if isinstance(result, date) else as_json(result, Scope(values))


class FormExpression(Expression):
    """A condition of a form, which people's own answers must not bring down.

    Where `Expression` raises because a value is too large, this one gives null, as FEEL does
    for all that makes no sense.
    """

    __slots__ = ()

    def evaluate(self, values: Mapping[str, Any]) -> Json:
        """Return the JSON value for these JSON values; raise `UnknownName`."""
        try:
            return Expression.evaluate(self, values)
        except UnknownName:
            raise
        except EvaluationFailed:
            return None


@dataclass(frozen=True, slots=True, eq=False)
class UnaryTests:
    """A parsed cell of a decision table. `names` are those it reads besides its column."""

    text: str
    names: frozenset[str]
    _check: Check

    def passes(self, subject: Json | date, values: Mapping[str, Any]) -> bool:
        """Say whether the column's value passes; raise an `EvaluationFailed`."""
        if not isinstance(subject, date):
            admitted(subject)
        return self._check.passes(subject, Scope(values, subject))

    def literals(self) -> Iterator[Json]:
        """Give the values that are written in it, in order."""
        return literals_in(*self._check.parts())


@lru_cache(MAX_CACHED)
def parse(text: str) -> Expression:
    """Return the expression written in `text`; raise an `ExpressionError`."""
    root = parse_tree(text, "expression")
    found = survey(root)
    if found.reads_subject:
        raise SubjectRefused
    return Expression(text, found.names, root)


def values_compared(expression: Expression) -> Iterator[tuple[str, Json]]:
    """Give each name with each value that the expression compares it with, in order.

    A name that is a condition by itself is compared with true and false.
    """
    return compared(expression.root)


def parse_form_expression(text: str) -> FormExpression:
    """Return the expression that form-js writes with an `=` before it.

    form-js reads the same text in the browser, so what it would read otherwise is refused.
    """
    expression = parse(text.strip().removeprefix("="))
    if joins_after_in(expression.root):
        raise BracketsNeeded
    return FormExpression(expression.text, expression.names, expression.root)


@lru_cache(MAX_CACHED)
def unary_tests(text: str) -> UnaryTests:
    """Return the tests written in a decision table's cell; raise an `ExpressionError`.

    `-` passes anything; `"a", "b"`, `>= 3`, `[1..5]`, `not("a")` and conditions in which
    `?` is the column's value pass as in FEEL.
    """
    check = parse_tree(text, "unary_tests")
    return UnaryTests(text, survey(*check.parts()).names, check)
