"""Small copies of pages that we made ourselves, for lists on a phone."""

from io import BytesIO

from PIL import Image

SMALL = 320
"""Pixels of the longer side: a thumbnail of 112 CSS pixels on a sharp screen."""


def shrink(jpeg: bytes, side: int = SMALL) -> bytes:
    """Give a copy of a derived page, `side` pixels at most. Never for what a stranger sent."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as page:
        page.draft("RGB", (side, side))  # Decodes only as many pixels as are needed.
        page.thumbnail((side, side))
        file = BytesIO()
        page.save(file, "JPEG", quality=80)
    return file.getvalue()
