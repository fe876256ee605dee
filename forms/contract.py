"""What callers of `forms` hold in their hands: facts asked for, answers and errors given back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Answers = Mapping[str, Any]
"""What a person answered: JSON values by field key."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a sentence for people; the caller of `forms` translates it."""
    return text


class Msgid(str):
    """A parameter that is itself text for people (a label): translated before it is put in."""

    __slots__ = ()


def _render(message: str, params: Mapping[str, object], translate: Callable[[str], str]) -> str:
    return translate(message) % {name: _word(value, translate) for name, value in params.items()}


def _word(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, DefinitionProblem):
        return value.render(translate)
    return translate(value) if isinstance(value, Msgid) else value


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of an upload.

    `kind` is the media type of what the person sent; `width` and `height` are the pixels of
    the first page after it was turned upright; `size` is in bytes; `refusal` is the sentence
    that says why a refused file was refused.
    """

    status: Literal["quarantined", "ready", "refused"]
    pages: int
    kind: str
    width: int
    height: int
    size: int
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is known of an agency or a store.

    `has_stores` says that an agency has a store somebody could work in.
    """

    kind: Literal["agency", "store"]
    name: str
    parent_id: str | None
    enabled: bool
    approved: bool
    has_stores: bool = False


class Lookups(Protocol):
    """The facts outside the form that its kinds need; the service knows them."""

    def document(self, id: str) -> DocumentFacts | None:  # noqa: A002 - the contract's word
        """Say what is known of this person's upload, or None when they have no such upload."""

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: A002 - as above
        """Say what is known of this agency or store, or None when there is none."""

    def returnable(self) -> Mapping[str, str]:
        """List the fields that a reviewer may return: key to label."""

    def affected(self) -> Mapping[str, str]:
        """List what a registration in dispute has decided on: key to label."""


class Expression(Protocol):
    """A parsed FEEL expression."""

    @property
    def names(self) -> frozenset[str]:
        """Give the names that it reads."""

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Give its JSON value over these values."""


ParseExpression = Callable[[str], Expression]
"""Turns form-js text («=a = 1») into an expression; raises an error whose text is a sentence."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field: a msgid and what goes into it.

    `part` names the entry when the value is a mapping (a returned field's key). `params`
    never hold what was typed into a sensitive field.
    """

    key: str
    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    part: str | None = None

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence, itself and the labels in it put through `translate`."""
        return _render(self.message, self.params, translate)


class FormErrors(Exception):
    """The answers cannot be taken; `errors` says why, in the order of the form's fields."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(", ".join(f"{error.key}: {error.code}" for error in errors))
        self.errors = errors

    @property
    def keys(self) -> frozenset[str]:
        """Give the keys of the fields that need another answer."""
        return frozenset(error.key for error in self.errors)


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One thing that is wrong with a form definition: a msgid and what goes into it.

    A parameter may be another problem (the evaluator's reason); its text is its sentence.
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.render()

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence in the language of `translate`."""
        return _render(self.message, self.params, translate)


class FormDefinitionError(Exception):
    """The form definition cannot be used; `problems` are all the reasons found."""

    def __init__(self, problems: tuple[DefinitionProblem, ...]) -> None:
        super().__init__("\n".join(problem.render() for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A complete round of answers that passed.

    `answers` is JSON-able and holds every field that was shown and answered; `routing` is
    the part that the diagram may read; `changed` lists, in the form's order, the fields that
    differ from the previous round (none in the first); `warnings` are what a reviewer should
    look at although it was accepted. Answers stay out of the repr: they are personal data.
    """

    answers: dict[str, Any] = field(repr=False)
    routing: dict[str, Any] = field(repr=False)
    changed: tuple[str, ...] = ()
    warnings: tuple[FieldError, ...] = ()
