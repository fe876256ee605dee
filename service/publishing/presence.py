"""Who has a draft open at this moment, and on what element they work."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.extensions import db
from service.models import Account, DraftEditor
from service.ports import ports
from service.publishing.drafts import get_draft

GONE: Final = timedelta(seconds=30)
"""Whoever was silent for so long has closed the page."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody else in the same draft."""

    name: str
    element: str


def be_in_draft(draft_id: UUID, element: str, actor_id: UUID) -> list[Editor]:
    """Say that one is in a draft, and on what; give who else is.

    Raises:
        NotFound: there is no such draft.
    """
    get_draft(draft_id)
    now = ports().clock()
    here = {"seen_at": now, "element": element[:100]}
    row = insert(DraftEditor).values(draft_id=draft_id, account_id=actor_id, **here)
    with transaction():
        db.session.execute(
            row.on_conflict_do_update(index_elements=["draft_id", "account_id"], set_=here)
        )
    others = (
        select(Account.display_name, DraftEditor.element)
        .join(Account, Account.id == DraftEditor.account_id)
        .where(DraftEditor.draft_id == draft_id, DraftEditor.account_id != actor_id)
        .where(DraftEditor.seen_at > now - GONE)
    )
    return [Editor(*row) for row in db.session.execute(others)]
