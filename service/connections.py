"""Database connections that keep their prepared statements."""

from typing import Any

from psycopg import Connection
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event


class LastingConnection(Connection[Any]):
    """A connection that remembers its prepared statements when a transaction is rolled back.

    psycopg forgets them all at each rollback, in case a table was made in it. Every page that
    only reads ends with one, so nothing would ever stay prepared, and the server would parse
    and plan the same statements on each request: a third of what it does for us. Requests make
    no tables, and to PostgreSQL itself a prepared statement is no part of a transaction.
    """

    def rollback(self) -> None:
        """Roll back; only after an error, or in a pipeline, as psycopg does it."""
        if self.pgconn.transaction_status == TransactionStatus.INTRANS:
            with self.lock:
                result = self.pgconn.exec_(b"ROLLBACK")
            if result.status == ExecStatus.COMMAND_OK:
                return
        super().rollback()


def keep_statements_prepared(engine: Engine) -> None:
    """Let an engine make such connections from now on."""
    event.listen(engine, "do_connect", _connect)


def _connect(
    _dialect: Any, _record: Any, args: tuple[Any, ...], params: dict[str, Any]
) -> LastingConnection:
    return LastingConnection.connect(*args, **params)
