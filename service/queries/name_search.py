"""Finding rows by any part of their name: agencies and stores, entries of the filing directory.

One- and two-character pieces of the names stand under a GIN index; LIKE then checks that the
pieces stand together. At most fifty candidates are ranked: exact, prefix, the rest.
"""

from collections.abc import Iterable
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import ColumnElement, Text, and_, bindparam, true, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY

from service.names import name_key

CANDIDATES: Final = 50
LONGEST_NAME: Final = 100
"""Characters; no name is longer, and each more would be two more pieces to look up."""


class Found(Protocol):
    """What ranking needs to know of a candidate."""

    @property
    def name_key(self) -> str:
        """The name as it is compared."""

    @property
    def pinyin_key(self) -> str:
        """The key by which Chinese lists sort."""


FoundT = TypeVar("FoundT", bound=Found)


def search_key(text: str) -> str:
    """Write what somebody typed the way in which names are compared."""
    return name_key(text[:LONGEST_NAME])


def contains(model: Any, key: str) -> ColumnElement[bool]:
    """Ask for the rows of a model whose name has `key` anywhere; an empty one is in every name."""
    if not key:
        return true()
    pieces = sorted({key[at : at + 2] for at in range(max(1, len(key) - 1))})
    # Written into the statement, so that the server plans for these very pieces: where nearly
    # every name has them it reads the table until it has enough, else it asks the index. A plan
    # made for any pieces whatever takes the index always, and a common one then costs 20 times.
    asked = bindparam(None, pieces, type_=ARRAY(Text), literal_execute=True)
    return and_(
        type_coerce(model.grams, ARRAY(Text)).contains(asked),
        model.name_key.contains(key, autoescape=True),
    )


def ranked(found: Iterable[FoundT], key: str) -> list[FoundT]:
    """Put the exact name first, then names that begin so, then the rest, each by its sound."""
    return sorted(found, key=lambda one: _rank(one, key))


def _rank(one: Found, key: str) -> tuple[bool, bool, str, str]:
    return one.name_key != key, not one.name_key.startswith(key), one.pinyin_key, one.name_key
