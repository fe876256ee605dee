"""The values of a case as the doctor offers them to be corrected: no clerk has to write JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.cases.examining import Examination
from service.publishing.tried import version_to_try
from service.studio.given_words import GIVEN_OPTIONS
from service.studio.trial_words import value_names, value_options, value_word
from service.studio.written import read_value, write_plain, write_value

VALUE: Final = "value-"
"""Before the name of a value in the name of the field that corrects it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A value as a field of the page; without `choices` it is typed, a list line by line."""

    name: str
    label: str
    now: str
    choices: tuple[tuple[str, str], ...] = ()
    lines: bool = False


def list_corrections(found: Examination) -> list[Correction]:
    """Offer every value that conditions read, called as its form or table calls it."""
    labels, options = value_names(found.edition), value_options(found.edition)
    possible = {name: list(_possible(found, name)) for name in found.values}
    return [
        _correction(name, labels.get(name, name), value, possible[name], options.get(name, {}))
        for name, value in sorted(found.values.items())
    ]


def read_corrections(found: Examination, posted: Mapping[str, str]) -> dict[str, Any]:
    """Give the values that were changed on the page."""
    read = {
        one.name: _read(one, posted[VALUE + one.name])
        for one in list_corrections(found)
        if posted.get(VALUE + one.name, one.now).replace("\r\n", "\n") != one.now
    }
    return {name: value for name, value in read.items() if value != found.values[name]}


def _correction(
    name: str, label: str, now: Any, possible: list[Any], options: Mapping[str, str]
) -> Correction:
    if _is_texts(now):
        return Correction(name, label, "\n".join(now), lines=True)
    if not possible:
        return Correction(name, label, write_plain(now))
    known = possible if now is None or now in possible else [*possible, now]
    words = ((write_value(one), value_word(one, options)) for one in known)
    return Correction(name, label, write_value(now), tuple(words))


def _possible(found: Examination, name: str) -> Iterator[Any]:
    """Give all that a value may be, where that can be listed: a table's results, a form's options.

    What conditions compare it with is all of it only for yes and no.
    """
    listed: list[Any] = list(GIVEN_OPTIONS.get(name, ()))
    for form in found.edition.forms.values():
        listed += [one for field in form.fields if field.key == name for one in field.answers or ()]
    for table in found.edition.tables.values():
        listed += table.possible.get(name) or ()
    compared = version_to_try(found.case.edition_id).compared.get(name, ())
    if compared and all(isinstance(one, bool) for one in compared):
        listed += [True, False]
    yield from dict.fromkeys(one for one in listed if one is not None)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _read(one: Correction, text: str) -> Any:
    if one.lines:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return read_value(text)
