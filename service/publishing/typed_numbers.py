"""Takes numbers of people out of a run that somebody typed by hand, before it is kept."""

from dataclasses import replace
from typing import Any

from forms import Field, StandIns
from processes.editions import Edition
from processes.trial import Act, ActKind, Script
from processes.working_time import SHANGHAI


def without_numbers(edition: Edition, script: Script) -> Script:
    """Put samples in the place of ID numbers and mobiles; a sample stays what it is."""
    stand_ins = StandIns(script.begins.astimezone(SHANGHAI).date(), _is_open)
    known: dict[str, dict[str, Any]] = {}
    acts = [_without(edition, act, stand_ins, known) for act in script.acts]
    return replace(script, acts=tuple(acts))


def _without(
    edition: Edition, act: Act, stand_ins: StandIns, known: dict[str, dict[str, Any]]
) -> Act:
    node = edition.nodes.get(act.node) if act.kind is ActKind.COMPLETE else None
    form = edition.forms.get(node.form or "") if node else None
    if form is None or not any(
        one.kind.sensitive and one.key in act.answers for one in form.fields
    ):
        return act
    before = known.setdefault(form.name, {})
    answers = {**act.answers, **form.stand_in(act.answers, before, stand_ins)}
    before.update(answers)
    return replace(act, answers=answers)


def _is_open(asked: Field, _value: Any) -> bool:
    return not asked.kind.sensitive
