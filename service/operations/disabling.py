"""An employer's 禁用 of a person: it holds as long as the person works there."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forms import N_
from service.actors import account_pool
from service.extensions import db
from service.models import Account, AccountStatus, Event, Organisation
from service.operations.contract import OperationContext
from service.operations.telling import News, tell

LIFTED: Final = N_("您已不在%(name)s从业，该单位对您账号的禁用已经解除，可以照常登录。")
ENABLED: Final = "account_enabled"
"""The kind of the event."""


def lift(context: OperationContext, account_ids: Collection[UUID], *employers: UUID | None) -> None:
    """Enable what accounts these employers, for whom their people work no more, disabled.

    What the association disabled stays disabled. The case keeps whose it was; the person is told.
    """
    disabled = select(Account).where(
        Account.id.in_(account_ids),
        Account.status == AccountStatus.DISABLED,
        Account.disabled_by.in_([one for one in employers if one is not None]),
    )
    # In one order, so that two who lock some of the same people wait for each other.
    fresh = disabled.order_by(Account.id).with_for_update(key_share=True)
    for account in db.session.scalars(fresh.execution_options(populate_existing=True)):
        employer = db.session.get_one(Organisation, account.disabled_by)
        account.status = AccountStatus.ACTIVE
        account.disabled_reason = account.disabled_by = None
        _log(context, account, employer)
        _tell(context, account, employer)


def _log(context: OperationContext, account: Account, employer: Organisation) -> None:
    row = {
        "case_id": context.case.id,
        "version": context.case.version + 1,
        "kind": ENABLED,
        "account_id": context.actor_id,
        "detail": {"account": str(account.id), "disabled_by": str(employer.id)},
        "at": context.now,
    }
    db.session.execute(insert(Event).values(row))


def _tell(context: OperationContext, account: Account, employer: Organisation) -> None:
    news = News(
        pool=account_pool(account.id),
        text=LIFTED,
        key=f"enabled:{context.case.id}:{account.id}",
        params={"name": employer.name},
    )
    tell(news, at=context.now)
