"""Turns what was posted into a complete round of answers, or says what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.agreement import find_disagreements
from forms.contract import N_, Cleaned, FieldError, FormErrors, Msgid
from forms.field import Field
from forms.kinds import Problem, Scene
from forms.layout import Layout
from forms.validation import load
from forms.writing import tidy

_NOT_A_FORM = FieldError("", "wrong_type", N_("提交的内容不完整。请刷新页面后重试。"))
_NOT_REOPENED = Problem(
    "not_reopened", N_("%(label)s没有被退回，不能修改。请刷新页面，只改退回的项目。")
)


@dataclass
class _Round:
    """One round under judgement: the answers that stand so far, and what is wrong."""

    layout: Layout
    answers: dict[str, Any] = field(repr=False)
    problems: dict[str, list[Problem]]
    hidden: frozenset[str] = frozenset()

    def add(self, key: str, *problems: Problem) -> None:
        if problems:
            self.problems.setdefault(key, []).extend(problems)

    def shown(self) -> Iterator[Field]:
        return (field for field in self.layout.fields if field.key not in self.hidden)


def clean(
    layout: Layout,
    posted: Mapping[str, Any],
    previous: Mapping[str, Any] | None,
    reopened: frozenset[str] | None,
    scene: Scene,
) -> Cleaned:
    """Clean a round; `scene` has no answers yet.

    Raises FormErrors with everything that is wrong, in the form's order.
    """
    if not isinstance(posted, Mapping):
        raise FormErrors((_NOT_A_FORM,))
    answers = layout.normalise(posted)
    strays: set[str] = set()
    if previous is not None and reopened is not None:
        answers, strays = _merge(layout, answers, layout.normalise(previous), reopened, scene)
    judged = _judge(layout, answers, scene)
    for key in strays:
        judged.problems[key] = [_NOT_REOPENED]
    if judged.problems:
        raise FormErrors(_in_order(judged))
    return _cleaned(judged, previous, scene)


def _merge(
    layout: Layout,
    posted: dict[str, Any],
    previous: dict[str, Any],
    reopened: frozenset[str],
    scene: Scene,
) -> tuple[dict[str, Any], set[str]]:
    """Lay the returned fields over the previous round; name the others that were changed."""
    carried = {key: value for key, value in previous.items() if key in layout.by_key}
    changed = {key for key, value in posted.items() if value != carried.get(key)}
    changed &= layout.by_key.keys()
    opened = layout.opened_by(reopened)
    if not changed <= opened:
        # What no longer stands (an agency disabled meanwhile) may be changed although nobody
        # returned it: otherwise the case could neither go on nor be corrected.
        fallen = _judge(layout, carried, scene).problems.keys()
        opened = layout.opened_by(reopened | fallen)
    strays = changed - opened
    kept = {key: value for key, value in carried.items() if key not in reopened}
    return {**kept, **{k: v for k, v in posted.items() if k not in strays}}, strays


def _judge(layout: Layout, answers: Mapping[str, Any], scene: Scene) -> _Round:
    values = {key: value for key, value in answers.items() if value is not None}
    judged = _Round(layout, *load(layout.schema, values))
    given = scene.given
    judged.hidden = layout.hidden(judged.answers, given)
    for key in judged.hidden:
        judged.answers.pop(key, None)
        judged.problems.pop(key, None)
    _fill_empty(judged)
    _check(judged, replace(scene, answers=judged.answers))
    return judged


def _fill_empty(judged: _Round) -> None:
    for field_ in judged.shown():
        if field_.key not in judged.problems and field_.kind.empty is not None:
            judged.answers.setdefault(field_.key, field_.kind.empty)


def _check(judged: _Round, scene: Scene) -> None:
    values = judged.layout.values(judged.answers, scene.given)
    for field_ in judged.shown():
        value = judged.answers.get(field_.key)
        if field_.key in judged.problems:
            continue
        if field_.kind.is_answered(value):
            judged.add(field_.key, *field_.kind.check(value, scene))
        elif field_.is_required(values) or field_.kind.is_demanded(scene):
            judged.add(field_.key, field_.kind.problem("required", field_.kind.missing))
    sound = {key: value for key, value in judged.answers.items() if key not in judged.problems}
    for key, problem in find_disagreements(judged.layout.fields, sound):
        judged.add(key, problem)


def _in_order(judged: _Round) -> tuple[FieldError, ...]:
    keys = [field.key for field in judged.layout.fields if field.key in judged.problems]
    keys += [key for key in judged.problems if key not in judged.layout.by_key]
    return tuple(
        _error(judged.layout, key, problem) for key in keys for problem in judged.problems[key]
    )


def _error(layout: Layout, key: str, problem: Problem) -> FieldError:
    label = Msgid(layout.by_key[key].label) if key in layout.by_key else ""
    params = {"label": label, **problem.params}
    return FieldError(tidy(key[:64]), problem.code, problem.message, params, problem.part)


def _cleaned(judged: _Round, previous: Mapping[str, Any] | None, scene: Scene) -> Cleaned:
    fields = judged.layout.fields
    answers = {one.key: judged.answers[one.key] for one in fields if one.key in judged.answers}
    return Cleaned(
        answers=answers,
        routing={one.key: answers.get(one.key) for one in fields if one.routing},
        changed=_changed(fields, answers, previous),
        warnings=_warnings(judged, replace(scene, answers=answers)),
    )


def _changed(
    fields: tuple[Field, ...], answers: Mapping[str, Any], previous: Mapping[str, Any] | None
) -> tuple[str, ...]:
    if previous is None:
        return ()
    return tuple(f.key for f in fields if answers.get(f.key) != previous.get(f.key))


def _warnings(judged: _Round, scene: Scene) -> tuple[FieldError, ...]:
    return tuple(
        _error(judged.layout, one.key, problem)
        for one in judged.layout.fields
        if one.kind.is_answered(scene.answers.get(one.key))
        for problem in one.kind.warn(scene.answers[one.key], scene)
    )
