"""站内通知: what people and desks read on the site, each of it once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from service.extensions import db
from service.models import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One notice for one inbox; `text` is a Chinese msgid that `params` fill when it is shown."""

    pool: str
    text: str
    key: str
    """Says what it is about, so that a repeat tells nobody twice."""
    params: Mapping[str, Any] = field(default_factory=dict)
    case_id: UUID | None = None
    """The case whose page the notice leads to, if its reader may see that."""


def tell(*news: News, at: datetime) -> None:
    """Write notices, but for those whose key was told already; the caller commits."""
    if news:
        rows = [{**asdict(one), "sent_at": at} for one in news]
        db.session.execute(insert(Notice).values(rows).on_conflict_do_nothing())
