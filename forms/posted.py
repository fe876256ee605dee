"""Reads what a page posts, which is only names and texts, into answers."""

from collections.abc import Iterable
from typing import Any

from forms.layout import Layout


def read_posted(layout: Layout, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give the answers by key, nothing judged yet.

    A list comes as its name again and again, a mapping as `key.part`, one text a part. Of
    anything else the last one counts, so that a page can post a hidden "false" before a
    checkbox. A name that the form does not have stays, to be refused.
    """
    answers: dict[str, Any] = {}
    for name, text in pairs:
        key, _, part = name.partition(".")
        field = layout.by_key.get(key)
        if field is None:
            answers[name] = text
        elif field.kind.parts:
            answers.setdefault(key, {})[part] = text
        elif field.kind.many:
            answers.setdefault(key, []).append(text)
        else:
            answers[key] = text
    return answers
