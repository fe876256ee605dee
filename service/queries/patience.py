"""Gives up on a read that takes the database too long, so that opening a page cannot tire it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from service.extensions import db

_LIMIT: Final = text("SELECT set_config('statement_timeout', :limit, true)")
_NO_LIMIT: Final = text("SET LOCAL statement_timeout TO DEFAULT")


class TookTooLong(Exception):
    """The database was stopped; there is more than can be counted while somebody waits."""


@contextmanager
def no_longer_than(limit: timedelta) -> Iterator[None]:
    """Let no statement inside take longer than this; what the transaction did before stands.

    Raises:
        TookTooLong: one did.
    """
    milliseconds = str(round(limit.total_seconds() * 1000))
    try:
        # A statement that is stopped undoes its transaction: only this part of it.
        with db.session.begin_nested():
            db.session.execute(_LIMIT, {"limit": milliseconds})
            yield
            db.session.execute(_NO_LIMIT)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        raise TookTooLong from error
