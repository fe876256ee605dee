"""The functions that an expression may call, by their FEEL names.

Each takes plain values and answers null to values that it has no answer for. A single
value where a list is wanted counts as a list of one (DMN 1.3, 10.3.2.9.4).
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from processes.expressions import values
from processes.expressions.limits import MAX_DIGITS
from processes.expressions.values import Scope, is_number

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many values it takes (`most` None: any number) and what it does."""

    least: int
    most: int | None
    apply: Callable[[Scope, list[object]], object]

    @property
    def wanted(self) -> str:
        """The number of values as a person reads it."""
        if self.most is None:
            return f"≥ {self.least}"
        return str(self.least)


def _on_text(act: Callable[[str], object]) -> Function:
    def apply(_scope: Scope, args: list[object]) -> object:
        (value,) = args
        return act(value) if isinstance(value, str) else None

    return Function(1, 1, apply)


def _on_two_texts(act: Callable[[str, str], object]) -> Function:
    def apply(_scope: Scope, args: list[object]) -> object:
        whole, part = args
        if isinstance(whole, str) and isinstance(part, str):
            return act(whole, part)
        return None

    return Function(2, 2, apply)


def _on_number(act: Callable[[int | float], int | float]) -> Function:
    def apply(_scope: Scope, args: list[object]) -> object:
        (value,) = args
        return values.number(act(value)) if is_number(value) else None

    return Function(1, 1, apply)


def _on_numbers(act: Callable[[list[int | float]], int | float]) -> Function:
    """A function of one list of numbers, or of numbers one by one; null when there is none."""

    def apply(scope: Scope, args: list[object]) -> object:
        items = args[0] if len(args) == 1 and isinstance(args[0], list) else args
        scope.charge(len(items))
        numbers = [item for item in items if is_number(item)]
        if not numbers or len(numbers) < len(items):
            return None
        return values.number(act(numbers))

    return Function(1, None, apply)


def _add_up(numbers: list[int | float]) -> int | float:
    # Added one by one as a browser does: the built-in sum() of newer Pythons rounds otherwise.
    total: int | float = 0
    for item in numbers:
        total = values.number(values.number(item) + total)
    return total


def _mean(numbers: list[int | float]) -> int | float:
    return _add_up(numbers) / len(numbers)


def _as_list(value: object) -> list[Any] | None:
    if value is None or isinstance(value, list):
        return value
    return [value]


def _count(_scope: Scope, args: list[object]) -> object:
    items = _as_list(args[0])
    return None if items is None else len(items)


def _list_contains(scope: Scope, args: list[object]) -> object:
    items = _as_list(args[0])
    return None if items is None else values.contains(items, args[1], scope)


def _date(_scope: Scope, args: list[object]) -> object:
    (value,) = args
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _day_or_none(value)
    return value if isinstance(value, date) else None


def _day_or_none(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _read_number(written: str) -> int | float | None:
    if len(written) > MAX_DIGITS or not _NUMBER.fullmatch(written):
        return None
    return values.number(float(written) if "." in written else int(written))


FUNCTIONS: Final[dict[str, Function]] = {
    "abs": _on_number(abs),
    "ceiling": _on_number(math.ceil),
    "contains": _on_two_texts(lambda whole, part: part in whole),
    "count": Function(1, 1, _count),
    "date": Function(1, 1, _date),
    "ends with": _on_two_texts(str.endswith),
    "floor": _on_number(math.floor),
    "list contains": Function(2, 2, _list_contains),
    "lower case": _on_text(lambda text: values.text(text.lower())),
    "max": _on_numbers(max),
    "mean": _on_numbers(_mean),
    "min": _on_numbers(min),
    "number": _on_text(_read_number),
    "starts with": _on_two_texts(str.startswith),
    "string length": _on_text(len),
    "sum": _on_numbers(_add_up),
    "upper case": _on_text(lambda text: values.text(text.upper())),
}
