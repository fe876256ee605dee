"""Which open cases stand on which steps now: counted for the live diagram, listed for one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, Text, Uuid, select, text, tuple_

from service.extensions import db
from service.queries.places import read_place, write_place

PAGE: Final = 25
_INSTANT: Final = DateTime(timezone=True)

_COUNTS: Final = text(
    """
SELECT place.node, count(*) AS open,
    count(*) FILTER (WHERE task.due_at < :now) AS overdue,
    count(*) FILTER (WHERE failed.case_id IS NOT NULL) AS failed
FROM cases
CROSS JOIN LATERAL unnest(cases.standing) AS place (node)
LEFT JOIN open_tasks AS task ON task.case_id = cases.id AND task.node = place.node
LEFT JOIN LATERAL (
    SELECT case_id FROM incidents
    WHERE incidents.case_id = cases.id AND incidents.status = 'open' LIMIT 1
) AS failed ON true
WHERE cases.procedure = :procedure AND cases.status = 'open'
AND (CAST(:edition AS uuid) IS NULL OR cases.edition_id = :edition)
GROUP BY place.node
"""
)
# Since when a step without a task waits is known by the flow that led into it; of a case from
# before flows were kept, by its beginning.
_CASES: Final = text(
    """
SELECT cases.id, cases.no, cases.subject_name, editions.number, task.due_at,
    EXISTS (
        SELECT FROM incidents WHERE incidents.case_id = cases.id AND incidents.status = 'open'
    ) AS failed,
    coalesce(task.opened_at, came.at, cases.opened_at) AS since
FROM cases
JOIN editions ON editions.id = cases.edition_id
LEFT JOIN open_tasks AS task ON task.case_id = cases.id AND task.node = ANY(:nodes)
LEFT JOIN LATERAL (
    SELECT events.at FROM events
    WHERE task.id IS NULL AND events.case_id = cases.id
    AND (events.kind = 'flows_taken' AND events.detail -> 'flows' ?| CAST(:ways_in AS text[])
        OR events.kind = 'case_moved' AND events.node = ANY(:nodes))
    ORDER BY events.id DESC LIMIT 1
) AS came ON true
WHERE cases.procedure = :procedure AND cases.status = 'open'
AND (CAST(:edition AS uuid) IS NULL OR cases.edition_id = :edition)
AND cases.standing && CAST(:nodes AS text[])
AND (NOT :overdue OR task.due_at < :now)
"""
).columns(
    id=Uuid,
    no=Text,
    subject_name=Text,
    number=Integer,
    due_at=_INSTANT,
    failed=Boolean,
    since=_INSTANT,
)


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many open cases stand on a step, how many of them are overdue, how many failed there."""

    open: int = 0
    overdue: int = 0
    failed: int = 0

    def __add__(self, other: "StepCount") -> "StepCount":
        return StepCount(
            self.open + other.open, self.overdue + other.overdue, self.failed + other.failed
        )


@dataclass(frozen=True, slots=True)
class CaseOnStep:
    """One open case on a step: since when, until when, and whether something failed in it."""

    id: UUID
    no: str
    subject_name: str
    edition: int
    due_at: datetime | None
    failed: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class CasesOnStep:
    """One page of the cases on a step, the longest waiting first."""

    rows: list[CaseOnStep]
    next: str | None


def count_standing(procedure: str, edition: UUID | None, now: datetime) -> dict[str, StepCount]:
    """Count the open cases by the element at which they stand."""
    named = {"procedure": procedure, "edition": edition, "now": now}
    rows = db.session.execute(_COUNTS, named)
    return {row.node: StepCount(row.open, row.overdue, row.failed) for row in rows}


def list_cases_on(
    procedure: str,
    edition: UUID | None,
    nodes: Sequence[str],
    ways_in: Sequence[str],
    now: datetime,
    *,
    overdue: bool = False,
    after: str | None = None,
) -> CasesOnStep:
    """List the open cases on a step; `nodes` are its names in all the versions meant.

    Raises:
        NotFound: `after` is no place in the list.
    """
    here = _CASES.subquery("here")
    query = select(here).order_by(here.c.since, here.c.id).limit(PAGE + 1)
    if after is not None:
        query = query.where(tuple_(here.c.since, here.c.id) > read_place(after))
    named = {
        "procedure": procedure,
        "edition": edition,
        "nodes": list(nodes),
        "ways_in": list(ways_in),
        "now": now,
        "overdue": overdue,
    }
    rows = [CaseOnStep(*row) for row in db.session.execute(query, named)]
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return CasesOnStep(shown, write_place(last.since, last.id) if last else None)
