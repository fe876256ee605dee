"""What the site has told somebody (站内通知)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from service.extensions import db
from service.models import Case, Notice

SHOWN: Final = 100
COUNTED: Final = 99
"""More than this many unread ones are counted as «99+»."""


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One notice: a Chinese msgid, its parameters, and the case that it is about."""

    id: UUID
    pool: str
    text: str
    params: dict[str, Any]
    sent_at: datetime
    read_at: datetime | None
    case_no: str | None
    subject_name: str | None


def list_notices(pools: Collection[str]) -> list[ShownNotice]:
    """List the newest notices of these inboxes."""
    told = (Notice.id, Notice.pool, Notice.text, Notice.params, Notice.sent_at, Notice.read_at)
    query = select(*told, Case.no, Case.subject_name).outerjoin(Case, Case.id == Notice.case_id)
    mine = query.where(Notice.pool.in_(sorted(pools)))
    rows = db.session.execute(mine.order_by(Notice.sent_at.desc()).limit(SHOWN))
    return [ShownNotice(*row) for row in rows]


def count_unread(pools: Collection[str]) -> int:
    """Count what was not read yet, up to one more than is counted."""
    unread = select(Notice.id).where(Notice.pool.in_(sorted(pools)), Notice.read_at.is_(None))
    counted = unread.limit(COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0
