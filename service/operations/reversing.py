"""What a claimed account decided on, after its registration was undone: kept or reversed.

What is kept stays as it is and waits for the rightful owner (`handing_over`); what is reversed
never counted: whoever it concerns may apply again.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, update

from forms import N_
from processes.step import CaseStatus
from service import jobs
from service.actors import account_pool
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import (
    Card,
    CardStatus,
    Case,
    Employment,
    EndReason,
    IdentityClaim,
    Organisation,
    Practitioner,
    Registration,
)
from service.models.register import STILL_OUT
from service.operations import claimed_accounts, disabling, orders
from service.operations.contract import OperationContext
from service.operations.telling import News, tell

REVERSE: Final = "reverse"
REVOKED: Final = N_(
    "%(name)s系被冒名注册，您经它办理的登记已撤销，信息卡失效。请重新办理实名登记。"
)
LEFT: Final = N_("%(name)s系被冒名注册，您在该单位的入职已撤销，信息卡失效。请重新办理入职。")
KEPT: Final = N_("%(name)s系被冒名注册，您的登记经协会核对予以保留，将转到该单位真正的账号下。")
MAY_APPLY_AGAIN: Final = N_(
    "%(name)s系被冒名注册，它对您的申请（办件号 %(no)s）所作的决定已撤销，您可以重新提交。"
)


def settle_all(context: OperationContext, claimed: Organisation, fates: Mapping[str, str]) -> None:
    """Keep or reverse each; keys are `person:<id>`, `store:<id>` and `case:<id>`.

    Stores come last: their people may be kept without them.
    """
    for kind, settle in _SETTLERS.items():
        for key, fate in fates.items():
            named, _, subject_id = key.partition(":")
            if named == kind:
                settle(context, claimed, UUID(subject_id), fate == REVERSE)


def _settle_person(
    context: OperationContext, claimed: Organisation, person_id: UUID, reverse: bool
) -> None:
    person = db.session.get_one(Practitioner, person_id, with_for_update=True)
    if not reverse:
        _tell(context, person.account_id, KEPT, claimed)
    elif _was_admitted_by(person, claimed):
        _end_employments(context, person, Employment.practitioner_id == person.id)
        person.revoked_at = context.now
        mine = IdentityClaim.practitioner_id == person.id
        db.session.execute(delete(IdentityClaim).where(mine))
        _tell(context, person.account_id, REVOKED, claimed)
    else:
        here = (Employment.agency_id == claimed.id) | (Employment.store_id == claimed.id)
        _end_employments(context, person, here)
        _tell(context, person.account_id, LEFT, claimed)


def _was_admitted_by(person: Practitioner, claimed: Organisation) -> bool:
    case = db.session.get_one(Case, person.admitted_by_case)
    return claimed.id in {case.agency_id, case.store_id}


def _end_employments(context: OperationContext, person: Practitioner, which: Any) -> None:
    # Somebody may have been taken on for a day to come: that employment ends on its first.
    last_day = func.greatest(day_in_shanghai(context.now), Employment.started_on)
    ended = db.session.execute(
        update(Employment)
        .values(ended_reason=EndReason.REVERSED, ended_by_case=context.case.id)
        .where(Employment.practitioner_id == person.id, Employment.ended_on.is_(None), which)
        .values(ended_on=last_day)
        .returning(Employment.agency_id, Employment.store_id),
        execution_options={"synchronize_session": False},
    ).all()
    for employers in ended:
        disabling.lift(context, [person.account_id], *employers)
    if ended:
        orders.cancel_for(person.id, context)
        db.session.execute(
            update(Card)
            .where(Card.practitioner_id == person.id, Card.status.in_(STILL_OUT))
            .values(status=CardStatus.VOID),
            execution_options={"synchronize_session": False},
        )


def _settle_case(
    context: OperationContext, claimed: Organisation, case_id: UUID, reverse: bool
) -> None:
    case = db.session.get_one(Case, case_id)
    if not reverse:
        return
    if case.status is CaseStatus.OPEN:
        # Its own step ends it and tells: two cases never meet in one transaction.
        jobs.defer("end_case", case_id=str(case_id))
    else:
        _tell(context, case.account_id, MAY_APPLY_AGAIN, claimed, no=case.no)


def _settle_store(
    _context: OperationContext, _claimed: Organisation, store_id: UUID, reverse: bool
) -> None:
    if not reverse:
        return
    store = db.session.get_one(Organisation, store_id, with_for_update=True)
    store.registration = Registration.CANCELLED
    claimed_accounts.close(store.id)
    # Who is kept although the store is not works at the agency itself.
    db.session.execute(
        update(Employment)
        .where(Employment.store_id == store.id, Employment.ended_on.is_(None))
        .values(store_id=None),
        execution_options={"synchronize_session": False},
    )


def _tell(
    context: OperationContext, account_id: UUID, text: str, claimed: Organisation, **more: Any
) -> None:
    about = more.get("no", "registration")
    news = News(
        pool=account_pool(account_id),
        text=text,
        key=f"reversed:{context.case.id}:{account_id}:{about}",
        params={"name": claimed.name, **more},
    )
    tell(news, at=context.now)


_Settler = Callable[[OperationContext, Organisation, UUID, bool], None]
_SETTLERS: Final[Mapping[str, _Settler]] = {
    "person": _settle_person,
    "case": _settle_case,
    "store": _settle_store,
}
