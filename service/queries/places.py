"""Places in a list ordered by instants and an id, as addresses carry them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import tuple_

from service.failures import NotFound


def write_place(*place: datetime | str | UUID) -> str:
    """Name a row's place, its id last; `read_place` gives it back."""
    return "~".join(one.isoformat() if isinstance(one, datetime) else str(one) for one in place)


def read_place(text: str, instants: int = 1) -> Any:
    """Give a place as what a query compares with: so many instants, then the id.

    Raises:
        NotFound: somebody wrote the address by hand.
    """
    return tuple_(*parse_place(text, instants))


def parse_place(text: str, instants: int = 1) -> list[datetime | UUID]:
    """Give a place as its values, for a query that is written out.

    Raises:
        NotFound: somebody wrote the address by hand.
    """
    *before, row_id = text.split("~")
    if len(before) != instants:
        raise NotFound
    try:
        return [*(datetime.fromisoformat(one) for one in before), UUID(row_id)]
    except ValueError:
        raise NotFound from None
