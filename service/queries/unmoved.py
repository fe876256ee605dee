"""The cases that a run could not move, each with its reasons."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from processes.checker import Problem
from service.extensions import db
from service.models import Case, MigratedCase, MigrationOutcome
from service.queries.impact import problems_in

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class UnmovedCase:
    """One case that stayed where it was, and why."""

    no: str
    subject_name: str
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class UnmovedCases:
    """One page of them by their numbers; `next` is the number after which the next page begins."""

    rows: list[UnmovedCase]
    next: str | None


def list_unmoved(run_id: UUID, after: str | None = None) -> UnmovedCases:
    """List a page of the cases that a run could not move."""
    query = (
        select(Case.no, Case.subject_name, MigratedCase.reasons)
        .join(Case, Case.id == MigratedCase.case_id)
        .where(MigratedCase.run_id == run_id, MigratedCase.outcome == MigrationOutcome.REFUSED)
        .where(Case.no > (after or ""))
        .order_by(Case.no)
        .limit(PAGE + 1)
    )
    found = db.session.execute(query).all()
    rows = [UnmovedCase(no, name, problems_in(reasons)) for no, name, reasons in found[:PAGE]]
    return UnmovedCases(rows, rows[-1].no if len(found) > PAGE else None)
