"""Who and what is in the register today: the person of an account, their employment, their card.

Registrations that were undone and employments that ended stay in its tables; whoever means
today asks here.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from service.extensions import db
from service.models import Card, Employment, Practitioner


def is_person_of(account_id: Any) -> ColumnElement[bool]:
    """Say of a practitioner of a query that this account is in the register as them."""
    return and_(Practitioner.account_id == account_id, Practitioner.revoked_at.is_(None))


def is_at_work(person_id: Any) -> ColumnElement[bool]:
    """Say of an employment of a query that it is this person's and has not ended."""
    return and_(Employment.practitioner_id == person_id, Employment.ended_on.is_(None))


def find_person(account_id: UUID, *, lock: bool = False) -> Practitioner | None:
    """Find as whom an account is in the register; `lock` keeps the row until the step is over."""
    query = select(Practitioner).where(is_person_of(account_id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def find_employment(person_id: UUID) -> Employment | None:
    """Find where somebody works, with agency and store."""
    employers = (joinedload(Employment.agency), joinedload(Employment.store))
    return db.session.scalar(select(Employment).where(is_at_work(person_id)).options(*employers))


def find_newest_card(person_id: UUID) -> Card | None:
    """Find the last card that was issued to somebody, whatever became of it."""
    newest = select(Card).where(Card.practitioner_id == person_id).order_by(Card.issue.desc())
    return db.session.scalar(newest.limit(1).execution_options(populate_existing=True))
