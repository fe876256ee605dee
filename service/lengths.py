"""Texts that a column holds only up to a length, refused in words before the database does."""

from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from service.refusals import Refused


def require_fits(column: InstrumentedAttribute[Any], text: str, field: str | None = None) -> None:
    """Let only a text pass that `column` holds; a page's `maxlength` binds no program.

    Raises:
        Refused: it is longer.
    """
    most = column.type.length
    if len(text) > most:
        raise Refused("text_too_long", field, params={"most": most})
