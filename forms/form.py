"""A compiled form, as callers hold it: what it asks, and everything that it can do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from forms.cleaning import clean
from forms.contract import Cleaned, Lookups
from forms.describe import describe
from forms.field import Field
from forms.kinds import Scene
from forms.layout import Layout
from forms.posted import read_posted
from forms.samples import StandIns, sample
from forms.schema import json_schema

# A fixed offset and not ZoneInfo: China has no summer time, and slim containers come without
# a time zone database.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True)
class Form:
    """A compiled form. `name` is the form-js id, `sha256` that of the definition's bytes.

    `submit` is what its button says, where the form has a button of its own.
    Immutable and safe to share between threads.
    """

    name: str
    sha256: str
    layout: Layout = field(repr=False)
    submit: str | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Give the questions in order."""
        return self.layout.fields

    @property
    def routing(self) -> frozenset[str]:
        """Give the keys of the answers that the diagram may read."""
        return frozenset(one.key for one in self.layout.fields if one.routing)

    @property
    def names(self) -> frozenset[str]:
        """Give every name that its conditions read, minus its own fields."""
        return self.layout.names

    def read_posted(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Give the answers in the names and texts that a page posted, ready to be cleaned."""
        return read_posted(self.layout, pairs)

    def clean(
        self,
        answers: Mapping[str, Any],
        *,
        given: Mapping[str, Any] | None = None,
        previous: Mapping[str, Any] | None = None,
        reopened: frozenset[str] | None = None,
        lookups: Lookups,
        today: date | None = None,
    ) -> Cleaned:
        """Turn what was posted into a complete round.

        `given` are facts about the applicant; one under the key of a hidden field stands for
        what the account already has. With `previous` and `reopened` only the returned fields,
        those that depend on them and those whose old answer no longer stands may change; the
        lookups have to know what the previous round names as well as what was posted.
        `today` is the day in Shanghai by default. Raises FormErrors.
        """
        day = today or datetime.now(SHANGHAI).date()
        scene = Scene(answers={}, given=given or {}, lookups=lookups, today=day)
        return clean(self.layout, answers, previous, reopened, scene)

    def sample(
        self,
        *,
        given: Mapping[str, Any] | None = None,
        kept: Mapping[str, Any] | None = None,
        today: date | None = None,
        nth: int = 0,
    ) -> dict[str, Any]:
        """Give a complete round of nobody's, with the answers in `kept` as they are.

        What only a person can choose (fields to return) stays open. Another `nth` gives other
        samples. `clean` takes it with `forms.SampleLookups`.
        """
        day = today or datetime.now(SHANGHAI).date()
        return sample(self.layout, given or {}, kept or {}, day, nth)

    def stand_in(
        self, answers: Mapping[str, Any], known: Mapping[str, Any], stand_ins: StandIns
    ) -> dict[str, Any]:
        """Give a round of nobody's in the place of somebody's; `known` stood there before."""
        return stand_ins.of(self.layout, answers, known)

    def describe(
        self,
        *,
        given: Mapping[str, Any] | None = None,
        answers: Mapping[str, Any] | None = None,
        reopened: Collection[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Give the form as plain JSON-able groups of fields, for a page to draw.

        `reopened` may map the returned fields to their reasons.
        """
        return describe(self.layout, given or {}, answers, reopened)

    def json_schema(self) -> dict[str, Any]:
        """Give the JSON Schema (2020-12) of what may be posted."""
        return json_schema(self.layout)
