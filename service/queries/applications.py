"""A person's own applications: begun, running, done; and how long such things usually take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from processes.step import CaseStatus
from service.actors import account_pool
from service.editions import parsed
from service.extensions import db
from service.models import Case, Draft, OpenTask, Practitioner
from service.operations.registered import is_person_of

_BEGUN: Final = "procedure:"
"""How the subject of a draft that is no case yet begins (service/cases/drafts.py)."""
_LAST: Final = 100
_ENOUGH: Final = 5
"""Fewer cases than this say nothing about what is usual."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case in somebody's list, with the name of its procedure."""

    case: Case
    procedure_name: str


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """A form that was begun and not submitted yet."""

    procedure: str
    procedure_name: str
    saved_at: datetime


def list_own_cases(account_id: UUID) -> list[OwnCase]:
    """List a person's cases, the newest first."""
    query = select(Case).where(Case.account_id == account_id).order_by(Case.opened_at.desc())
    return [OwnCase(case, parsed(case.edition_id).name) for case in db.session.scalars(query)]


def list_own_drafts(account_id: UUID) -> list[OwnDraft]:
    """List what a person has begun and not submitted, the newest first."""
    query = select(Draft.subject, Draft.edition_id, Draft.saved_at).where(
        Draft.account_id == account_id, Draft.subject.startswith(_BEGUN)
    )
    return [
        OwnDraft(subject.removeprefix(_BEGUN), parsed(edition_id).name, saved_at)
        for subject, edition_id, saved_at in db.session.execute(
            query.order_by(Draft.saved_at.desc())
        )
    ]


def find_open_case(account_id: UUID, procedure: str) -> Case | None:
    """Find the case of a procedure that a person has running."""
    query = select(Case).where(
        Case.account_id == account_id,
        Case.procedure == procedure,
        Case.status == CaseStatus.OPEN,
    )
    return db.session.scalar(query)


def is_with_applicant(case: Case) -> bool:
    """Whether a case waits for its applicant, to correct or to choose something."""
    own = OpenTask.case_id == case.id, OpenTask.pool == account_pool(case.account_id)
    return db.session.scalar(select(OpenTask.id).where(*own).limit(1)) is not None


def is_registered(account_id: UUID) -> bool:
    """Whether the register has this person: real-name registration is done once."""
    return db.session.scalar(select(Practitioner.id).where(is_person_of(account_id))) is not None


def usual_time(procedure: str) -> timedelta | None:
    """Give the time within which half of the last cases were decided; None if too few were."""
    took = (
        select((Case.closed_at - Case.opened_at).label("took"))
        .where(Case.procedure == procedure, Case.status == CaseStatus.COMPLETED)
        .order_by(Case.closed_at.desc())
        .limit(_LAST)
        .subquery()
    )
    half = func.percentile_cont(0.5).within_group(took.c.took)
    count, median = db.session.execute(select(func.count(), half).select_from(took)).one()
    return median if count >= _ENOUGH else None
