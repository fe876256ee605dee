"""The pages of a PDF as pictures. Runs in the child process only."""

from collections.abc import Iterator
from typing import Final

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from service.imaging.pages import LONG_SIDE, DerivedPage, encoded
from service.imaging.refusals import Encrypted, TooManyPages, Unreadable

MOST_PAGES: Final = 20
_POINTS: Final = 72
_RESOLUTION: Final = 200
"""Dots an inch, as long as the long side allows: A4 becomes 1654 x 2339 px."""


def derive_pages(original: bytes) -> Iterator[DerivedPage]:
    """Each page drawn, filled-in form fields and notes included.

    Raises:
        Encrypted: a password is asked for.
        TooManyPages: there are more than 20.
        Unreadable: it is no PDF that can be drawn.
    """
    document = _opened(original)
    count = len(document)
    if count > MOST_PAGES:
        raise TooManyPages(pages=count, limit=MOST_PAGES)
    if count == 0:
        raise Unreadable
    for number in range(count):
        yield _drawn(document, number)


def _opened(original: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(original)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Encrypted from error
        raise Unreadable from error
    return document


def _drawn(document: pypdfium2.PdfDocument, number: int) -> DerivedPage:
    try:
        page = document[number]
        picture = _rendered(page)
        page.close()
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Unreadable from error
    return encoded(picture)


def _rendered(page: pypdfium2.PdfPage) -> Image.Image:
    scale = min(_RESOLUTION / _POINTS, LONG_SIDE / max(*page.get_size(), 1))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    # Pixels are counted up: there may be one too many.
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    return picture
