"""Notices on the site, once they are there: reading them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from service.cases.transaction import transaction
from service.extensions import db
from service.models import Notice
from service.ports import ports


def mark_read(ids: Collection[UUID]) -> None:
    """Note that somebody has seen these notices now; ones seen before keep their time."""
    if not ids:
        return
    unread = update(Notice).where(Notice.id.in_(ids), Notice.read_at.is_(None))
    with transaction():
        db.session.execute(unread.values(read_at=ports().clock()))
