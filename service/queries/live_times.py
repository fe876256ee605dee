"""How long cases stayed on each step, and the slowest way that enough of them went.

Time is counted in working days by the association's calendar, as its time limits are: a task
that lay over a weekend is not called slow. Cases do not keep it; it is worked out from the
instants of their events, where each end of a stay is put beside its beginning. What waits for a
person or a job has the same task id in both events; what waits for a message or a time begins
with a flow into it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text

from service.extensions import db

ENOUGH: Final = 3
"""A way that fewer cases went says nothing about the procedure."""

# +08:00 and not Asia/Shanghai, as in processes/working_time.py: a day is a day of China's clock.
# `before` counts the working days before a day; an instant stands at `before` plus, on a working
# day, the part of the day that is over.
_DAYS: Final = """
days AS MATERIALIZED (
    SELECT day, works, sum(works) OVER (ORDER BY day) - works AS before
    FROM (
        SELECT dawn::date AS day,
            coalesce(known.is_working, extract(isodow FROM dawn) < 6)::int AS works
        FROM generate_series(
            (SELECT min(opened_at) FROM cases WHERE procedure = :procedure)
                AT TIME ZONE INTERVAL '+08:00' - INTERVAL '1 day',
            CAST(:now AS timestamptz) AT TIME ZONE INTERVAL '+08:00' + INTERVAL '1 day',
            INTERVAL '1 day'
        ) AS dawn
        LEFT JOIN calendar_days AS known ON known.day = dawn::date
    ) AS every_day
)
"""


def _place(instant: str, day: str) -> str:
    """Say in SQL where an instant stands on the line of working days."""
    local = f"({instant} AT TIME ZONE INTERVAL '+08:00')"
    return f"({day}.before + {day}.works * extract(epoch FROM {local}::time) / 86400)"


def _on_day(day: str, instant: str) -> str:
    local = f"({instant} AT TIME ZONE INTERVAL '+08:00')"
    return f"JOIN days AS {day} ON {day}.day = {local}::date"


_ENDS: Final = (
    "task_completed",
    "task_cancelled",
    "operation_finished",
    "message_received",
    "timer_fired",
    "step_skipped",
)
_TIMES: Final = text(
    f"""
WITH {_DAYS}, stays AS (
    SELECT coalesce(CAST(:places AS jsonb) ->> ended.node, ended.node) AS node,
        {_place("ended.at", "last")} - {_place("began.at", "first")} AS worked
    FROM events AS ended
    JOIN cases ON cases.id = ended.case_id AND cases.procedure = :procedure
    CROSS JOIN LATERAL (
        SELECT begun.at FROM events AS begun
        WHERE begun.case_id = ended.case_id AND begun.id < ended.id
        AND CASE
            WHEN ended.detail ? 'task_id' THEN
                begun.kind IN ('task_opened', 'operation_called')
                AND begun.detail ->> 'task_id' = ended.detail ->> 'task_id'
            ELSE
                (begun.kind = 'flows_taken' AND begun.detail -> 'flows' ?| ARRAY(
                    SELECT jsonb_array_elements_text(CAST(:ways_in AS jsonb) -> ended.node)))
                OR (begun.kind = 'case_moved' AND begun.node = ended.node)
            END
        ORDER BY begun.id DESC LIMIT 1
    ) AS began
    {_on_day("first", "began.at")}
    {_on_day("last", "ended.at")}
    WHERE ended.kind = ANY(:ends) AND ended.at >= :since
    AND (CAST(:edition AS uuid) IS NULL OR cases.edition_id = :edition)
    -- A withdrawal cuts the time of a step short, which says nothing about it.
    AND NOT (ended.kind = 'task_cancelled' AND cases.status = 'withdrawn'
        AND ended.version = cases.version)
)
SELECT node, count(*) AS stays,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY worked) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY worked) AS ninth
FROM stays GROUP BY node
"""  # noqa: S608 - put together of our own constants
)
_WAYS: Final = text(
    f"""
WITH {_DAYS}, gone AS (
    SELECT cases.id, array_agg(DISTINCT flow ORDER BY flow) AS flows,
        min({_place("cases.closed_at", "last")} - {_place("cases.opened_at", "first")}) AS worked
    FROM cases
    JOIN events ON events.case_id = cases.id AND events.kind = 'flows_taken'
    CROSS JOIN LATERAL jsonb_array_elements_text(events.detail -> 'flows') AS flow
    {_on_day("first", "cases.opened_at")}
    {_on_day("last", "cases.closed_at")}
    WHERE cases.procedure = :procedure AND cases.status = 'completed'
    AND cases.closed_at >= :since AND flow = ANY(:flows)
    AND (CAST(:edition AS uuid) IS NULL OR cases.edition_id = :edition)
    GROUP BY cases.id
)
SELECT flows, count(*) AS cases, sum(count(*)) OVER () AS of_all, count(*) OVER () AS ways,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY worked) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY worked) AS ninth
FROM gone GROUP BY flows
ORDER BY count(*) >= :enough DESC, median DESC
LIMIT 1
"""  # noqa: S608 - as above
)


@dataclass(frozen=True, slots=True)
class Which:
    """Which cases are looked at; `edition` None: all, read by the diagram that is shown."""

    procedure: str
    edition: UUID | None
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class StepTime:
    """How many stays on a step have ended, and their working days: half and nine of ten."""

    stays: int
    median: float
    ninth: float


@dataclass(frozen=True, slots=True)
class SlowWay:
    """The way that took longest of those that enough cases went: its flows, of how many."""

    flows: tuple[str, ...]
    cases: int
    of_all: int
    median: float
    ninth: float


def read_step_times(
    which: Which, places: Mapping[str, str], ways_in: Mapping[str, Sequence[str]]
) -> dict[str, StepTime]:
    """Read the times by step; `places` names the step under which another is counted.

    `ways_in` gives the flows that lead into each step that waits for a message or a time.
    """
    rows = db.session.execute(
        _TIMES, {**_named(which), "places": _json(places), "ways_in": _json(ways_in)}
    )
    return {row.node: StepTime(row.stays, float(row.median), float(row.ninth)) for row in rows}


def read_slowest_way(which: Which, flows: Sequence[str]) -> SlowWay | None:
    """Read the slowest way over these flows; None if there is only one, or none often gone."""
    named = _named(which) | {"flows": list(flows), "enough": ENOUGH}
    row = db.session.execute(_WAYS, named).first()
    if row is None or row.cases < ENOUGH or row.ways == 1:
        return None
    times = (float(row.median), float(row.ninth))
    return SlowWay(tuple(row.flows), row.cases, int(row.of_all), *times)


def _named(which: Which) -> dict[str, Any]:
    return {
        "procedure": which.procedure,
        "edition": which.edition,
        "since": which.since,
        "now": which.now,
        "ends": list(_ENDS),
    }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
