"""Finished cases to choose from: by their numbers, never by a name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from processes.step import CaseStatus
from service.extensions import db
from service.models import Case

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A finished case as the list shows it; `final` tells a good end from a bad one."""

    no: str
    status: CaseStatus
    milestone: str
    final: bool
    closed_at: datetime | None


def list_closed_cases(procedure: str, number: str = "") -> list[ClosedCase]:
    """List the newest finished cases of a procedure whose numbers begin with some digits."""
    query = (
        select(Case.no, Case.status, Case.milestone, Case.final, Case.closed_at)
        .where(Case.procedure == procedure, Case.status != CaseStatus.OPEN)
        # Numbers begin with the day, and their index is there; the day of the end has none.
        .order_by(Case.no.desc())
        .limit(PAGE)
    )
    if number:
        query = query.where(Case.no.startswith(number, autoescape=True))
    return [ClosedCase(*row) for row in db.session.execute(query)]
