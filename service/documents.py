"""Uploads: into quarantine, out of it as pictures that reviewers may see.

The original is sealed (it leaves only as an attachment with a logged reason); what people look
at is derived from it by a child process (design.md, Uploads).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select

from forms import N_
from service import jobs
from service.actors import Actor
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.imaging import Derived, ImageRefused, derive
from service.models import AccountKind, Case, Document, DocumentStatus, OpenTask, Review
from service.ports import ports

MAX_UPLOADS_WAITING = 60
TOO_MANY = N_("待检查的文件太多，请稍候片刻再上传。")


class TooManyUploads(Exception):
    """This account has more unchecked files in quarantine than a form could need."""


@dataclass(frozen=True, slots=True)
class Page:
    """One derived page, as a browser gets it: JPEG bytes."""

    content: bytes
    media_type: str = "image/jpeg"


def upload(field: str, file_name: str, content: bytes, actor: Actor) -> Document:
    """Take a file into quarantine and have it checked.

    Raises:
        TooManyUploads: too many of the actor's files are waiting already.
        StorageUnavailable: the file could not be kept.
    """
    with transaction():
        _refuse_flood(actor)
        document = Document(
            id=uuid4(),
            account_id=actor.account_id,
            field=field,
            file_name=file_name[-200:],
            size=len(content),
            media_type="application/octet-stream",
            status=DocumentStatus.QUARANTINED,
            original_key="",
            pages=[],
            uploaded_at=ports().clock(),
        )
        document.original_key = f"quarantine/{document.id}"
        ports().storage.put(document.original_key, content, "application/octet-stream")
        db.session.add(document)
        db.session.flush()  # The job names the row.
        jobs.defer("derive_document", document_id=str(document.id))
    return document


def derive_pages(document_id: UUID) -> None:
    """Check a quarantined file and derive its pages; a second run changes nothing."""
    document = db.session.get_one(Document, document_id)
    if document.status is not DocumentStatus.QUARANTINED:
        return
    original = ports().storage.get(document.original_key)
    db.session.rollback()  # Deriving takes seconds; no connection waits for it.
    try:
        _keep_pages(document_id, derive(original))
    except ImageRefused as refused:
        _keep_refusal(document_id, refused)


def find_upload(document_id: UUID, actor: Actor) -> Document:
    """Get one of the actor's own uploads.

    Raises:
        NotFound: it is not this actor's.
    """
    document = db.session.get(Document, document_id)
    if document is None or document.account_id != actor.account_id:
        raise NotFound
    return document


def read_page(document_id: UUID, number: int, actor: Actor) -> Page:
    """Give one derived page to its owner, or to a desk that reviews or reviewed its case.

    Raises:
        NotFound: no such page, or it is not this actor's to see.
    """
    document = db.session.get(Document, document_id)
    if document is None or not may_see(document, actor):
        raise NotFound
    if not 1 <= number <= len(document.pages):
        raise NotFound
    return Page(ports().storage.get(document.pages[number - 1]["key"]))


def may_see(document: Document, actor: Actor) -> bool:
    """Whether the actor owns the upload, has a task of its case, or decided on its case."""
    if document.account_id == actor.account_id:
        return True
    if document.case_id is None or actor.kind is AccountKind.PRACTITIONER:
        return False
    has_task = select(OpenTask.id).where(
        OpenTask.case_id == document.case_id, OpenTask.pool.in_(actor.pools)
    )
    decided = select(Review.id).where(
        Review.case_id == document.case_id, Review.account_id == actor.account_id
    )
    allowed = select(Case.id).where(
        Case.id == document.case_id, or_(has_task.exists(), decided.exists())
    )
    return db.session.scalar(allowed) is not None


def _refuse_flood(actor: Actor) -> None:
    waiting = select(func.count()).where(
        Document.account_id == actor.account_id,
        Document.status == DocumentStatus.QUARANTINED,
    )
    if (db.session.scalar(waiting) or 0) >= MAX_UPLOADS_WAITING:
        raise TooManyUploads


def _keep_pages(document_id: UUID, derived: Derived) -> None:
    pages: list[dict[str, Any]] = []
    for number, page in enumerate(derived.pages, start=1):
        key = f"documents/{document_id}/{number}.jpg"
        ports().storage.put(key, page.jpeg, "image/jpeg")
        pages.append({"key": key, "width": page.width, "height": page.height})
    with transaction():
        document = db.session.get_one(Document, document_id, with_for_update=True)
        document.pages, document.media_type = pages, derived.media_type
        document.status = DocumentStatus.READY


def _keep_refusal(document_id: UUID, refused: ImageRefused) -> None:
    with transaction():
        document = db.session.get_one(Document, document_id, with_for_update=True)
        document.status = DocumentStatus.REFUSED
        document.refusal, document.refusal_params = refused.message, dict(refused.params)
