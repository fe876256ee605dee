"""Who is told how the waiting for the owner of a claimed name ends: people, stores, the owner."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from forms import N_
from processes.step import CaseStatus
from service.actors import account_pool, organisation_pool, post_pool
from service.clock import last_day_before
from service.extensions import db
from service.models import (
    Account,
    Case,
    ClaimObjection,
    Employment,
    OpenTask,
    Organisation,
    Practitioner,
)
from service.operations.contract import OperationContext
from service.operations.protecting import DESK
from service.operations.telling import News, tell

KEEP: Final = "keep"
REGISTER_NOW: Final = N_(
    "异议成立，名称已归还。请在 30 天内完成“%(name)s”的登记，保留的人员和门店会自动转入。"
)
CALL_THEM: Final = N_(
    "“%(name)s”的来电异议成立，名称已归还。请告知来电单位在 30 天内注册登记，"
    "由协会核对后，保留的人员和门店会自动转入。"
)
STILL_WAITING: Final = N_(
    "“%(name)s”还没有完成登记。请在 %(day)s 前登记，保留的人员和门店会自动转入；"
    "逾期不登记的，会告知他们另找单位。"
)
CALL_AGAIN: Final = N_(
    "“%(name)s”来电异议成立后还没有登记。请再联系来电单位，在 %(day)s 前注册登记；"
    "逾期不登记的，会告知保留的人员和门店另找单位。"
)
PERSON_CAME_OVER: Final = N_("您的登记已转到%(name)s现在的账号下，信息卡照常有效。")
STORE_CAME_OVER: Final = N_("您的门店已转到%(name)s现在的账号下，照常使用。")
PERSON_LEFT: Final = N_(
    "%(name)s在 30 天内没有登记，您的登记暂时没有可以转入的单位。"
    "您可以办理离职，再入职其他单位；它以后登记了，您仍会转入。"
)
STORE_LEFT: Final = N_(
    "%(name)s在 30 天内没有登记，您的门店暂时没有所属机构。"
    "您可以在“信息变更”中改属其他机构；它以后登记了，您仍会转入。"
)
CASE_LEFT: Final = N_(
    "%(name)s在 30 天内没有登记，您的申请（办件号 %(no)s）还在等它。您可以撤回后另选单位重新提交。"
)
OWNER_LATE: Final = N_(
    "“%(name)s”在 30 天内没有完成登记，协会不再等待。登记通过后，仍保留的人员和门店照样转入。"
)
DESK_TOLD: Final = N_(
    "“%(name)s”的异议成立已满 30 天，真正的单位仍未登记。保留的人员和门店已得到通知。"
)

_Fates = Mapping[str, str]


def ask_owner(context: OperationContext, objection: ClaimObjection) -> None:
    """Ask for the registration: the account that objected, or who took the call."""
    text = REGISTER_NOW if objection.raised_by else CALL_THEM
    name = db.session.get_one(Organisation, objection.organisation_id).name
    tell(_news(context, "asked", context.applicant.id, text, name), at=context.now)


def remind_owner(context: OperationContext, objection: ClaimObjection) -> None:
    """Remind whoever was asked for the registration, while there is time."""
    text = STILL_WAITING if objection.raised_by else CALL_AGAIN
    name = db.session.get_one(Organisation, objection.organisation_id).name
    day = last_day_before(objection.waits_until).isoformat()
    news = _news(context, "reminded", context.applicant.id, text, name, day=day)
    tell(news, at=context.now)


def tell_handed_over(context: OperationContext, objection: ClaimObjection, fates: _Fates) -> None:
    """Tell whoever was kept, and is still there, that it has its owner."""
    owner = db.session.get_one(Organisation, objection.handed_to)
    told = [
        *((account, PERSON_CAME_OVER) for account in _people(fates, owner.id)),
        *((account, STORE_CAME_OVER) for account in _stores(fates, owner.id)),
    ]
    news = [_news(context, "came_over", account, text, owner.name) for account, text in told]
    tell(*news, at=context.now)


def tell_not_registered(
    context: OperationContext, objection: ClaimObjection, fates: _Fates
) -> None:
    """Tell whoever was kept, the owner that did not come, and the association."""
    claimed = db.session.get_one(Organisation, objection.organisation_id)
    told = [
        (context.applicant.id, OWNER_LATE),
        *((account, PERSON_LEFT) for account in _people(fates, claimed.id)),
        *((account, STORE_LEFT) for account in _stores(fates, claimed.id)),
    ]
    news = [_news(context, "left", account, text, claimed.name) for account, text in told]
    waiting = [
        _news(context, f"left:{no}", account, CASE_LEFT, claimed.name, no=no)
        for account, no in _cases(fates, claimed.id)
    ]
    tell(*news, *waiting, _to_desk(context, claimed.name), at=context.now)


def _people(fates: _Fates, employer: UUID) -> Iterator[UUID]:
    query = (
        select(Practitioner.account_id)
        .join(Employment, Employment.practitioner_id == Practitioner.id)
        .where(
            Practitioner.id.in_(_kept(fates, "person")),
            Employment.agency_id == employer,
            Employment.ended_on.is_(None),
        )
    )
    yield from db.session.scalars(query.distinct())


def _stores(fates: _Fates, parent: UUID) -> Iterator[UUID]:
    query = (
        select(Account.id)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .where(Organisation.id.in_(_kept(fates, "store")), Organisation.parent_id == parent)
    )
    yield from db.session.scalars(query)


def _cases(fates: _Fates, desk: UUID) -> Sequence[Any]:
    query = (
        select(Case.account_id, Case.no)
        .join(OpenTask, OpenTask.case_id == Case.id)
        .where(
            Case.id.in_(_kept(fates, "case")),
            Case.status == CaseStatus.OPEN,
            OpenTask.pool == organisation_pool(desk),
        )
    )
    return db.session.execute(query.distinct()).all()


def _kept(fates: _Fates, kind: str) -> list[UUID]:
    named = (key.partition(":") for key, fate in fates.items() if fate == KEEP)
    return [UUID(subject_id) for one, _, subject_id in named if one == kind]


def _news(
    context: OperationContext, about: str, account_id: UUID, text: str, name: str, **more: Any
) -> News:
    return News(
        pool=account_pool(account_id),
        text=text,
        key=f"kept:{context.case.id}:{about}:{account_id}",
        params={"name": name, **more},
    )


def _to_desk(context: OperationContext, name: str) -> News:
    return News(
        pool=post_pool(DESK),
        text=DESK_TOLD,
        key=f"kept:{context.case.id}:left",
        params={"name": name},
    )
