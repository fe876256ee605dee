"""Objections to a registration (冒名注册异议): who owns the name may undo what passed unseen."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from forms import N_
from service.calendar import read_calendar
from service.extensions import db
from service.models import (
    ClaimObjection,
    ClaimProtection,
    ObjectionOutcome,
    Organisation,
    Registration,
)
from service.operations import claimed_accounts, handing_over, protecting, reversing
from service.operations.contract import Operation, OperationContext, Results
from service.operations.telling_kept import KEEP
from service.refusals import Refused

_IS_LIVE: Final = Organisation.registration.in_([Registration.PENDING, Registration.APPROVED])


def protect(context: OperationContext, organisation: Organisation) -> None:
    """Begin the days for objections, and tell the directory's contact and the association.

    To be called in the step that approves an organisation, after its registration was set.
    Whoever had a registration undone gets here what was kept of it, and needs no protection:
    the association has looked at the papers. Others of that name get it and are protected.
    """
    if handing_over.take_over(context, organisation):
        return
    if organisation.filing is not None:
        protecting.begin(context, organisation, organisation.filing)


def freeze(context: OperationContext) -> Results:
    """Find whose registration is meant, and freeze it at once if the objection comes in time.

    A correction finds what the first round raised.

    Raises:
        Refused: a person objects, or nobody is registered under that name or number.
        A second objection to the same registration is refused by the database.
    """
    objection = _of_case(context) or _object_in_writing(context)
    return {"froze": objection.froze}


def freeze_by_call(context: OperationContext, *, claimed: str) -> Results:
    """Freeze the registration of a licence number at once: its owner has called.

    Raises:
        Refused: its days for objections are over, which a call cannot bring back.
        A second objection to the same registration is refused by the database.
    """
    organisation = _locked((Organisation.uscc == claimed) & _IS_LIVE)
    if organisation is None or not _is_in_time(context, organisation.id):
        raise Refused("claim_not_freezable")
    _raise_objection(context, organisation, raised_by=None)
    return {}


def uphold(context: OperationContext, *, affected: Mapping[str, str] | None) -> Results:
    """Undo the registration: accounts closed, the name free, and what is to be reversed with it.

    `kept` says whether anything waits for the rightful owner now.
    """
    fates = affected or {}
    kept = KEEP in fates.values()
    objection = _settle(context, ObjectionOutcome.UPHELD)
    if objection is None:
        return {"kept": kept}
    claimed = _locked(Organisation.id == objection.organisation_id)
    assert claimed is not None
    claimed.registration = Registration.CANCELLED
    claimed_accounts.close(claimed.id)
    reversing.settle_all(context, claimed, fates)
    _write_now()
    return {"kept": kept}


def reject(context: OperationContext) -> Results:
    """Let the account work again: the objection was not true."""
    _unfreeze(_settle(context, ObjectionOutcome.REJECTED))
    return {}


def withdraw(context: OperationContext) -> Results:
    """Let the account work again: whoever objected has taken it back."""
    _unfreeze(_settle(context, ObjectionOutcome.WITHDRAWN))
    return {}


def is_instead_of(own: Organisation) -> ColumnElement[bool]:
    """Say of an organisation that it is registered, or waits for it, under `own`'s identity."""
    same = [Organisation.name_key == own.name_key]
    if own.uscc:
        same.append(Organisation.uscc == own.uscc)
    return or_(*same) & _IS_LIVE & (Organisation.id != own.id)


def _of_case(context: OperationContext) -> ClaimObjection | None:
    query = select(ClaimObjection).where(ClaimObjection.case_id == context.case.id)
    return db.session.scalar(query.with_for_update())


def _object_in_writing(context: OperationContext) -> ClaimObjection:
    own_id = context.applicant.organisation_id
    if own_id is None:
        raise Refused("objection_by_organisation_only")
    claimed = _claimed_instead_of(db.session.get_one(Organisation, own_id))
    return _raise_objection(context, claimed, raised_by=own_id)


def _raise_objection(
    context: OperationContext, claimed: Organisation, *, raised_by: UUID | None
) -> ClaimObjection:
    objection = ClaimObjection(
        case_id=context.case.id,
        organisation_id=claimed.id,
        raised_by=raised_by,
        raised_at=context.now,
        froze=_is_in_time(context, claimed.id),
    )
    db.session.add(objection)
    if objection.froze:
        claimed.frozen_at = context.now
        claimed_accounts.sign_out(claimed.id)
    db.session.flush()  # Whoever objects second learns it here, and freezes nothing.
    return objection


def _claimed_instead_of(own: Organisation) -> Organisation:
    claimed = _locked(is_instead_of(own))
    if claimed is None:
        raise Refused("nothing_to_object")
    return claimed


def _is_in_time(context: OperationContext, claimed_id: UUID) -> bool:
    # Once the association has found an objection untrue, the next one waits for its word.
    rejected = select(ClaimObjection.id).where(
        ClaimObjection.organisation_id == claimed_id,
        ClaimObjection.outcome == ObjectionOutcome.REJECTED,
    )
    protected = select(ClaimProtection).where(
        ClaimProtection.organisation_id == claimed_id, ~rejected.exists()
    )
    protection = db.session.scalar(protected)
    return protection is not None and context.now < protection.ends_at(read_calendar())


def _settle(context: OperationContext, outcome: ObjectionOutcome) -> ClaimObjection | None:
    objection = _of_case(context)
    if objection is None or objection.outcome is not ObjectionOutcome.OPEN:
        return None
    objection.outcome, objection.settled_at = outcome, context.now
    return objection


def _unfreeze(objection: ClaimObjection | None) -> None:
    if objection is not None and objection.froze:
        claimed = _locked(Organisation.id == objection.organisation_id)
        assert claimed is not None
        claimed.frozen_at = None
    _write_now()


def _write_now() -> None:
    # The step stores what it knows without waiting, and the session counts the rows it writes.
    db.session.flush()


def _locked(which: ColumnElement[bool]) -> Organisation | None:
    query = select(Organisation).where(which).order_by(Organisation.created_at).limit(1)
    locked = query.with_for_update(of=Organisation)
    return db.session.scalar(locked.execution_options(populate_existing=True))


OPERATIONS: Final = (
    Operation(
        name="objections.freeze",
        summary=N_("找到被冒名的单位；异议期内先冻结其账号"),
        record=freeze,
        results=frozenset({"froze"}),
    ),
    Operation(
        name="objections.freeze_by_call",
        summary=N_("凭来电冻结异议期内的账号"),
        record=freeze_by_call,
        params={"claimed": N_("被冒名注册的执照号码")},
    ),
    Operation(
        name="objections.uphold",
        summary=N_("异议成立：撤销冒名的注册，逐项保留或撤销其办理过的事项"),
        record=uphold,
        params={"affected": N_("逐项的处理：保留或撤销")},
        results=frozenset({"kept"}),
    ),
    Operation(
        name="objections.reject",
        summary=N_("异议不成立：解除冻结"),
        record=reject,
    ),
    Operation(
        name="objections.withdraw",
        summary=N_("撤回异议：解除冻结"),
        record=withdraw,
        released=N_("被异议的账号恢复使用。"),
    ),
)
