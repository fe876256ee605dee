"""Questions of a form that ask otherwise: their words, their limits, and when they are asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from forms import Field, Form
from processes.sentences import N_, Words, shortened

_NOTHING: Final = Words(N_("（无）"))
_LIMITS: Final[Mapping[str, str]] = {
    "min_length": N_("最少字数"),
    "max_length": N_("最多字数"),
    "min": N_("最小值"),
    "max": N_("最大值"),
    "digits": N_("小数位数"),
    "earliest": N_("最早日期"),
    "latest": N_("最晚日期"),
    "min_files": N_("最少文件数"),
    "max_files": N_("最多文件数"),
    "max_pages": N_("最多页数"),
}
"""What the limits of the kinds are called; others are told without their values."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing that a field may say, in words that can be compared."""

    changed: str
    of: Callable[[Field], str | None]


def field_words(form: str, old: Field, new: Field) -> Iterator[Words]:
    """Give a sentence for each thing that a field of both versions asks otherwise."""
    words = {"form": form, "field": new.label}
    if old.label != new.label:
        sentence = N_("表单“%(form)s”的“%(old)s”改名为“%(field)s”。")
        yield Words(sentence, {**words, "old": old.label})
    if old.required != new.required:
        yield Words(_REQUIRED[new.required], words)
    if old.routing != new.routing:
        yield Words(_ROUTING[new.routing], words)
    for question in _QUESTIONS:
        yield from _from_to(question.changed, words, question.of(old), question.of(new))
    if type(old.kind) is not type(new.kind):
        yield Words(N_("表单“%(form)s”的“%(field)s”换了填写方式。"), words)
    else:
        yield from _limits(words, _limits_of(old), _limits_of(new))


def texts_of(form: Form, keys: frozenset[str]) -> object:
    """Give what is read on a form beside those of its questions that `keys` names."""
    entries = [one for one in form.layout.entries if getattr(one, "key", None) in {*keys, None}]
    return form.submit, [
        (one.key, one.why, one.hint, one.group) if isinstance(one, Field) else _written(one)
        for one in entries
    ]


def _written(text: Any) -> object:
    conditions = [condition.text for condition in text.hide_when]
    return text.text, text.group, conditions, [place.text for place in text.places]


def _from_to(
    sentence: str, words: Mapping[str, object], old: str | None, new: str | None
) -> Iterator[Words]:
    if old != new:
        yield Words(sentence, {**words, "old": old or _NOTHING, "new": new or _NOTHING})


def _limits(
    words: Mapping[str, object], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Words]:
    """Compare what one kind of field demands; limits without a name of ours are one sentence."""
    changed = [name for name in new if old[name] != new[name]]
    for name in (one for one in changed if one in _LIMITS):
        sentence = N_("表单“%(form)s”的“%(field)s”的%(limit)s由“%(old)s”改为“%(new)s”。")
        limit = {**words, "limit": Words(_LIMITS[name])}
        yield from _from_to(sentence, limit, _said(old[name]), _said(new[name]))
    if not _LIMITS.keys() >= set(changed):
        yield Words(N_("表单“%(form)s”的“%(field)s”改了填写要求。"), words)


def _limits_of(field: Field) -> dict[str, Any]:
    return {name: value for name, value in vars(field.kind).items() if name not in _TOLD_ELSEWHERE}


_TOLD_ELSEWHERE: Final = frozenset({"label", "options"})


def _said(value: Any) -> str | None:
    return None if value is None else str(value)


def _options(field: Field) -> str | None:
    """List the options with what conditions know them by, where that is another word."""
    options = getattr(field.kind, "options", ())
    listed = (label if label == value else f"{label}（{value}）" for value, label in options)
    return shortened("、".join(listed), 300) or None


def _any_of(conditions: Any) -> str | None:
    return " or ".join(condition.text for condition in conditions if condition) or None


_REQUIRED: Final = {
    True: N_("表单“%(form)s”的“%(field)s”改为必填。"),
    False: N_("表单“%(form)s”的“%(field)s”改为选填。"),
}
_ROUTING: Final = {
    True: N_("表单“%(form)s”的“%(field)s”改为供流程图的条件使用。"),
    False: N_("表单“%(form)s”的“%(field)s”不再供流程图的条件使用。"),
}
_QUESTIONS: Final = (
    _Question(N_("表单“%(form)s”的“%(field)s”的选项由“%(old)s”改为“%(new)s”。"), _options),
    _Question(
        N_("表单“%(form)s”隐藏“%(field)s”的条件由“%(old)s”改为“%(new)s”。"),
        lambda field: _any_of(field.hide_when),
    ),
    _Question(
        N_("表单“%(form)s”的“%(field)s”必填的条件由“%(old)s”改为“%(new)s”。"),
        lambda field: _any_of([field.required_when]),
    ),
    _Question(
        N_("表单“%(form)s”的“%(field)s”只读的条件由“%(old)s”改为“%(new)s”。"),
        lambda field: _any_of([field.fixed_when]),
    ),
    _Question(
        N_("表单“%(form)s”的“%(field)s”的默认值由“%(old)s”改为“%(new)s”。"),
        lambda field: _said(field.default),
    ),
    _Question(
        N_("表单“%(form)s”的“%(field)s”预填的内容由“%(old)s”改为“%(new)s”。"),
        lambda field: field.prefill,
    ),
    _Question(
        N_("表单“%(form)s”的“%(field)s”旁显示的现登记内容由“%(old)s”改为“%(new)s”。"),
        lambda field: field.current,
    ),
)
