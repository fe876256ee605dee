"""Incidents: what a machine could not do and a person of the association has to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, tuple_

from processes.sentences import Translate
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Incident, IncidentStatus, say_cause
from service.queries.places import read_place, write_place

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident as the list shows it."""

    incident_id: UUID
    case_no: str
    subject_name: str
    cause: str
    params: Mapping[str, Any]
    attempts: int
    raised_at: datetime

    def render(self, translate: Translate = str) -> str:
        """Say the cause in the language of `translate`."""
        return say_cause(self.cause, self.params, translate)


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One page of open incidents, the oldest first; `next` is where the following one starts."""

    rows: list[IncidentRow]
    next: str | None


def read_incidents(after: str | None = None) -> IncidentPage:
    """Read a page of the incidents that nobody has put right yet.

    Raises:
        NotFound: `after` is no place in the list.
    """
    query = (
        select(
            Incident.id,
            Case.no,
            Case.subject_name,
            Incident.cause,
            Incident.params,
            Incident.attempts,
            Incident.raised_at,
        )
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.status == IncidentStatus.OPEN)
        .order_by(Incident.raised_at, Incident.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(Incident.raised_at, Incident.id) > read_place(after))
    rows = [IncidentRow(*row) for row in db.session.execute(query)]
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return IncidentPage(shown, write_place(last.raised_at, last.incident_id) if last else None)


def get_open_incident(incident_id: UUID) -> Incident:
    """Get an incident that is still open.

    Raises:
        NotFound: it was put right meanwhile, or never was.
    """
    incident = db.session.get(Incident, incident_id)
    if incident is None or incident.status is not IncidentStatus.OPEN:
        raise NotFound
    return incident
