"""The handful of FEEL that random diagrams and the shipped ones are written in.

Comparisons, `in`, `and`, `or`, `not()`, literals, lists and names, with FEEL's three values:
what is compared with null (other than by = and !=) is null, and null is not true.
"""

import operator
import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?)|"([^"]*)"|([A-Za-z_]\w*)|(!=|<=|>=|[=<>()\[\],]))')
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_WORDS = {"true": True, "false": False, "null": None}


def holds(text: str, values: Mapping[str, Any]) -> bool:
    """Say whether the condition is true of these values; false and null are both no."""
    return evaluate(text, values) is True


def evaluate(text: str, values: Mapping[str, Any]) -> Any:
    """Return the expression's value; a name that has no value yet is null."""
    reader = _Reader(_split(text), values)
    result = reader.disjunction()
    assert not reader.rest, f"{text!r}: cannot read {reader.rest}"
    return result


def _split(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    text = text.strip().removeprefix("=")
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        assert match, f"{text!r}: cannot read from {position}"
        found.append(
            (("number", "string", "name", "sign")[match.lastindex - 1], match[match.lastindex])
        )
        position = match.end()
    return found


class _Reader:
    """Recursive descent that evaluates while it reads."""

    def __init__(self, tokens: list[tuple[str, str]], values: Mapping[str, Any]) -> None:
        self.rest = tokens
        self.values = values

    def _next_is(self, *texts: str) -> bool:
        return bool(self.rest) and self.rest[0][0] != "string" and self.rest[0][1] in texts

    def _take(self, *expected: str) -> tuple[str, str]:
        assert not expected or self._next_is(*expected), f"expected {expected}: {self.rest}"
        return self.rest.pop(0)

    def disjunction(self) -> Any:
        result = self._conjunction()
        while self._next_is("or"):
            self._take()
            result = _either(result, self._conjunction())
        return result

    def _conjunction(self) -> Any:
        result = self._comparison()
        while self._next_is("and"):
            self._take()
            result = _negated(_either(_negated(result), _negated(self._comparison())))
        return result

    def _comparison(self) -> Any:
        left = self._operand()
        if not self._next_is("=", "!=", "in", *_ORDER):
            return left
        sign, right = self._take()[1], self._operand()
        if sign == "in":
            return left in right if isinstance(right, list) else _equal(left, right)
        if sign in ("=", "!="):
            return _equal(left, right) if sign == "=" else _negated(_equal(left, right))
        return None if left is None or right is None else _ORDER[sign](left, right)

    def _operand(self) -> Any:
        kind, text = self._take()
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "string":
            return text
        if text == "not":
            return _negated(self._bracketed())
        if kind == "name":
            return _WORDS[text] if text in _WORDS else self.values.get(text)
        return self._opened_by(text)

    def _opened_by(self, sign: str) -> Any:
        assert sign in "([", f"unexpected {sign!r}"
        items = []
        while not self._next_is(")", "]"):
            items.append(self.disjunction())
            if self._next_is(","):
                self._take()
        self._take()
        return items if sign == "[" else items[0]

    def _bracketed(self) -> Any:
        self._take("(")
        result = self.disjunction()
        self._take(")")
        return result


def _equal(left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return left is right
    return left == right if isinstance(left, bool) == isinstance(right, bool) else None


def _either(left: Any, right: Any) -> bool | None:
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def _negated(value: Any) -> bool | None:
    return not value if isinstance(value, bool) else None
