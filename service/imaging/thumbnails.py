"""Small copies of pages that we made ourselves, for lists on a phone."""

from io import BytesIO

from PIL import Image

SMALL = 320
"""Pixels of the longer side: a thumbnail of 112 CSS pixels on a sharp screen."""


def shrink(jpeg: bytes) -> bytes:
    """Give a small copy of a derived page. Never for what a stranger sent."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as page:
        page.draft("RGB", (SMALL, SMALL))  # Decodes only as many pixels as are needed.
        page.thumbnail((SMALL, SMALL))
        file = BytesIO()
        page.save(file, "JPEG", quality=80)
    return file.getvalue()
