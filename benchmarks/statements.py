"""Counts what a database is asked, by the server's own log.

The server is the one witness that nothing passes by: SQLAlchemy, the job queue on the same
connection, a statement that a pipeline or an `executemany` sends several times. What runs inside
a function or a trigger is not logged, and is not a statement of ours.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg import sql

from service.launcher.cluster import SUPERUSER
from service.launcher.embedded import EmbeddedPostgres

_ENTRY: Final = re.compile(r"\S+ \S+ \S+ \[(\d+)\] LOG: +(?:statement|execute [^:]*): (.*)", re.S)
_NEXT_ENTRY: Final = re.compile(r"\n(?=\d{4}-\d\d-\d\d )")


@dataclass(slots=True)
class Transaction:
    """What one session sent between a BEGIN and its end, both left out."""

    session: int
    statements: list[str] = field(default_factory=list)
    end: str | None = None

    @property
    def committed(self) -> bool:
        """Whether it ended, and well."""
        return self.end == "COMMIT"


class StatementLog:
    """The part of a server's log that was written since it was last read."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._file = server.folder / "postgresql.log"
        self._read_to = self._file.stat().st_size

    def forget(self) -> None:
        """Let what was logged so far count for nothing."""
        self._read_to = self._file.stat().st_size

    def transactions(self) -> list[Transaction]:
        """Give what was sent since the last call, in the order of the BEGINs."""
        # A session writes its entry before it runs the statement, so all answered ones are there.
        with self._file.open("rb") as log:
            log.seek(self._read_to)
            text = log.read()
        self._read_to += len(text)
        return list(_transactions(text.decode(errors="replace")))


@contextmanager
def statement_log(server: EmbeddedPostgres, database: str) -> Iterator[StatementLog]:
    """Log every statement of the sessions that begin in `database` from now on.

    Sessions that are open already say nothing: whoever has a pool empties it first.
    """
    # Values may be personal data, and nobody counts them.
    wanted = {"log_statement": "all", "log_parameter_max_length": "0"}
    _alter(server, database, *(f"SET {name} = '{value}'" for name, value in wanted.items()))
    try:
        yield StatementLog(server)
    finally:
        _alter(server, database, *(f"RESET {name}" for name in wanted))


def _alter(server: EmbeddedPostgres, database: str, *changes: str) -> None:
    alter = sql.SQL("ALTER DATABASE {} ").format(sql.Identifier(database))
    with psycopg.connect(server.url(SUPERUSER, SUPERUSER), autocommit=True) as connection:
        for change in changes:
            connection.execute(alter + sql.SQL(change))


def _transactions(text: str) -> Iterable[Transaction]:
    begun: list[Transaction] = []
    running: dict[int, Transaction] = {}
    for session, statement in _statements(text):
        word = statement.split(maxsplit=1)[0].upper()
        if word == "BEGIN":
            running[session] = Transaction(session)
            begun.append(running[session])
        elif session in running and word in ("COMMIT", "ROLLBACK") and " TO " not in statement:
            running.pop(session).end = word
        elif session in running:
            running[session].statements.append(statement)
        else:
            begun.append(Transaction(session, [statement], "COMMIT"))  # by itself
    return begun


def _statements(text: str) -> Iterator[tuple[int, str]]:
    for entry in _NEXT_ENTRY.split(text):
        found = _ENTRY.match(entry)
        if found:
            yield int(found[1]), found[2].strip()
