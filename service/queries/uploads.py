"""Uploads as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.models import Document


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: what the person called it, whether it can be seen yet, or why it never will.

    `refusal` is a Chinese msgid with `refusal_params`; `size` is in bytes.
    """

    id: UUID
    field: str
    file_name: str
    size: int
    status: str
    pages: int
    refusal: str | None
    refusal_params: Mapping[str, object]


def list_uploads(ids: Iterable[UUID], account_id: UUID | None = None) -> dict[str, Upload]:
    """Give the uploads by their id as text, only those of `account_id` if it is named."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Document).where(Document.id.in_(wanted))
    if account_id is not None:
        query = query.where(Document.account_id == account_id)
    return {str(row.id): show_upload(row) for row in db.session.scalars(query)}


def show_upload(row: Document) -> Upload:
    """Give an upload as pages show it."""
    return Upload(
        id=row.id,
        field=row.field,
        file_name=row.file_name,
        size=row.size,
        status=row.status.value,
        pages=len(row.pages),
        refusal=row.refusal,
        refusal_params=row.refusal_params,
    )
