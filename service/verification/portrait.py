"""The portrait as anyone may see it: small, made anew from the page that we derived."""

from functools import lru_cache
from typing import Final
from uuid import UUID

from service.extensions import db
from service.failures import NotFound
from service.imaging.thumbnails import shrink
from service.models import Document
from service.ports import ports
from service.storage import ObjectMissing

SIDE: Final = 240
"""Pixels of the longer side: enough to compare a face, too few to print a card from."""


def small_portrait(document_id: UUID) -> bytes:
    """Give a small JPEG of a portrait.

    Raises:
        NotFound: its file is gone.
    """
    pages = db.session.get_one(Document, document_id).pages
    try:
        return _shrunk(str(pages[0]["key"]))
    except (IndexError, ObjectMissing):
        raise NotFound from None


# Pages never change under their key, so a copy is made once per process.
@lru_cache(maxsize=500)
def _shrunk(key: str) -> bytes:
    return shrink(ports().storage.get(key), SIDE)
