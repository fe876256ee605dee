"""What every kind of field promises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError

from forms.component import Component, UnusableError
from forms.contract import N_, Lookups, Msgid


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer, before it is known which field of which form it is."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    part: str | None = None


class InvalidError(ValidationError):
    """An answer is wrong in itself; marshmallow collects the problem under its field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(list(problems))


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known around one answer: the other answers, the applicant, the outside world.

    Answers stay out of the repr: they are personal data.
    """

    answers: Mapping[str, Any] = field(repr=False)
    given: Mapping[str, Any] = field(repr=False)
    lookups: Lookups
    today: date
    nth: int = 0
    """Which of several samples is meant: another number is another person, paper or text."""

    def known(self, key: str) -> Any:
        """Give the answer to another field, or what the account already has under its key."""
        return self.answers.get(key, self.given.get(key))


class Kind:
    """One kind of field: how its answer is written, checked, masked and described.

    An answer takes three steps: `normalise` never refuses, `validate` judges the answer
    by itself, `check` judges it against the facts outside the form.
    """

    name: ClassVar[str]
    types: ClassVar[frozenset[str]]
    """The form-js component types on which it may be written."""
    settings: ClassVar[frozenset[str]] = frozenset()
    """The properties that it reads, beside those that every field has."""
    sensitive: ClassVar[bool] = False
    many: ClassVar[bool] = False
    """The answer is a list; a page posts its name once for each."""
    parts: ClassVar[bool] = False
    """The answer is a mapping; a page posts `key.part` for each."""
    identifies: ClassVar[bool] = True
    """An answer may say who somebody is; a tick or a choice from a list never does."""
    empty: ClassVar[Any] = None
    """What is kept when the field was shown and left alone."""
    missing: ClassVar[str] = N_("请填写%(label)s。")

    def __init__(self, component: Component) -> None:
        self.label = Msgid(component.label)

    @property
    def answers(self) -> tuple[Any, ...] | None:
        """List every answer that there is, where they can be listed."""
        return None

    @property
    def companions(self) -> frozenset[str]:
        """Give the keys of the fields whose answers decide which answers are right here."""
        return frozenset()

    def problem(
        self, code: str, message: str, *, part: str | None = None, **params: object
    ) -> Problem:
        """Word a problem; every sentence may use the field's label."""
        return Problem(code, message, {"label": self.label, **params}, part)

    def wrong_type(self) -> InvalidError:
        """Word the problem of an answer that no page of ours could have sent."""
        return InvalidError(self.problem("wrong_type", N_("%(label)s的格式不对。请重新填写。")))

    def refuse_empty_range(self, low: Any, high: Any) -> None:
        """Refuse a definition whose lower limit lies above the upper one."""
        if low > high:
            raise UnusableError(
                N_("“%(field)s”的下限大于上限，没有人能填对。请修改。"), field=self.label
            )

    def text_of(self, value: Any) -> str:
        """Give a text answer, or refuse anything else."""
        if not isinstance(value, str):
            raise self.wrong_type()
        return value

    def normalise(self, value: Any) -> Any:
        """Give the one way we write this answer; None when it is blank. Never refuses."""
        return value

    def validate(self, value: Any) -> Any:
        """Give the answer back, or raise InvalidError. The value is normalised."""
        return value

    def is_answered(self, value: Any) -> bool:
        """Say whether this counts as an answer to a required field."""
        return value is not None

    def is_demanded(self, scene: Scene) -> bool:  # noqa: ARG002 - kinds that look outside use it
        """Say whether the facts outside the form make an answer necessary."""
        return False

    def check(self, value: Any, scene: Scene) -> Iterator[Problem]:  # noqa: ARG002 - as above
        """Name what the facts outside the form have against the answer."""
        return iter(())

    def warn(self, value: Any, scene: Scene) -> Iterator[Problem]:  # noqa: ARG002 - as above
        """Name what a reviewer should look at although the answer is accepted."""
        return iter(())

    def sample(self, scene: Scene) -> Any:  # noqa: ARG002 - kinds that must agree use it
        """Give an answer of nobody's that would be accepted; None: only a person can choose."""
        return None

    def stand_in(self, value: Any, scene: Scene) -> Any:
        """Give an answer of nobody's for what somebody wrote; None: it is left out."""
        return self.sample(scene) if self.identifies else value

    def mask(self, value: Any) -> Any:
        """Give the answer as screens show it to anyone."""
        return value

    def describe(self) -> dict[str, Any]:
        """Give what a page needs to draw it, beside what all fields have."""
        return {}

    def json_schema(self) -> dict[str, Any]:
        """Give the JSON Schema of the answer."""
        return {"type": "string"}
