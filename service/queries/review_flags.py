"""What a reviewer is told before anything else: 自审, and how often this step was pressed for."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, ScalarSelect, exists, false, func, or_, select

from service.extensions import db
from service.models import (
    Case,
    Event,
    IdentityClaim,
    Notice,
    OpenTask,
    Organisation,
    Practitioner,
)
from service.operations.self_review import is_answered_for

URGED: Final = "case_urged"
"""The kind of the event that `cases.urge` writes."""


@dataclass(frozen=True, slots=True)
class ReviewFlags:
    """`urged` by the applicant and `reminded` by the diagram's timers, since the step began."""

    self_review: bool
    """The applicant answers for the employer that has a say: its legal person or its agent."""
    urged: int
    reminded: int


def read_flags(case: Case, task: OpenTask) -> ReviewFlags:
    """Read the flags of a case for whoever has this task of it."""
    return ReviewFlags(
        *db.session.execute(select(_self_review(case), _urged(task), _reminded(task))).one()
    )


def _self_review(case: Case) -> ColumnElement[bool]:
    employers = [one for one in (case.agency_id, case.store_id) if one is not None]
    if not employers or case.account.organisation_id is not None:
        return false()
    person = select(Practitioner.id).where(Practitioner.account_id == case.account_id)
    held = or_(IdentityClaim.case_id == case.id, IdentityClaim.practitioner_id.in_(person))
    numbers = select(IdentityClaim.id_hash).where(held)
    own = is_answered_for(numbers, case.account.mobile_hash)
    return exists().where(Organisation.id.in_(employers), own)


def _urged(task: OpenTask) -> ScalarSelect[int]:
    since = (Event.case_id == task.case_id, Event.kind == URGED, Event.at >= task.opened_at)
    return select(func.count()).select_from(Event).where(*since).scalar_subquery()


def _reminded(task: OpenTask) -> ScalarSelect[int]:
    # A reminder's key names the task and the day (operations/notices.py).
    of_task = Notice.key.startswith(f"reminder:{task.id}:")
    return select(func.count()).select_from(Notice).where(of_task).scalar_subquery()
