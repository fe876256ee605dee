"""Open cases that do not go on by themselves, each with the reason in one word of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final
from uuid import UUID

from sqlalchemy import text

from service.extensions import db
from service.jobs import LIVE
from service.queries.places import parse_place, write_place

SHOWN: Final = 50
"""So many cases are listed for one reason on one page; all of them are counted."""
LATE_TIMER: Final = timedelta(minutes=15)
"""Timers are looked at every minute: one that is so late was not looked at."""
LONG_OVERDUE: Final = timedelta(days=7)
LONG_SILENT: Final = timedelta(days=30)
"""How long a task without a limit may lie with somebody else than the applicant."""


class StuckKind(StrEnum):
    """Why a case does not go on, the most serious first."""

    NOBODY = "nobody"
    """No task, no message, no time and no job will ever move it."""
    TIMER_LATE = "timer_late"
    """Its time has come and nothing happened."""
    UNSTAFFED = "unstaffed"
    """It waits for a post that nobody holds, or for a desk that cannot sign in."""
    OVERDUE = "overdue"
    SILENT = "silent"
    """It has no time limit, and nobody has touched it for long."""


@dataclass(frozen=True, slots=True)
class StuckCase:
    """One case that is stuck; `since` is when that began, `pool` whose task it is."""

    kind: StuckKind
    case_id: UUID
    no: str
    subject_name: str
    procedure: str
    edition_id: UUID
    node: str | None
    pool: str | None
    since: datetime
    of_kind: int


# Incidents have a list of their own: they know what failed and why.
_STUCK: Final = text(
    """
WITH failed AS (
    SELECT DISTINCT case_id FROM incidents WHERE status = 'open'
), queued AS (
    SELECT args ->> 'case_id' AS case_id FROM procrastinate_jobs
    WHERE status = ANY (CAST(:live AS procrastinate_job_status[]))
), stuck AS (
    SELECT 1 AS rank, 'nobody' AS kind, id AS case_id, standing[1] AS node, NULL AS pool,
        (SELECT max(at) FROM events WHERE events.case_id = cases.id) AS since
    FROM cases
    WHERE status = 'open' AND awaited = '{}' AND next_wake_at IS NULL
    AND NOT EXISTS (SELECT FROM open_tasks WHERE open_tasks.case_id = cases.id)
    AND NOT EXISTS (SELECT FROM queued WHERE queued.case_id = cases.id::text)
UNION ALL
    SELECT 2, 'timer_late', id, standing[1], NULL, next_wake_at
    FROM cases WHERE next_wake_at < :late_timer
UNION ALL
    SELECT 3, 'unstaffed', case_id, node, pool, opened_at
    FROM open_tasks
    WHERE pool LIKE 'post:%' AND NOT EXISTS (
        SELECT FROM post_holders JOIN accounts ON accounts.id = post_holders.account_id
        WHERE 'post:' || post_holders.post_code = open_tasks.pool AND accounts.status = 'active')
    OR pool LIKE 'organisation:%' AND NOT EXISTS (
        SELECT FROM accounts JOIN organisations ON organisations.id = accounts.organisation_id
        WHERE 'organisation:' || organisations.id = open_tasks.pool
        AND accounts.status = 'active' AND organisations.enabled)
UNION ALL
    SELECT 4, 'overdue', case_id, node, pool, due_at FROM open_tasks WHERE due_at < :long_overdue
UNION ALL
    SELECT 5, 'silent', case_id, node, pool, opened_at FROM open_tasks
    WHERE due_at IS NULL AND opened_at < :long_silent AND pool NOT LIKE 'account:%'
), once AS (
    SELECT DISTINCT ON (case_id) stuck.* FROM stuck
    WHERE NOT EXISTS (SELECT FROM failed WHERE failed.case_id = stuck.case_id)
    AND (CAST(:case_id AS uuid) IS NULL OR stuck.case_id = :case_id)
    ORDER BY case_id, rank, since
), counted AS (
    SELECT once.*, count(*) OVER (PARTITION BY kind) AS of_kind FROM once
), placed AS (
    SELECT counted.*, row_number() OVER (PARTITION BY kind ORDER BY since, case_id) AS place
    FROM counted
    WHERE (CAST(:kind AS text) IS NULL OR kind = :kind)
    AND (CAST(:since AS timestamptz) IS NULL OR (since, case_id) > (:since, :after))
)
SELECT kind, case_id, no, subject_name, procedure, edition_id, node, pool, since, of_kind
FROM placed JOIN cases ON cases.id = placed.case_id
WHERE place <= :shown
ORDER BY rank, since, case_id
"""
)


@dataclass(frozen=True, slots=True)
class StuckPage:
    """One page of the cases that are stuck for one reason; `next` is the place after it."""

    rows: Sequence[StuckCase]
    next: str | None


def list_stuck(now: datetime) -> dict[StuckKind, Sequence[StuckCase]]:
    """List the cases that are stuck by their reasons, those that began first first."""
    rows = _read(now)
    return {kind: tuple(of_kind) for kind, of_kind in groupby(rows, key=lambda row: row.kind)}


def list_stuck_for(kind: StuckKind, now: datetime, after: str | None) -> StuckPage:
    """List a page of the cases that are stuck for one reason, those after a place.

    Raises:
        NotFound: `after` is no place in the list.
    """
    rows = _read(now, kind=kind, after=after, beyond=1)
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    return StuckPage(rows[:SHOWN], write_place(last.since, last.case_id) if last else None)


def find_stuck(case_id: UUID, now: datetime) -> StuckCase | None:
    """Say why one case is stuck, if it is and nothing has failed in it."""
    return next(iter(_read(now, case_id)), None)


def _read(
    now: datetime,
    case_id: UUID | None = None,
    *,
    kind: StuckKind | None = None,
    after: str | None = None,
    beyond: int = 0,
) -> list[StuckCase]:
    since, last = parse_place(after) if after is not None else (None, None)
    named = {
        "late_timer": now - LATE_TIMER,
        "long_overdue": now - LONG_OVERDUE,
        "long_silent": now - LONG_SILENT,
        "case_id": case_id,
        "kind": kind,
        "since": since,
        "after": last,
        "shown": SHOWN + beyond,
        "live": list(LIVE),
    }
    rows = db.session.execute(_STUCK, named)
    return [StuckCase(StuckKind(why), *rest) for why, *rest in rows]
