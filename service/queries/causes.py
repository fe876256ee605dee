"""What failed, put together by cause, and what came of trying all of one cause again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, Text, case, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from processes.sentences import Translate
from service.extensions import db
from service.failures import NotFound
from service.jobs import LIVE
from service.models import (
    KIND_OF_ERROR_OR_NONE,
    Account,
    Case,
    Incident,
    IncidentStatus,
    RetriedIncident,
    RetryRun,
    say_cause,
)

SHOWN: Final = 100
"""So many cases of a run are listed, those that need somebody first; all are counted."""
_JOBS: Final = table("procrastinate_jobs", column("id"), column("status"), column("attempts"))
_JOB_STATUS: Final = cast(_JOBS.c.status, Text)


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause, at one operation: how many cases, since when, and the oldest as an example."""

    operation: str
    cause: str
    error: str
    count: int
    since: datetime
    params: Mapping[str, Any]
    example: str

    def render(self, translate: Translate = str) -> str:
        """Say the cause of the example in the language of `translate`."""
        return say_cause(self.cause, self.params, translate)


class Retried(StrEnum):
    """What came of one incident that was tried again, what needs somebody first."""

    FAILED = "failed"
    """It failed once more."""
    UNCHANGED = "unchanged"
    """The job is over, and it neither failed nor was anything done: it is not its time yet."""
    TRYING = "trying"
    WAITING = "waiting"
    DONE = "done"


# The worker deletes a job that it has done.
_STATE: Final = case(
    (Incident.status == IncidentStatus.RESOLVED, Retried.DONE.value),
    (Incident.attempts > RetriedIncident.attempts_before, Retried.FAILED.value),
    (RetriedIncident.job_id.is_(None), Retried.WAITING.value),
    (_JOB_STATUS.not_in(LIVE), Retried.UNCHANGED.value),
    (_JOBS.c.id.is_(None), Retried.UNCHANGED.value),
    ((_JOB_STATUS == "todo") & (_JOBS.c.attempts == 0), Retried.WAITING.value),
    else_=Retried.TRYING.value,
)


@dataclass(frozen=True, slots=True)
class RetriedCase:
    """One case of a run."""

    no: str
    subject_name: str
    state: Retried
    cause: str
    params: Mapping[str, Any]

    def render(self, translate: Translate = str) -> str:
        """Say in the language of `translate` why it failed."""
        return say_cause(self.cause, self.params, translate)


@dataclass(frozen=True, slots=True)
class RetryPage:
    """A run as its page shows it."""

    run: RetryRun
    started_by: str
    counts: Mapping[Retried, int]
    rows: Sequence[RetriedCase]

    @property
    def total(self) -> int:
        """How many incidents are tried."""
        return sum(self.counts.values())

    @property
    def over(self) -> int:
        """Of how many the result is known."""
        going = (Retried.TRYING, Retried.WAITING)
        return sum(count for state, count in self.counts.items() if state not in going)


def list_causes() -> list[CauseRow]:
    """List the causes of what nobody has put right yet, the most frequent first."""
    oldest = func.array_agg(aggregate_order_by(Incident.params, Incident.raised_at))
    number = func.array_agg(aggregate_order_by(Case.no, Incident.raised_at))
    count = func.count()
    query = (
        select(
            Incident.operation,
            Incident.cause,
            KIND_OF_ERROR_OR_NONE,
            count,
            func.min(Incident.raised_at),
            oldest[1],
            number[1],
        )
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.status == IncidentStatus.OPEN)
        .group_by(Incident.operation, Incident.cause, KIND_OF_ERROR_OR_NONE)
        .order_by(count.desc(), func.min(Incident.raised_at))
    )
    return [CauseRow(*row) for row in db.session.execute(query)]


def read_retry(run_id: UUID) -> RetryPage:
    """Read how far a run is and what came of each of its cases.

    Raises:
        NotFound: there is no such run.
    """
    found = db.session.execute(
        select(RetryRun, Account.display_name)
        .join(Account, Account.id == RetryRun.started_by)
        .where(RetryRun.id == run_id)
    ).first()
    if found is None:
        raise NotFound
    counts = db.session.execute(_of(run_id, _STATE, func.count()).group_by(_STATE)).all()
    shown = (Case.no, Case.subject_name, _STATE, Incident.cause, Incident.params)
    urgent = func.array_position(array([state.value for state in Retried]), _STATE)
    rows = db.session.execute(_of(run_id, *shown).order_by(urgent, Case.no).limit(SHOWN)).all()
    return RetryPage(
        found[0],
        found[1],
        {Retried(state): count for state, count in counts},
        [RetriedCase(no, name, Retried(state), *why) for no, name, state, *why in rows],
    )


def _of(run_id: UUID, *what: Any) -> Select[Any]:
    return (
        select(*what)
        .select_from(RetriedIncident)
        .join(Incident, Incident.id == RetriedIncident.incident_id)
        .join(Case, Case.id == Incident.case_id)
        .outerjoin(_JOBS, _JOBS.c.id == RetriedIncident.job_id)
        .where(RetriedIncident.run_id == run_id)
    )
