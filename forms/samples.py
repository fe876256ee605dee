"""A complete round of nobody's: what a try-out fills in, and what stands for personal data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forms.agreement import follow_id_numbers
from forms.contract import DocumentFacts, OrganisationFacts
from forms.field import Field
from forms.kinds import Scene
from forms.kinds.documents import sample_facts
from forms.kinds.organisations import sample_organisation
from forms.layout import Layout


class SampleLookups:
    """A world in which the samples are true and nothing else is; a Lookups."""

    def __init__(self, returnable: Mapping[str, str] | None = None) -> None:
        self._returnable = returnable or {}

    def document(self, id: str) -> DocumentFacts | None:  # noqa: A002 - the contract's word
        """Know the sample files, all of them fit."""
        return sample_facts(id)

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: A002 - as above
        """Know one agency and one store of it."""
        return sample_organisation(id)

    def returnable(self) -> Mapping[str, str]:
        """Give the fields that were named at the beginning: key to label."""
        return self._returnable

    def affected(self) -> Mapping[str, str]:
        """Nothing was decided by anybody."""
        return {}


def sample(
    layout: Layout, given: Mapping[str, Any], kept: Mapping[str, Any], today: date, nth: int
) -> dict[str, Any]:
    """Fill in what is asked: `kept` answers stand, everything else required gets a sample.

    Answers that the kept ones hide are left out.
    """
    answers: dict[str, Any] = {}
    scene = Scene(answers=answers, given=given, lookups=SampleLookups(), today=today, nth=nth)
    for asked in layout.fields:
        known = {**dict.fromkeys(layout.by_key), **given, **answers}
        if asked.is_hidden(known):
            continue
        value = kept.get(asked.key)
        if value is None and (asked.is_required(known) or asked.kind.is_demanded(scene)):
            value = given.get(asked.key) or asked.kind.sample(scene)
        if value is not None:
            answers[asked.key] = value
            scene = replace(scene, answers=answers)
    return follow_id_numbers(layout.fields, answers, kept)


Keeps = Callable[[Field, Any], bool]


@dataclass(slots=True)
class StandIns:
    """Samples in the place of what real people wrote, over all rounds of one case.

    The same answer gets the same sample wherever it stands, another answer another one, so that
    what was changed in a correction is still a change. `keeps` says which answers stay although
    their kind may say who somebody is.
    """

    today: date
    keeps: Keeps
    replaced: dict[str, Any] = field(default_factory=dict)
    """What was put in: the label of a field to the newest sample that stands there."""
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    _counts: dict[str, int] = field(default_factory=dict)

    def of(
        self, layout: Layout, answers: Mapping[str, Any], known: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give a round of nobody's for somebody's `answers`; `known` is what stood there before.

        Answers that the form does not ask are left out: nobody knows what they say.
        """
        asked = [one for one in layout.fields if one.key in answers]
        stays = {one.key: answers[one.key] for one in asked if self._stays(one, answers[one.key])}
        given = dict(known) | stays
        scene = Scene(answers=given, given={}, lookups=SampleLookups(), today=self.today)
        for one in asked:
            if one.key not in stays:
                given[one.key] = self._stand_in(one, answers[one.key], scene)
        given = follow_id_numbers(layout.fields, given, stays)
        return {one.key: given[one.key] for one in asked if given[one.key] is not None}

    def _stays(self, asked: Field, value: Any) -> bool:
        return value is None or not asked.kind.identifies or self.keeps(asked, value)

    def _stand_in(self, asked: Field, value: Any, scene: Scene) -> Any:
        sample_ = asked.kind.stand_in(value, replace(scene, nth=self._number(asked, value)))
        if sample_ is not None:
            self.replaced[asked.label] = sample_
        return sample_

    def _number(self, asked: Field, value: Any) -> int:
        family = f"{asked.kind.name}:{getattr(asked.kind, 'organisation', '')}"
        met = (family, repr(value))
        if met not in self._numbers:
            self._numbers[met] = self._counts.get(family, 0)
            self._counts[family] = self._numbers[met] + 1
        return self._numbers[met]
