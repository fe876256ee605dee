"""Looks into the database past the software, to see whether an act really happened."""

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import psycopg
from psycopg.rows import class_row

from service.launcher.cluster import SUPERUSER
from service.launcher.embedded import EmbeddedPostgres

_SETTINGS: Final = ("shared_buffers", "fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True)
class SeenCase:
    """Where a case stands; `task_id` and `pool` of its one open task, if any."""

    milestone: str
    final: bool
    state_bytes: int
    task_id: str | None
    pool: str | None
    is_registered: bool
    has_card_job: bool


_CASE: Final = """
    SELECT milestone, final, octet_length(state) AS state_bytes,
           open_tasks.id::text AS task_id, pool,
           EXISTS (SELECT FROM practitioners WHERE admitted_by_case = cases.id) AS is_registered,
           EXISTS (SELECT FROM procrastinate_jobs
                    WHERE args ->> 'case_id' = cases.id::text) AS has_card_job
      FROM cases LEFT JOIN open_tasks ON open_tasks.case_id = cases.id
     WHERE no = %s
"""


class Witness:
    """A connection of its own, which no log of statements sees."""

    def __init__(self, server: EmbeddedPostgres, database: str) -> None:
        url = server.url(database, SUPERUSER)
        self._connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        self._connection.execute("SET log_statement = 'none'")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._connection.close()

    def case(self, case_no: str) -> SeenCase:
        """See a case as it is committed now."""
        with self._connection.cursor(row_factory=class_row(SeenCase)) as cursor:
            row = cursor.execute(_CASE, [case_no]).fetchone()
        assert row is not None, f"There is no case {case_no}."
        return row

    def settle(self) -> None:
        """Do at once what autovacuum would do to new rows in some quiet minute."""
        self._connection.execute("VACUUM ANALYZE")
        self._connection.execute("CHECKPOINT")

    def settings(self) -> dict[str, str]:
        """Give the server's settings on which figures depend, and its version."""
        names = ("server_version", *_SETTINGS)
        return {name: self._value("SELECT current_setting(%s)", name) for name in names}

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return int(self._value(f"SELECT count(*) FROM {table}"))

    def _value(self, query: Any, *values: str) -> str:
        (value,) = self._connection.execute(query, values).fetchone()  # type: ignore[misc]
        return str(value)
