"""One component of a form-js form, read and flattened, before its kind is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.contract import N_, DefinitionProblem


class UnusableError(Exception):
    """A component says something that no kind can honour; `problem` is the sentence."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message % params)
        self.problem = DefinitionProblem(message, params)


@dataclass(frozen=True, slots=True)
class Group:
    """A topic: one page on a phone. `key` is the form-js id; fields without a group have none."""

    key: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """What the definition says of one field or text, conditions of its groups included.

    The form-js editor writes every custom property as text, so `flag` and `whole_number`
    read text as well as JSON values.
    """

    type: str
    key: str
    label: str
    description: str = ""
    group: Group = Group()
    properties: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()
    hide_when: tuple[str, ...] = ()
    default: str | int | float | bool | None = None

    @property
    def required(self) -> bool:
        """Say whether the field must be answered whenever it is shown."""
        return self.rules.get("required") is True

    def text(self, name: str, default: str = "") -> str:
        """Give a property as text."""
        value = self.properties.get(name, default)
        return value.strip() if isinstance(value, str) else str(value)

    def flag(self, name: str) -> bool:
        """Give a property as yes or no."""
        text = self.text(name, "false").lower()
        if text not in {"true", "false"}:
            raise UnusableError(
                N_("“%(field)s”的属性 %(name)s 只能写 true 或 false。"), field=self.label, name=name
            )
        return text == "true"

    def whole_number(self, name: str, default: int | None = None) -> int | None:
        """Give a property or a rule as a whole number from 0 on, or `default` when absent."""
        value = self.properties.get(name, self.rules.get(name, default))
        if value is None:
            return None
        # Nine digits are more than any limit needs; Python refuses to read 5,000 of them.
        if isinstance(value, bool) or not re.fullmatch(r"\s*[0-9]{1,9}\s*", str(value)):
            raise UnusableError(
                N_("“%(field)s”的 %(name)s 应写成从 0 起的整数，不超过 9 位。"),
                field=self.label,
                name=name,
            )
        return int(value)
