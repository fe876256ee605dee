"""What an account whose registration is objected to has decided on since it registered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from processes.step import CaseStatus
from service.actors import organisation_pool
from service.clock import last_day_before
from service.editions import parsed
from service.extensions import db
from service.models import (
    Account,
    Case,
    ClaimObjection,
    ClaimProtection,
    Employment,
    ObjectionOutcome,
    OpenTask,
    Organisation,
    Practitioner,
    Registration,
    Review,
)
from service.operations.handing_over import MESSAGE


@dataclass(frozen=True, slots=True)
class AffectedItem:
    """One person, store or case; `kind` says which, `note` what tells it from others.

    `words` are msgids beside the note: a case's procedure and where it stands.
    """

    key: str
    kind: str
    name: str
    note: str
    at: datetime
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputedClaim:
    """The registration that a case objects to, and what has to be kept or reversed with it."""

    name: str
    uscc: str | None
    agent_name: str | None
    registered_at: datetime | None
    frozen_at: datetime | None
    confirmed_at: datetime | None
    """When the directory's contact confirmed it by a code."""
    items: list[AffectedItem]


def find_disputed(case_id: UUID) -> DisputedClaim | None:
    """Find what the objection of a case is about, while it is open."""
    claimed = db.session.scalar(_disputed(case_id))
    if claimed is None:
        return None
    confirmed = select(ClaimProtection.confirmed_at).where(
        ClaimProtection.organisation_id == claimed.id
    )
    return DisputedClaim(
        name=claimed.name,
        uscc=claimed.uscc,
        agent_name=claimed.agent_name,
        registered_at=claimed.registered_at,
        frozen_at=claimed.frozen_at,
        confirmed_at=db.session.scalar(confirmed),
        items=_items(claimed.id),
    )


def labels_of_affected(case_id: UUID) -> dict[str, str]:
    """Give what has to be settled with a case's decision: key → name; nothing in other cases."""
    claimed = db.session.scalar(_disputed(case_id))
    return {one.key: one.name for one in _items(claimed.id)} if claimed else {}


def list_affected(organisation_id: UUID) -> list[AffectedItem]:
    """List what an organisation's account has decided on, as an objection would."""
    return _items(organisation_id)


def register_by(case: Case) -> date | None:
    """Give the last day on which an upheld objection waits for its owner; None: it does not."""
    if MESSAGE not in case.awaited:
        return None
    objection = select(ClaimObjection).where(ClaimObjection.case_id == case.id)
    return last_day_before(db.session.execute(objection).scalar_one().waits_until)


def _disputed(case_id: UUID) -> Select[Organisation]:
    return (
        select(Organisation)
        .join(ClaimObjection, ClaimObjection.organisation_id == Organisation.id)
        .where(ClaimObjection.case_id == case_id, ClaimObjection.outcome == ObjectionOutcome.OPEN)
    )


def _items(claimed_id: UUID) -> list[AffectedItem]:
    stores = list(db.session.scalars(_stores(claimed_id)))
    desks = [claimed_id, *(store.id for store in stores)]
    found = [
        *(
            AffectedItem(f"store:{one.id}", "store", one.name, one.uscc or "", one.created_at)
            for one in stores
        ),
        *_people(claimed_id),
        *_cases(desks),
    ]
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), one.at, one.key))


_ORDER = ("store", "person", "case")


def _stores(claimed_id: UUID) -> Select[Organisation]:
    return select(Organisation).where(
        Organisation.parent_id == claimed_id, Organisation.registration == Registration.APPROVED
    )


def _people(claimed_id: UUID) -> Iterator[AffectedItem]:
    here = or_(Employment.agency_id == claimed_id, Employment.store_id == claimed_id)
    query = (
        select(Practitioner)
        .join(Employment, Employment.practitioner_id == Practitioner.id)
        .where(here, Practitioner.revoked_at.is_(None))
        .distinct()
    )
    for one in db.session.scalars(query):
        yield AffectedItem(
            f"person:{one.id}", "person", one.name, one.practice_no, one.registered_at
        )


def _cases(desks: list[UUID]) -> Iterator[AffectedItem]:
    """Give the cases that wait at a desk or that it judged, where no register row shows them."""
    judged = _judged_by(desks)
    waiting = select(OpenTask.case_id).where(
        OpenTask.pool.in_([organisation_pool(desk) for desk in desks])
    )
    refused = (Case.status != CaseStatus.OPEN) & Case.id.in_(
        judged.where(Review.decision == "refuse")
    )
    # Whoever has gone to another employer since is in good hands.
    still_theirs = or_(Case.agency_id.in_(desks), Case.store_id.in_(desks))
    # What is final is in the register already, and only its card is still being drawn.
    still_open = (
        (Case.status == CaseStatus.OPEN)
        & ~Case.final
        & or_(Case.id.in_(judged) & still_theirs, Case.id.in_(waiting))
    )
    for one in db.session.scalars(select(Case).where(or_(refused, still_open))):
        words = parsed(one.edition_id).name, one.milestone
        yield AffectedItem(f"case:{one.id}", "case", one.subject_name, one.no, one.opened_at, words)


def _judged_by(desks: list[UUID]) -> Any:
    theirs: ColumnElement[bool] = Account.organisation_id.in_(desks)
    return select(Review.case_id).join(Account, Account.id == Review.account_id).where(theirs)
