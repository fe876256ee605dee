"""What was kept of a claimed registration waits for its rightful owner, and goes over to it.

The case of the objection waits; the registration of the owner hands over in its own step and
tells that case by a message.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from forms import N_
from processes.step import CaseStatus
from service.actors import organisation_pool
from service.extensions import db
from service.messages import put_message
from service.models import (
    Account,
    Case,
    ClaimObjection,
    Employment,
    ObjectionOutcome,
    OpenTask,
    Organisation,
)
from service.operations import telling_kept
from service.operations.contract import Operation, OperationContext, Results

MESSAGE: Final = "owner_registered"
"""What the case of an objection waits for once something was kept."""


def take_over(context: OperationContext, organisation: Organisation) -> bool:
    """Give a registration just approved what was kept under its name; whether it had objected.

    Whoever objected has shown its papers. Somebody else who bears the name gets the same, for
    the association has looked at it (`is_contested`).
    People, stores and waiting cases then name the new registration, whose name is the one on
    their cards.
    """
    upheld = list(db.session.scalars(_upheld_about(organisation).with_for_update()))
    for objection in upheld:
        _hand_over(objection.organisation_id, organisation.id, but=context.case.id)
        objection.handed_to = organisation.id
        _tell_case(context, objection)
    return any(one.raised_by == organisation.id for one in upheld)


def is_contested(organisation: Organisation) -> bool:
    """Whether a registration of this name was undone for somebody who is yet to come.

    Whoever comes then is looked at by the association, unless it is who objected.
    """
    others = ClaimObjection.raised_by.is_distinct_from(organisation.id)
    return bool(db.session.scalar(select(exists(_upheld_about(organisation).where(others)))))


def ask_owner(context: OperationContext) -> Results:
    """Ask whoever objected to register, so that what was kept finds its owner."""
    telling_kept.ask_owner(context, _of_case(context))
    return {}


def remind_owner(context: OperationContext) -> Results:
    """Remind whoever objected to register before the waiting is over."""
    telling_kept.remind_owner(context, _of_case(context))
    return {}


def tell_handed_over(context: OperationContext, *, affected: Any) -> Results:
    """Tell the people and stores that were kept that they have their owner now."""
    telling_kept.tell_handed_over(context, _of_case(context), affected or {})
    return {}


def give_up(context: OperationContext, *, affected: Any) -> Results:
    """Tell everybody concerned that the owner did not come.

    Nothing is reversed: whoever registers the name later still takes over what is left of it.
    """
    telling_kept.tell_not_registered(context, _of_case(context), affected or {})
    return {}


def _of_case(context: OperationContext) -> ClaimObjection:
    query = select(ClaimObjection).where(ClaimObjection.case_id == context.case.id)
    return db.session.execute(query).scalar_one()


def _upheld_about(own: Organisation) -> Any:
    """Select the upheld objections whose kept things `own` has a claim to."""
    claimed = aliased(Organisation)
    return (
        select(ClaimObjection)
        .join(claimed, claimed.id == ClaimObjection.organisation_id)
        .where(
            or_(ClaimObjection.raised_by == own.id, *_same(claimed, own)),
            ClaimObjection.outcome == ObjectionOutcome.UPHELD,
            ClaimObjection.handed_to.is_(None),
            claimed.id != own.id,
        )
    )


def _same(claimed: Any, own: Organisation) -> list[ColumnElement[bool]]:
    named = {"name_key": own.name_key, "uscc": own.uscc, "filing_id": own.filing_id}
    return [getattr(claimed, column) == value for column, value in named.items() if value]


def _tell_case(context: OperationContext, objection: ClaimObjection) -> None:
    # Thirty days later the case has ended, and nobody waits for the message any more.
    open_one = select(Case.id).where(Case.id == objection.case_id, Case.status == CaseStatus.OPEN)
    if db.session.scalar(open_one) is not None:
        key = str(objection.id)
        case_id, at = objection.case_id, context.now
        put_message(case_id, MESSAGE, {}, sender="handing_over", key=key, at=at)


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


OPERATIONS: Final = (
    Operation(
        name="handing_over.ask_owner",
        summary=N_("请提出异议的单位在 30 天内完成登记"),
        record=ask_owner,
    ),
    Operation(
        name="handing_over.remind_owner",
        summary=N_("提醒提出异议的单位在期限内完成登记"),
        record=remind_owner,
    ),
    Operation(
        name="handing_over.tell_handed_over",
        summary=N_("通知保留的人员和门店：已转到真正的单位"),
        record=tell_handed_over,
        params={"affected": N_("逐项的处理：保留或撤销")},
    ),
    Operation(
        name="handing_over.give_up",
        summary=N_("通知保留的人员、门店、提出异议的单位和协会：单位一直没有登记"),
        record=give_up,
        params={"affected": N_("逐项的处理：保留或撤销")},
    ),
)
