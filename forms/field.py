"""What stands on a compiled form: questions, texts between them, and their conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.component import Group
from forms.contract import Expression
from forms.kinds import Kind


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression and the text it was parsed from, without the leading =."""

    text: str
    expression: Expression

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Say whether it is true; null is not."""
        return self.expression.evaluate(values) is True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text shows a value: `{{fee_fen / 100}}` and the expression between the braces."""

    text: str
    value: Condition

    def words(self, values: Mapping[str, Any]) -> str:
        """Give what stands there; money in yuan keeps both its decimals."""
        value = self.value.expression.evaluate(values)
        if value is None:
            return "—"
        return f"{value:.2f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class StaticText:
    """A text between the questions, as Markdown."""

    text: str
    group: Group
    hide_when: tuple[Condition, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """Give every name that its conditions and places read."""
        return names_read(*self.hide_when, *(place.value for place in self.places))

    def is_hidden(self, values: Mapping[str, Any]) -> bool:
        """Say whether these values hide it."""
        return any_holds(self.hide_when, values)


@dataclass(frozen=True, slots=True)
class Field:
    """One question: its key, its words, its kind, and when it is asked.

    `companions` are the fields whose answers decide which answers are right here: the
    agency for a store, the ID number for the gender.
    """

    key: str
    label: str
    kind: Kind
    required: bool
    why: str
    routing: bool
    hint: str
    group: Group
    default: str | int | float | bool | None = None
    hide_when: tuple[Condition, ...] = ()
    required_when: Condition | None = None
    fixed_when: Condition | None = None
    """When the answer is only shown: it was settled elsewhere, and what it stands for checks it."""
    companions: frozenset[str] = frozenset()
    prefill: str | None = None
    """The fact that a new draft begins with here, so that nobody types it twice."""
    current: str | None = None
    """The fact that this answer would replace; pages show it beside the question."""

    @property
    def answers(self) -> tuple[Any, ...] | None:
        """List all that it may be once the form is completed, where that can be listed."""
        listed = self.kind.answers
        if listed is None or (self.required and not self.hide_when):
            return listed
        return *listed, None

    def is_required(self, values: Mapping[str, Any]) -> bool:
        """Say whether these values make an answer necessary, where it is shown."""
        demanded = self.required_when is not None and self.required_when.holds(values)
        return self.required or demanded

    def is_hidden(self, values: Mapping[str, Any]) -> bool:
        """Say whether these values hide it."""
        return any_holds(self.hide_when, values)

    def is_fixed(self, values: Mapping[str, Any]) -> bool:
        """Say whether these values settle the answer, so that it is shown and not written."""
        return self.fixed_when is not None and self.fixed_when.holds(values)

    @property
    def hidden_by(self) -> frozenset[str]:
        """Give the names that decide whether it is shown."""
        return names_read(*self.hide_when)

    @property
    def reads(self) -> frozenset[str]:
        """Give every name that its conditions read."""
        return self.hidden_by | names_read(*filter(None, (self.required_when, self.fixed_when)))


def any_holds(conditions: Iterable[Condition], values: Mapping[str, Any]) -> bool:
    """Say whether one of these conditions is true."""
    return any(condition.holds(values) for condition in conditions)


def names_read(*conditions: Condition) -> frozenset[str]:
    """Give every name that these conditions read."""
    return frozenset[str]().union(*(condition.expression.names for condition in conditions))
