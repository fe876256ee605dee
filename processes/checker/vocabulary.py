"""What a diagram may name: the forms, roles, operations and tables that exist."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class FieldFacts(Protocol):
    """A field of a form, as far as a diagram can see it."""

    @property
    def key(self) -> str:
        """The name by which a condition would read it."""

    @property
    def answers(self) -> tuple[object, ...] | None:
        """All that it may be once its form is completed; None: nobody can list it."""


class FormFacts(Protocol):
    """A compiled form, as far as a diagram can see it."""

    @property
    def fields(self) -> Iterable[FieldFacts]:
        """All its fields."""

    @property
    def routing(self) -> frozenset[str]:
        """The keys of the fields that conditions on a diagram may read."""

    @property
    def names(self) -> frozenset[str]:
        """What its own conditions read besides its own fields."""


class TableFacts(Protocol):
    """A decision table, as far as a diagram can see it."""

    @property
    def names(self) -> frozenset[str]:
        """What its columns and cells read."""

    @property
    def output_names(self) -> Iterable[str]:
        """What it decides."""

    @property
    def possible(self) -> Mapping[str, tuple[object, ...] | None]:
        """All that each output may be; None: nobody can list it."""

    @property
    def constants(self) -> Mapping[str, Mapping[int, object]]:
        """What each output is by rules that look at nothing for it, by the rule's number."""


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """An operation of the service: what it must be given, may be given, and answers.

    `waits` says that a job outside the step finishes it, so that time passes meanwhile.
    `amounts` are the parameters that are money in fen: whole numbers, not below zero.
    `places` are those that a parameter's text for people may leave open, such as 【办件号】.
    """

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()
    waits: bool = False
    amounts: frozenset[str] = frozenset()
    places: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that a diagram may name.

    `forms`, `operations` and `tables` are by the name used on the diagram; `roles` holds the
    role words; `givens` are the facts about the applicant that any condition may read.
    `unheld` are the roles that nobody has just now: what people call them, by role word.
    """

    forms: Mapping[str, FormFacts] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    operations: Mapping[str, OperationFacts] = field(default_factory=dict)
    tables: Mapping[str, TableFacts] = field(default_factory=dict)
    givens: frozenset[str] = frozenset()
    unheld: Mapping[str, str] = field(default_factory=dict)
