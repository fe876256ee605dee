"""A decision table: which rules fire for the values at hand, and what follows."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from processes.expressions import EvaluationFailed, Expression, Json, UnaryTests
from processes.expressions.nodes import Literal
from processes.expressions.values import Scope, equal
from processes.sentences import N_, SaidInWords

MAX_SHOWN: Final = 100
"""Characters of a value that a sentence repeats."""


class NotDecided(SaidInWords):
    """The rules contradict each other for these values, or a value is not allowed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table decided: a value for each output name, and the rules' numbers from 1.

    When no rule fires, every output is null; under COLLECT every output is a list.
    """

    outputs: dict[str, Json]
    rules: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is looked at."""

    label: str
    expression: Expression
    allowed: UnaryTests | None

    def subject(self, values: Mapping[str, Any]) -> Json | date:
        """Return the column's value for these values."""
        subject = self.expression.evaluate_subject(values)
        _refuse_other(self.label, self.allowed, subject, values)
        return subject


@dataclass(frozen=True, slots=True)
class Output:
    """A column that is set."""

    name: str
    allowed: UnaryTests | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a test for each input, an expression for each output."""

    number: int
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression, ...]

    def fires(self, subjects: list[Json | date], values: Mapping[str, Any]) -> bool:
        """Say whether every input passes its test."""
        pairs = zip(self.tests, subjects, strict=True)
        return all(test.passes(subject, values) for test, subject in pairs)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table, immutable, to be shared by threads.

    `names` are those that it reads, `output_names` those that it sets, in order.
    """

    id: str
    name: str
    hit_policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    names: frozenset[str]

    @property
    def output_names(self) -> tuple[str, ...]:
        """The names that a decision sets."""
        return tuple(output.name for output in self.outputs)

    @property
    def possible(self) -> dict[str, tuple[Json, ...] | None]:
        """All that each output may be; None where a cell counts or the rules are collected.

        A number is an amount, which whoever edits the table may change any day.
        """
        cells = zip(*(rule.results for rule in self.rules), strict=True)
        columns = list(cells) or [()] * len(self.outputs)
        return {
            output.name: None if self.hit_policy == "COLLECT" else _listed(column)
            for output, column in zip(self.outputs, columns, strict=True)
        }

    @property
    def constants(self) -> dict[str, dict[int, Json]]:
        """What each output is by rules whose cell reads no name, by the rule's number.

        What is collected is a list, even of one.
        """
        collected = self.hit_policy == "COLLECT"
        return {
            output.name: {
                number: [value] if collected else value
                for number, value in _constants(self.rules, at)
            }
            for at, output in enumerate(self.outputs)
        }

    def decide(self, values: Mapping[str, Any]) -> Decision:
        """Return what the rules say; raise `NotDecided` or an `EvaluationFailed`."""
        subjects = [column.subject(values) for column in self.inputs]
        firing = (rule for rule in self.rules if rule.fires(subjects, values))
        rules = HIT_POLICIES[self.hit_policy](self, firing)
        results = [self._results(rule, values) for rule in rules]
        return Decision(self._combined(results), tuple(rule.number for rule in rules))

    def _results(self, rule: Rule, values: Mapping[str, Any]) -> list[Json]:
        results = [expression.evaluate(values) for expression in rule.results]
        for output, value in zip(self.outputs, results, strict=True):
            _refuse_other(output.name, output.allowed, value, values)
        return results

    def _combined(self, results: list[list[Json]]) -> dict[str, Json]:
        if self.hit_policy == "COLLECT":
            columns = ([row[at] for row in results] for at in range(len(self.outputs)))
            return dict(zip(self.output_names, columns, strict=True))
        if not results:
            return dict.fromkeys(self.output_names)
        if not all(equal(row, results[0], Scope({})) for row in results[1:]):
            message = N_("决策表“%(table)s”有几条规则同时符合，结论却不同。请修改规则。")
            raise NotDecided(message, {"table": self.name})
        return dict(zip(self.output_names, results[0], strict=True))


def _listed(results: tuple[Expression, ...]) -> tuple[Json, ...] | None:
    """List what a column may give, null with it, for no rule may fire."""
    values = [one.root.value for one in results if isinstance(one.root, Literal)]
    plain = [one for one in values if one is None or isinstance(one, str | bool)]
    return (*plain, None) if len(plain) == len(results) else None


def _constants(rules: tuple[Rule, ...], at: int) -> Iterator[tuple[int, Json]]:
    for rule in rules:
        result = rule.results[at]
        # What cannot be counted out fails by itself when the rule fires.
        with suppress(EvaluationFailed):
            if not result.names:
                yield rule.number, result.evaluate({})


def _refuse_other(
    column: str, allowed: UnaryTests | None, value: Json | date, values: Mapping[str, Any]
) -> None:
    if allowed is not None and not allowed.passes(value, values):
        message = N_("“%(column)s”的值“%(value)s”不在允许的范围内。请改正数据或决策表。")
        raise NotDecided(message, {"column": column, "value": str(value)[:MAX_SHOWN]})


def _only(table: DecisionTable, firing: Iterator[Rule]) -> list[Rule]:
    rules = list(firing)
    if len(rules) > 1:
        message = N_("决策表“%(table)s”的规则 %(rules)s 同时符合，只允许一条。请修改规则。")
        numbers = "、".join(str(rule.number) for rule in rules)
        raise NotDecided(message, {"table": table.name, "rules": numbers})
    return rules


def _first(_table: DecisionTable, firing: Iterator[Rule]) -> list[Rule]:
    return list(islice(firing, 1))


def _all(_table: DecisionTable, firing: Iterator[Rule]) -> list[Rule]:
    return list(firing)


HIT_POLICIES: Final[dict[str, Callable[[DecisionTable, Iterator[Rule]], list[Rule]]]] = {
    "UNIQUE": _only,
    "FIRST": _first,
    "ANY": _all,
    "COLLECT": _all,
}
