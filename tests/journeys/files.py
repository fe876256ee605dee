"""Files as people hand them in from their phones, for Playwright to choose."""

from functools import cache
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload

from tests import photos


def file(name: str, kind: str, content: bytes) -> FilePayload:
    """Give one file as a browser would find it on a disk."""
    return {"name": name, "mimeType": kind, "buffer": content}


def photo(name: str = "IMG_0001.jpg") -> FilePayload:
    """A photo of 12 megapixels that has to be turned, and says where it was taken."""
    return file(name, "image/jpeg", photos.phone_jpeg())


def small_photo(name: str = "small.jpg") -> FilePayload:
    """A photo that is just large enough, for journeys about something else."""
    return file(name, "image/jpeg", photos.phone_jpeg(6, (1200, 900)))


def iphone_photo(name: str = "IMG_0002.HEIC") -> FilePayload:
    """A photo as iPhones write it."""
    return file(name, "image/heic", photos.phone_heic())


def portrait(name: str = "portrait.png") -> FilePayload:
    """A picture of nobody, as PNG."""
    return file(name, "image/png", _portrait_png())


def contract(pages: int = 3, name: str = "contract.pdf") -> FilePayload:
    """A contract as PDF."""
    return file(name, "application/pdf", photos.pdf(pages))


@cache
def _portrait_png() -> bytes:
    return photos.png(Image.open(BytesIO(photos.portrait_jpeg())))
