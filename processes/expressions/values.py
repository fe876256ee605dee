"""Values of the language: JSON values, and days that only live inside an expression.

Rules that every operator shares: FEEL's equality and order, numbers that a browser and we
agree on, and limits. `null` answers a question that makes no sense, such as 1 < "a".
"""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias, TypeGuard

from processes.expressions.errors import NotJson, NumberTooLarge, TooMuchWork, ValueTooLarge
from processes.expressions.limits import (
    MAX_ITEMS,
    MAX_NESTING,
    MAX_NUMBER,
    MAX_STRING,
    MAX_WORK,
)

Json: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None

_KINDS: Final = {bool: 1, int: 2, float: 2, str: 3, date: 4, list: 5, dict: 6}
_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Scope:
    """The values of one evaluation, what `?` is, and the work that may still be done."""

    __slots__ = ("subject", "values", "work_left")

    def __init__(self, values: Mapping[str, Any], subject: object = None) -> None:
        self.values = values
        self.subject = subject
        self.work_left = MAX_WORK

    def charge(self, work: int) -> None:
        self.work_left -= work
        if self.work_left < 0:
            raise TooMuchWork


def is_number(value: object) -> TypeGuard[int | float]:
    """True for a number; unlike in Python, true and false are none."""
    return type(value) is int or type(value) is float


def admitted(value: object) -> object:
    """Return `value` as it is, once it is of a JSON kind and within its limit.

    Looks at the outermost layer only; what lies deeper is looked at when it is used.
    """
    kind = type(value)
    if kind is str or kind is list or kind is dict:
        _refuse_longer(value, MAX_STRING if kind is str else MAX_ITEMS)
    elif is_number(value):
        number(value)
    elif value is not None and kind is not bool:
        raise NotJson(kind=kind.__name__)
    return value


def _refuse_longer(value: Any, limit: int) -> None:
    if len(value) > limit:
        raise ValueTooLarge(size=len(value), limit=limit)


def number(value: int | float) -> int | float:
    """Return a number, a whole one as a whole number, or raise `NumberTooLarge`."""
    if not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise NumberTooLarge
    return int(value) if value == math.floor(value) else value


def text(value: str) -> str:
    """Return a text that was put together, or raise `ValueTooLarge`."""
    _refuse_longer(value, MAX_STRING)
    return value


def equal(left: object, right: object, scope: Scope, nesting: int = 0) -> bool | None:
    """FEEL's `=`: null equals only null; values of different kinds compare to null."""
    if left is None or right is None:
        return left is right
    kind = _kind(left)
    if kind != _kind(right):
        return None
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(left, right, scope, nesting)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_contexts(left, right, scope, nesting)
    if isinstance(left, str):
        scope.charge(len(left) // 100)
    return left == right


def _equal_lists(left: list[Any], right: list[Any], scope: Scope, nesting: int) -> bool:
    _enter(len(left), scope, nesting)
    if len(left) != len(right):
        return False
    pairs = zip(left, right, strict=True)
    return all(equal(one, other, scope, nesting + 1) is True for one, other in pairs)


def _equal_contexts(
    left: dict[str, Any], right: dict[str, Any], scope: Scope, nesting: int
) -> bool:
    _enter(len(left), scope, nesting)
    if left.keys() != right.keys():
        return False
    return all(equal(left[key], right[key], scope, nesting + 1) is True for key in left)


def _enter(size: int, scope: Scope, nesting: int) -> None:
    if nesting > MAX_NESTING:
        raise ValueTooLarge(size=nesting, limit=MAX_NESTING)
    scope.charge(1 + size)


def _kind(value: object) -> int:
    kind = _KINDS.get(type(value))
    if kind is None:
        raise NotJson(kind=type(value).__name__)
    return kind


def ordered(sign: str, left: object, right: object) -> bool | None:
    """FEEL's `<`, `<=`, `>`, `>=` on two numbers, two texts or two days; otherwise null."""
    comparable = (
        (is_number(left) and is_number(right))
        or (isinstance(left, str) and isinstance(right, str))
        or (isinstance(left, date) and isinstance(right, date))
    )
    return _ORDERS[sign](left, right) if comparable else None


def contains(items: list[Any], value: object, scope: Scope) -> bool:
    """True when some item equals `value`."""
    scope.charge(len(items))
    return any(equal(item, value, scope) is True for item in items)


def as_json(value: object, scope: Scope, nesting: int = 0) -> Json:
    """Return a result as JSON, a day as its ISO text, sharing no list with the values given."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        _enter(len(value), scope, nesting)
        return [as_json(item, scope, nesting + 1) for item in value]
    if isinstance(value, dict):
        _enter(len(value), scope, nesting)
        return {_key(key): as_json(item, scope, nesting + 1) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return admitted(value)  # type: ignore[return-value]  # a scalar, for lists and contexts are done


def _key(key: object) -> str:
    if type(key) is not str:
        raise NotJson(kind=type(key).__name__)
    return key
