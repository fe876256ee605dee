"""What was kept of a claimed registration goes over to its rightful owner."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from processes.step import CaseStatus
from service.actors import organisation_pool
from service.extensions import db
from service.models import (
    Account,
    Case,
    ClaimObjection,
    Employment,
    ObjectionOutcome,
    OpenTask,
    Organisation,
)
from service.operations.contract import OperationContext


def take_over(context: OperationContext, organisation: Organisation) -> bool:
    """Give a registration just approved what was kept; False if it undid no other one.

    People, stores and waiting cases then name the new registration, whose name is the one on
    their cards.
    """
    upheld = _upheld_for(organisation.id)
    for objection in upheld:
        _hand_over(objection.organisation_id, organisation.id, but=context.case.id)
        objection.handed_to = organisation.id
    return bool(upheld)


def _upheld_for(organisation_id: UUID) -> list[ClaimObjection]:
    query = select(ClaimObjection).where(
        ClaimObjection.raised_by == organisation_id,
        ClaimObjection.outcome == ObjectionOutcome.UPHELD,
        ClaimObjection.handed_to.is_(None),
    )
    return list(db.session.scalars(query.with_for_update()))


def _hand_over(old: UUID, new: UUID, *, but: UUID) -> None:
    for column in (Employment.agency_id, Employment.store_id):
        _write(update(Employment).where(column == old, Employment.ended_on.is_(None)), column, new)
    _write(update(Organisation).where(Organisation.parent_id == old), Organisation.parent_id, new)
    for column in (Account.agency_id, Account.store_id):
        _write(update(Account).where(column == old), column, new)
    waiting = (Case.status == CaseStatus.OPEN, Case.id != but)
    for column in (Case.agency_id, Case.store_id):
        _write(update(Case).where(column == old, *waiting), column, new)
    desk = update(OpenTask).where(OpenTask.pool == organisation_pool(old))
    _write(desk, OpenTask.pool, organisation_pool(new))


def _write(rows: Any, column: Any, value: Any) -> None:
    db.session.execute(
        rows.values({column: value}), execution_options={"synchronize_session": False}
    )
