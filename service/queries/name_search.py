"""Finding rows by any part of their name: agencies and stores, entries of the filing directory.

One- and two-character pieces of the names stand under a GIN index; then it is checked that the
pieces stand together. At most fifty candidates are ranked: exact, prefix, the rest. All of it is
one statement, so that a query which is always the same is put together once.
"""

from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnCollection,
    ColumnElement,
    Select,
    Subquery,
    Text,
    bindparam,
    func,
    not_,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from service.names import name_key

CANDIDATES: Final = 50
LONGEST_NAME: Final = 100
"""Characters; no name is longer, and each more would be two more pieces to look up."""
LIMIT: Final[BindParameter[int]] = bindparam("shown", CANDIDATES)
"""How many rows are wanted."""

_KEY: Final = bindparam("name_key", type_=Text)
# Written into the statement, so that the server plans for these very pieces: where nearly
# every name has them it reads the table until it has enough, else it asks the index. A plan
# made for any pieces whatever takes the index always, and a common one then costs 20 times.
_PIECES: Final = bindparam("name_pieces", type_=ARRAY(Text), literal_execute=True)


def search_key(text: str) -> str:
    """Write what somebody typed the way in which names are compared."""
    return name_key(text[:LONGEST_NAME])


def asked(key: str, limit: int = CANDIDATES) -> dict[str, Any]:
    """Give the values with which a statement made of the parts below asks for a key."""
    return {
        "name_key": key,
        "name_pieces": sorted({key[at : at + 2] for at in range(max(1, len(key) - 1))}),
        "shown": limit,
    }


def candidates(rows: Select[*tuple[Any, ...]], name: Any, grams: Any) -> Subquery:
    """Narrow rows down to those whose `name` is the key, and fifty more that have it anywhere.

    Those of exactly this name are asked for by themselves: among very many matches they may not
    be among the fifty.
    """
    pieces = type_coerce(grams, ARRAY(Text)).contains(_PIECES)
    # Not LIKE: of a pattern that it does not know the server expects next to nothing to match,
    # and then fetches all that the index has instead of the first fifty.
    together = func.strpos(name, _KEY) > 0
    others = rows.where(pieces, together, name != _KEY).limit(CANDIDATES)
    return union_all(others, rows.where(name == _KEY).limit(CANDIDATES)).subquery("found")


def best_first(found: ColumnCollection[str, Any]) -> tuple[ColumnElement[Any], ...]:
    """Put the exact name first, then names that begin so, then the rest, each by its sound."""
    name = found.name_key
    return (name != _KEY, not_(func.starts_with(name, _KEY)), found.pinyin_key, name)
