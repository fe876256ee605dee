"""A message to a case, put into the sender's own transaction; `cases` delivers it later.

Operations and use cases send alike: neither meets the receiving case in its transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from service import jobs
from service.extensions import db
from service.models import Message


def put_message(
    case_id: UUID, name: str, payload: Mapping[str, Any], *, sender: str, key: str, at: datetime
) -> None:
    """Write a message to a case, once for each sender and key, and have it delivered."""
    row = insert(Message).values(
        case_id=case_id, name=name, payload=dict(payload), sender=sender, key=key, sent_at=at
    )
    inserted = db.session.scalar(row.on_conflict_do_nothing().returning(Message.id))
    if inserted is not None:
        jobs.defer("deliver_message", message_id=str(inserted))
