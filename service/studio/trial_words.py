"""What the values of a version are called and what they say, for whoever reads them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from forms import N_
from processes.editions import Edition
from processes.trial import Stage
from service.studio.given_words import GIVEN_LABELS, GIVEN_OPTIONS
from service.templating import words

_OURS: Final = {"changed_fields": N_("本轮修改的项目")}


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A value that conditions read: under its name, and in words; `changed` by the last act."""

    name: str
    label: str
    word: str
    changed: bool


def value_names(edition: Edition) -> Mapping[str, str]:
    """Give the label of each value that has one; an operation's result has only its name."""
    return {**GIVEN_LABELS, **edition.labels, **_OURS}


def list_values(edition: Edition, stage: Stage, before: Stage | None) -> Iterator[ValueShown]:
    """List what is known to a case; what is empty only if the last act emptied it."""
    labels, options = value_names(edition), value_options(edition)
    known = before.values if before else {}
    for name, value in sorted(stage.values.items()):
        changed = known.get(name) != value
        if value not in (None, [], "") or (changed and known.get(name) not in (None, [], "")):
            # What was changed is told by the keys of fields, everything else by its options.
            said = labels if name == "changed_fields" else options.get(name)
            word = value_word(value, said)
            yield ValueShown(name, labels.get(name, name), word, changed)


def value_word(value: Any, known: Mapping[str, str] | None = None) -> str:
    """Say a value in words; `known` gives them for texts that stand for something."""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, list):
        return "、".join(value_word(one, known) for one in value)
    text = str(value)
    label = (known or {}).get(text)
    return f"{words(label)} ({text})" if label else text


def value_options(edition: Edition) -> dict[str, dict[str, str]]:
    """Give the words of every answer that is chosen from a list, by the key of its field."""
    found: dict[str, dict[str, str]] = {key: dict(all_) for key, all_ in GIVEN_OPTIONS.items()}
    for form in edition.forms.values():
        for field in form.fields:
            listed: Iterable[Mapping[str, str]] = field.kind.describe().get("options", ())
            found.setdefault(field.key, {}).update({o["value"]: o["label"] for o in listed})
    return found
