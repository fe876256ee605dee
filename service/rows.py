"""Adds rows by statements that are made once.

What a step writes, and in which order, is known beforehand. SQLAlchemy's unit of work finds it
out anew each time, which costs several times as much as the statements themselves; so the acts
on a case, which people wait for, add their rows here. Elsewhere the session's own `add` is fine.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert

from service.extensions import db


def add_rows(model: Any, *rows: Mapping[str, Any]) -> None:
    """Insert rows of a model, all with the same columns, in one statement; the caller commits.

    Columns that are left out get the model's default. Nothing is put into the session.
    """
    if len(rows) == 1:
        db.session.execute(_insert(model), dict(rows[0]))
    elif rows:
        db.session.execute(_insert_many(model), [dict(row) for row in rows])


def values_of(row: Any) -> dict[str, Any]:
    """Give the columns of a new model object that were given a value."""
    given = vars(row)
    names = (column.name for column in row.__table__.columns)
    return {name: given[name] for name in names if name in given}


@cache
def table_of(model: Any) -> Table:
    """Give the table of a model."""
    return cast(Table, model.__table__)


@cache
def _insert(model: Any) -> Insert:
    return insert(table_of(model))


@cache
def _insert_many(model: Any) -> Insert:
    # Only an INSERT that returns something goes out as one statement with many rows.
    return cast(Insert, _insert(model).returning(*table_of(model).primary_key))
