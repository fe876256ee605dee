"""Places in a list ordered by an instant and an id, as addresses carry them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import tuple_

from service.failures import NotFound


def write_place(instant: datetime | str, row_id: UUID) -> str:
    """Name a row's place; `read_place` gives it back."""
    text = instant if isinstance(instant, str) else instant.isoformat()
    return f"{text}~{row_id}"


def read_place(text: str) -> Any:
    """Give a place as the pair that a query compares with.

    Raises:
        NotFound: somebody wrote the address by hand.
    """
    instant, _, row_id = text.partition("~")
    try:
        return tuple_(datetime.fromisoformat(instant), UUID(row_id))
    except ValueError:
        raise NotFound from None
