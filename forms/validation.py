"""The one validation there is: a marshmallow schema built from the kinds of a form's fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError
from marshmallow import fields as marshmallow_fields

from forms.contract import N_
from forms.field import Field
from forms.kinds import Kind, Problem

_UNKNOWN = Problem("unknown", N_("这份表单没有这一项。请刷新页面后重试。"))


class Answer(marshmallow_fields.Field[Any]):
    """Hands an answer to its kind."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002 - marshmallow's signature
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Any:
        return self.kind.validate(value)


def build_schema(fields: tuple[Field, ...]) -> Schema:
    """Build the schema of these fields; a key that none of them has is refused.

    Whether an answer is missing is not its business: that depends on what is shown.
    """
    return Schema.from_dict({field.key: Answer(field.kind) for field in fields})(unknown=RAISE)


def load(
    schema: Schema, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Problem]]]:
    """Judge each normalised value; give the good ones, and the problems of the others by key."""
    try:
        return dict(schema.load(values)), {}
    except ValidationError as error:
        problems = {key: list(_problems(found)) for key, found in error.messages_dict.items()}
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return valid, problems


def _problems(found: Any) -> Iterator[Problem]:
    for problem in found if isinstance(found, list) else [found]:
        yield problem if isinstance(problem, Problem) else _UNKNOWN
