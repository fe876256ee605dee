"""Uploads: each file its own request, checked while the person goes on writing."""

from typing import Any, Final
from uuid import UUID

from flask import Response, jsonify, render_template, request
from werkzeug.datastructures import FileStorage

from service import documents
from service.cases import Filling
from service.failures import NotFound
from service.front_door import APPLICANTS, SIGNED_IN, enter
from service.imaging.thumbnails import shrink
from service.models import Document
from service.portal.cards_of_files import card_of, document_fields
from service.portal.door import blueprint
from service.portal.in_hand import filling_of
from service.queries.uploads import show_upload
from service.sign_in import current_actor

_CARD: Final = "portal/upload_card.html"
# Identity papers: no cache between us and the person keeps a copy.
_NEVER_KEPT: Final = {"Cache-Control": "private, no-store"}


@blueprint.post("/uploads")
@enter(APPLICANTS, while_disabled=True)
def upload() -> Response:
    """Take one file into quarantine and give its card, to be put into the page."""
    actor = current_actor()
    filling = filling_of(request.form.get("subject", ""), actor)
    field = _document_field(filling, request.form.get("field", ""))
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NotFound
    document = take_file(field["key"], file)
    return jsonify(id=str(document.id), html=_card(filling, field, document))


@blueprint.get("/uploads/<uuid:document_id>")
@enter(APPLICANTS, while_disabled=True)
def upload_card(document_id: UUID) -> str:
    """Give the card of a file again, until it has been checked."""
    actor = current_actor()
    filling = filling_of(request.args.get("subject", ""), actor)
    field = _document_field(filling, request.args.get("field", ""))
    asked = min(request.args.get("asked", 0, int), 30)
    return _card(filling, field, documents.find_upload(document_id, actor), asked=asked)


@blueprint.get("/documents/<uuid:document_id>/pages/<int:number>")
@enter(SIGNED_IN, while_disabled=True)
def document_page(document_id: UUID, number: int) -> Response:
    """Show a derived page to its owner, or to a desk that reviews or reviewed its case."""
    page = documents.read_page(document_id, number, current_actor())
    content = shrink(page.content) if "small" in request.args else page.content
    return Response(content, mimetype=page.media_type, headers=_NEVER_KEPT)


def take_file(field: str, file: FileStorage) -> Document:
    """Take a posted file into quarantine."""
    return documents.upload(field, file.filename or "", file.read(), current_actor())


def _document_field(filling: Filling, key: str) -> dict[str, Any]:
    found = document_fields(filling).get(key)
    if found is None:
        raise NotFound
    return found


def _card(filling: Filling, field: dict[str, Any], document: Document, asked: int = 0) -> str:
    card = card_of(filling, field["key"], show_upload(document))
    return render_template(_CARD, card=card, field=field, subject=filling.subject, asked=asked)
