"""A compiled form at rest: everything on it in order, and how one answer bears on another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from forms.field import Field, StaticText


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything on a form.

    `settling` holds the fields in an order in which it can be decided one by one whether
    they are shown. `empty` has every key and every name that a condition reads, as null.
    """

    name: str
    entries: tuple[Field | StaticText, ...]
    fields: tuple[Field, ...]
    by_key: Mapping[str, Field]
    settling: tuple[Field, ...]
    empty: Mapping[str, None]
    schema: Schema

    @property
    def names(self) -> frozenset[str]:
        """Give every name that the conditions read and the form itself does not answer."""
        return frozenset(self.empty) - self.by_key.keys()

    def normalise(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Write each answer our one way; a blank one is None, an unknown key stays as it is."""
        return {
            key: self.by_key[key].kind.normalise(value) if key in self.by_key else value
            for key, value in answers.items()
        }

    def hidden(self, answers: Mapping[str, Any], given: Mapping[str, Any]) -> frozenset[str]:
        """Say which fields these valid answers hide.

        What a hidden field holds does not count for the conditions of others, unless it is
        given: an account's own agency is known though nobody is asked for it.
        """
        values = self.values({}, given)
        hidden = set()
        for field in self.settling:
            if field.is_hidden(values):
                hidden.add(field.key)
            else:
                values[field.key] = answers.get(field.key)
        return frozenset(hidden)

    def values(self, shown: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Give what the conditions read; what nobody knows yet is null."""
        return {**self.empty, **given, **shown}

    def opened_by(self, reopened: Collection[str]) -> frozenset[str]:
        """Add to the returned fields those that depend on them.

        A store belongs to its agency: whoever corrects the agency has to be let at the
        store, or no right answer could be given.
        """
        opened = frozenset(reopened) & self.by_key.keys()
        while True:
            more = {f.key for f in self.fields if (f.reads | f.companions) & opened} - opened
            if not more:
                return opened
            opened |= more
