"""Uploads: into quarantine, out of it as pictures that reviewers may see.

The original is sealed (it leaves only as an attachment with a logged reason); what people look
at is derived from it by a child process (design.md, Uploads).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, or_, select

from forms import N_
from service import jobs
from service.actors import Actor
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.imaging import Derived, ImageRefused, derive, recognise
from service.models import (
    Account,
    AccountKind,
    Document,
    DocumentStatus,
    Draft,
    OpenTask,
    PostHolder,
    Review,
)
from service.ports import ports
from service.storage import ObjectMissing

MAX_UPLOADS_WAITING: Final = 60
ABANDONED_AFTER: Final = timedelta(days=90)
NOT_CHECKED: Final = N_("文件检查没有完成，请重新上传。如再次出现，请联系协会。")


class TooManyUploads(Exception):
    """This account has more unchecked files in quarantine than a form could need."""


@dataclass(frozen=True, slots=True)
class Page:
    """One derived page, as a browser gets it: JPEG bytes."""

    content: bytes
    media_type: str = "image/jpeg"


def upload(field: str, file_name: str, content: bytes, actor: Actor) -> Document:
    """Take a file into quarantine and have it checked; what is plainly unfit is refused at once.

    Raises:
        TooManyUploads: too many of the actor's files are waiting already.
        StorageUnavailable: the file could not be kept.
    """
    with transaction():
        _refuse_flood(actor)
        document = _received(field, file_name, content, actor)
        db.session.add(document)
        db.session.flush()  # The job names the row.
        try:
            recognise(content)
        except ImageRefused as refused:
            _refuse(document, refused.message, refused.params)
        else:
            _quarantine(document, content)
    return document


def derive_pages(document_id: UUID) -> None:
    """Check a quarantined file and derive its pages; a second run changes nothing."""
    document = db.session.get_one(Document, document_id)
    key, is_waiting = document.original_key, document.status is DocumentStatus.QUARANTINED
    db.session.rollback()  # Deriving takes seconds; no connection waits for it.
    if not is_waiting:
        return
    try:
        _keep_pages(document_id, derive(_opened_original(document_id, key)))
    except ImageRefused as refused:
        _keep_refusal(document_id, refused.message, refused.params)
    except ObjectMissing:
        refuse_unchecked(document_id)


def refuse_unchecked(document_id: UUID) -> None:
    """Refuse a file that could not be checked for a reason of ours; the person may try again."""
    _keep_refusal(document_id, NOT_CHECKED, {})


def delete_abandoned() -> None:
    """Delete uploads that no case ever used, once their owner has no draft that may name them."""
    draft = select(Draft.id).where(Draft.account_id == Document.account_id)
    abandoned = select(Document).where(
        Document.case_id.is_(None),
        Document.uploaded_at <= ports().clock() - ABANDONED_AFTER,
        ~draft.exists(),
    )
    for document in db.session.scalars(abandoned).all():
        for key in filter(None, [document.original_key, *(page["key"] for page in document.pages)]):
            ports().storage.delete(key)
        with transaction():
            db.session.execute(
                delete(Document).where(Document.id == document.id, Document.case_id.is_(None))
            )


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
    named = select(Document).where(Document.id == document_id, _is_seen_by(actor))
    document = db.session.scalar(named)
    if document is None or not 1 <= number <= len(document.pages):
        raise NotFound
    return Page(ports().storage.get(document.pages[number - 1]["key"]))


def list_seen(case_id: UUID, actor: Actor) -> dict[str, Document]:
    """List the uploads of a case, of every round, that the actor may see, by id as text."""
    seen = select(Document).where(Document.case_id == case_id, _is_seen_by(actor))
    return {str(row.id): row for row in db.session.scalars(seen)}


def _is_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor owns an upload, has a task of its case, or decided when it was there.

    Whoever decided keeps seeing what was judged; a file that came later, perhaps for another
    employer, is not shown.
    """
    is_own = Document.account_id == actor.account_id
    if actor.kind is AccountKind.PRACTITIONER:
        return is_own
    has_task = select(OpenTask.id).where(
        OpenTask.case_id == Document.case_id, OpenTask.pool.in_(actor.pools)
    )
    return or_(is_own, has_task.exists(), _judged(actor))


def _judged(actor: Actor) -> ColumnElement[bool]:
    """Whether this desk, whichever of its people, decided on the case with the upload in it."""
    colleague = select(PostHolder.account_id).where(
        PostHolder.account_id == Account.id,
        func.concat("post:", PostHolder.post_code).in_(actor.pools),
    )
    same_desk = (Account.id == actor.account_id) | colleague.exists()
    if actor.organisation_id is not None:
        same_desk |= Account.organisation_id == actor.organisation_id
    decided = select(Review.id).join(Account, Account.id == Review.account_id)
    judged = decided.where(
        Review.case_id == Document.case_id, Review.decided_at >= Document.uploaded_at
    )
    return judged.where(same_desk).exists()


def _received(field: str, file_name: str, content: bytes, actor: Actor) -> Document:
    document_id = uuid4()
    return Document(
        id=document_id,
        account_id=actor.account_id,
        field=field[:64],
        file_name=_printable(file_name)[-200:],
        size=len(content),
        media_type="application/octet-stream",
        status=DocumentStatus.QUARANTINED,
        original_key=f"quarantine/{document_id}",
        pages=[],
        uploaded_at=ports().clock(),
    )


def _printable(file_name: str) -> str:
    # PostgreSQL holds no NUL, and nobody should read a control character in a name.
    return "".join(letter for letter in file_name if letter.isprintable())


def _quarantine(document: Document, content: bytes) -> None:
    sealed = ports().personal_data.seal_bytes(content, of=_place(document.id))
    ports().storage.put(document.original_key, sealed, "application/octet-stream")
    jobs.defer("derive_document", document_id=str(document.id))


def _opened_original(document_id: UUID, key: str) -> bytes:
    return ports().personal_data.open_bytes(ports().storage.get(key), of=_place(document_id))


def _place(document_id: UUID) -> str:
    return f"documents.original:{document_id}"


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
        if document.status is DocumentStatus.QUARANTINED:
            document.pages, document.media_type = pages, derived.media_type
            document.status = DocumentStatus.READY


def _keep_refusal(document_id: UUID, message: str, params: Mapping[str, Any]) -> None:
    with transaction():
        document = db.session.get_one(Document, document_id, with_for_update=True)
        if document.status is DocumentStatus.QUARANTINED:
            _refuse(document, message, params)


def _refuse(document: Document, message: str, params: Mapping[str, Any]) -> None:
    document.status = DocumentStatus.REFUSED
    document.refusal, document.refusal_params = message, dict(params)
