"""What was handed in during a try-out, as a desk reads it: nobody's, so nothing is masked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms import SampleLookups
from processes.trial import HandedIn, Script, Stage
from service.publishing.tried import Tried
from service.reviewing.sheet import Part, Row, Sheet, each_answer_once
from service.studio.trial_run import known_in, returnable_in


def read_trial_sheet(tried: Tried, script: Script, stage: Stage) -> Sheet:
    """Give the newest round of each form, over the one before."""
    parts = {one.form: list(_parts(tried, script, stage, one)) for one in stage.handed_in}
    answers = [value for one in stage.handed_in for value in one.answers.values()]
    return Sheet(
        parts=each_answer_once(parts, [one.form for one in stage.handed_in]),
        papers=[],
        organisations=sample_organisations(answers),
        round=1,
        submitted_at=stage.now,
    )


def sample_organisations(answers: Iterable[Any]) -> dict[Any, str]:
    """Name the sample agencies and stores among some answers, by id."""
    lookups = SampleLookups()
    texts = {one for one in answers if isinstance(one, str)}
    return {one: facts.name for one in texts if (facts := lookups.organisation(one))}


def _parts(tried: Tried, script: Script, stage: Stage, handed: HandedIn) -> Iterator[Part]:
    form, known = tried.edition.forms[handed.form], known_in(tried, script, stage)
    returnable = returnable_in(tried, script, stage)
    for group in form.describe(given=known, answers=handed.answers, reopened=()):
        shown = [one for one in group["fields"] if one["key"] and not one["hidden"]]
        if shown:
            yield Part(group["label"] or "", [_row(handed, one, returnable) for one in shown])


def _row(handed: HandedIn, drawn: dict[str, Any], returnable: Mapping[str, str]) -> Row:
    key = drawn["key"]
    changed, plain = key in handed.changed, {**drawn, "sensitive": False}
    return Row(
        key=key,
        label=drawn["label"],
        now={**plain, "value": handed.answers.get(key)},
        before={**plain, "value": (handed.before or {}).get(key)} if changed else None,
        changed=changed,
        returnable=key in returnable,
    )
