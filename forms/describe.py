"""A form as plain data, enough to draw it without knowing its kinds."""

from collections.abc import Collection, Mapping
from typing import Any

from forms.component import Group
from forms.field import Condition, Field, StaticText
from forms.layout import Layout
from forms.validation import load

_EVERY_FIELD: dict[str, Any] = {
    "options": [],
    "limits": {},
    "multiline": False,
    "max_length": None,
    "input_mode": None,
    "autocomplete": "off",
    "organisation": None,
    "parent": None,
    "template": None,
}
"""What a description has even where its kind says nothing of it."""


def describe(
    layout: Layout,
    given: Mapping[str, Any],
    answers: Mapping[str, Any] | None,
    reopened: Collection[str] | None,
) -> list[dict[str, Any]]:
    """Give the groups in order, each with its fields and texts.

    `answers` may be a draft or something refused: it is shown as it was typed. `reopened`
    may map keys to reasons; None opens everything. What is refused although it was not open
    (an agency disabled meanwhile) the caller adds to `reopened`: `FormErrors.keys`.
    """
    artist = _Artist(layout, given, answers, reopened)
    groups: dict[Group, list[dict[str, Any]]] = {}
    for entry in layout.entries:
        drawn = artist.field(entry) if isinstance(entry, Field) else artist.text(entry)
        groups.setdefault(entry.group, []).append(drawn)
    return [_group(group, drawn) for group, drawn in groups.items()]


def _group(group: Group, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    hidden = all(one["hidden"] for one in drawn)
    return {"key": group.key, "label": group.label, "hidden": hidden, "fields": drawn}


def _text_of(conditions: tuple[Condition, ...]) -> str | None:
    texts = [condition.text for condition in conditions]
    return " or ".join(f"({text})" for text in texts) if len(texts) > 1 else next(iter(texts), None)


class _Artist:
    """Draws the entries of one form for one person."""

    def __init__(
        self,
        layout: Layout,
        given: Mapping[str, Any],
        answers: Mapping[str, Any] | None,
        reopened: Collection[str] | None,
    ) -> None:
        self.answers = answers
        self.reasons = reopened if isinstance(reopened, Mapping) else {}
        posted = {k: v for k, v in (answers or {}).items() if k in layout.by_key}
        written = {k: v for k, v in layout.normalise(posted).items() if v is not None}
        valid, _ = load(layout.schema, written)
        self.hidden = layout.hidden(valid, given)
        shown = {key: value for key, value in valid.items() if key not in self.hidden}
        self.values = layout.values(shown, given)
        self.opened = None if reopened is None else self._open(layout, reopened, shown)

    def _open(
        self, layout: Layout, reopened: Collection[str], shown: Mapping[str, Any]
    ) -> frozenset[str]:
        # A question that the round never answered (the account lost its agency, or the form
        # is newer) has to be open too, or the correction could never be sent.
        unanswered = {
            field.key
            for field in layout.fields
            if field.key not in self.hidden
            and field.is_required(self.values)
            and not field.kind.is_answered(shown.get(field.key))
        }
        return layout.opened_by({*reopened, *unanswered})

    def text(self, text: StaticText) -> dict[str, Any]:
        return {
            "key": None,
            "kind": "paragraph",
            "text": text.text,
            "places": {place.text: place.words(self.values) for place in text.places},
            "hidden": text.is_hidden(self.values),
            "hide_when": _text_of(text.hide_when),
        }

    def field(self, field: Field) -> dict[str, Any]:
        is_open = self.opened is None or field.key in self.opened
        return {
            **_EVERY_FIELD,
            **field.kind.describe(),
            "key": field.key,
            "kind": field.kind.name,
            "label": field.label,
            "why": field.why,
            "hint": field.hint,
            "many": field.kind.many,
            "parts": field.kind.parts,
            "sensitive": field.kind.sensitive,
            "required": field.is_required(self.values),
            "required_when": field.required_when.text if field.required_when else None,
            "fixed": field.is_fixed(self.values),
            "hidden": field.key in self.hidden,
            "hide_when": _text_of(field.hide_when),
            "value": self._value(field, is_open),
            "open": is_open,
            "reopened": self.opened is not None and is_open,
            "reason": self.reasons.get(field.key),
            "current": field.current,
        }

    def _value(self, field: Field, is_open: bool) -> Any:
        if self.answers is None:
            return field.default
        value = self.answers.get(field.key)
        # What cannot be changed is only looked at, and screens show the masked form.
        return value if is_open or value is None else field.kind.mask(value)
