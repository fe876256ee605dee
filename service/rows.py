"""Adds rows by statements that are made once.

What a step writes, and in which order, is known beforehand. SQLAlchemy's unit of work finds it
out anew each time, which costs several times as much as the statements themselves; so the acts
on a case, which people wait for, add their rows here. Elsewhere the session's own `add` is fine.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import orjson
import psycopg
from sqlalchemy import Insert, Table, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError

from service.extensions import db


def add_rows(model: Any, *rows: Mapping[str, Any]) -> None:
    """Insert rows of a model, all with the same columns, in one statement; the caller commits.

    Columns that are left out get the model's default. Nothing is put into the session.
    """
    if len(rows) == 1:
        db.session.execute(_insert(model), dict(rows[0]))
    elif rows:
        text = orjson.dumps(rows).decode()
        db.session.execute(_insert_many(model, tuple(rows[0])), {"rows": text})


@contextmanager
def without_waiting() -> Iterator[None]:
    """Send the statements inside one after the other, and wait for the server only at the end.

    For statements of which nothing is read, not even how many rows they changed.

    Raises:
        IntegrityError: one of them violates a constraint; those after it were not run.
    """
    connection = db.session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    try:
        with connection.pipeline():
            yield
    except psycopg.IntegrityError as error:
        raise IntegrityError(None, None, error) from error


def values_of(row: Any) -> dict[str, Any]:
    """Give the columns of a new model object that were given a value."""
    given = vars(row)
    names = (column.name for column in row.__table__.columns)
    return {name: given[name] for name in names if name in given}


@cache
def table_of(model: Any) -> Table:
    """Give the table of a model."""
    table: Table = model.__table__
    return table


@cache
def _insert(model: Any) -> Insert:
    # Inline: no RETURNING of a key that the database makes, for nothing may be read back here.
    return insert(table_of(model)).inline()


@cache
def _insert_many(model: Any, names: tuple[str, ...]) -> Insert:
    # One text for any number of rows, which the server prepares once; rows of VALUES would be
    # another text for each number, and `executemany` a statement for each row.
    given = cast(bindparam("rows", type_=Text), JSONB)
    typed = (column(name, table_of(model).c[name].type) for name in names)
    rows = func.jsonb_to_recordset(given).table_valued(*typed).render_derived(with_types=True)
    return _insert(model).from_select(names, select(rows))
