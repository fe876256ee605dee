"""Drafts that nobody touches: a notice first, and after 90 days they are gone (design.md)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select

from forms import N_
from service.actors import account_pool
from service.cases.drafts import OF_TASK
from service.cases.transaction import transaction
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import Draft, Edition, Notice, OpenTask
from service.operations.telling import News, tell
from service.ports import ports

KEPT: Final = timedelta(days=90)
WARNED: Final = timedelta(days=7)
"""How long before it is deleted a draft's owner is told."""

EXPIRING: Final = N_(
    "您填写的“%(procedure)s”草稿长时间没有改动，将于 %(day)s 删除。如需保留，请打开并保存一次。"
)


def warn_about_drafts() -> None:
    """Tell whoever has not touched a draft for 83 days when it will be deleted."""
    now = ports().clock()
    old = (
        select(Draft, Edition.name)
        .join(Edition, Edition.id == Draft.edition_id)
        .where(Draft.saved_at <= now - (KEPT - WARNED))
    )
    with transaction():
        tell(*(_warning(draft, name, now) for draft, name in db.session.execute(old)), at=now)


def delete_expired_drafts() -> None:
    """Delete drafts untouched for 90 days whose owners were told, and those of closed tasks."""
    now = ports().clock()
    told = select(Notice.id).where(Notice.key == _key(), Notice.sent_at <= now - WARNED)
    expired = (Draft.saved_at <= now - KEPT) & told.exists()
    with transaction():
        db.session.execute(delete(Draft).where(or_(expired, _of_closed_task())))


def _warning(draft: Draft, procedure: str, now: datetime) -> News:
    deleted_at = max(draft.saved_at + KEPT, now + WARNED)
    return News(
        pool=account_pool(draft.account_id),
        text=EXPIRING,
        key=f"draft_expiring:{draft.id}:{draft.version}",
        params={"procedure": procedure, "day": day_in_shanghai(deleted_at).isoformat()},
    )


def _key() -> ColumnElement[str]:
    """Say in SQL the key that `_warning` gives: a draft saved again has another one."""
    return func.concat("draft_expiring:", cast(Draft.id, Text), ":", cast(Draft.version, Text))


def _of_closed_task() -> ColumnElement[bool]:
    its_task = func.concat(OF_TASK, cast(OpenTask.id, Text)) == Draft.subject
    return Draft.subject.startswith(OF_TASK) & ~select(OpenTask.id).where(its_task).exists()
