"""Which values a version itself speaks of, to be offered where somebody has to give one."""

from collections.abc import Iterator, Mapping

from processes.editions import Edition
from processes.expressions import Expression, Json, parse, values_compared
from processes.safe_xml import parse_xml
from processes.vocabulary import BPMN, condition_texts

Compared = Mapping[str, tuple[Json, ...]]


def compared_values(diagram: bytes, edition: Edition) -> Compared:
    """Give, by name, the values with which conditions, forms and tables compare it, in order.

    A name that stands as a condition by itself is compared with true and false.
    """
    found: dict[str, dict[str, Json]] = {}
    for name, value in (*_in_conditions(diagram), *_in_forms(edition), *_in_tables(edition)):
        # Python calls True and 1 the same, conditions do not.
        found.setdefault(name, {}).setdefault(repr(value), value)
    return {name: tuple(values.values()) for name, values in found.items()}


def _in_conditions(diagram: bytes) -> Iterator[tuple[str, Json]]:
    process = parse_xml(diagram).find(f"{BPMN}process")
    if process is not None:
        for text in condition_texts(process):
            yield from values_compared(parse(text))


def _in_forms(edition: Edition) -> Iterator[tuple[str, Json]]:
    for form in edition.forms.values():
        for field in form.fields:
            for condition in (*field.hide_when, field.required_when, field.fixed_when):
                if condition is not None and isinstance(condition.expression, Expression):
                    yield from values_compared(condition.expression)


def _in_tables(edition: Edition) -> Iterator[tuple[str, Json]]:
    for table in edition.tables.values():
        for place, column in enumerate(table.inputs):
            (name, *more) = column.expression.names or ("",)
            if column.expression.text.strip() == name and not more:
                for rule in table.rules:
                    yield from ((name, value) for value in rule.tests[place].literals())
