"""Uploads: the sealed original and what reviewers may see of it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Instant, Key, Model, known


class DocumentStatus(StrEnum):
    """In quarantine, ready to be seen, or refused with a reason."""

    QUARANTINED = "quarantined"
    READY = "ready"
    REFUSED = "refused"


class Document(Model):
    """One uploaded file. `pages` are the derived pictures; the original is sealed."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_account_id", "account_id"),
        CheckConstraint(
            "status <> 'ready' OR jsonb_array_length(pages) > 0", name="ready_has_pages"
        ),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    case_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    """Set by the submit that uses it; from then on the case's reviewers may see its pages."""
    field: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(60))
    status: Mapped[DocumentStatus] = mapped_column(
        known(DocumentStatus), default=DocumentStatus.QUARANTINED
    )
    refusal: Mapped[str | None] = mapped_column(Text)
    """A Chinese msgid; `refusal_params` are put in when it is shown."""
    refusal_params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    original_key: Mapped[str] = mapped_column(String(200))
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """[{"key": storage key, "width": px, "height": px}] in order."""
    uploaded_at: Mapped[Instant]
