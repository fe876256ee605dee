"""Opens the pictures that are given: the portrait, the association's logo."""

from io import BytesIO

from PIL import Image

from card_renderer.errors import PictureUnreadable
from card_renderer.geometry import Box

_FORMATS = ("JPEG", "PNG")
_MOST_PIXELS = 40_000_000


def open_picture(data: bytes, mode: str, room: Box) -> Image.Image:
    """Decode a JPEG or PNG in this mode, a large JPEG at about twice the room's size.

    Raises:
        PictureUnreadable: it is neither, damaged, or has more than 40 million pixels.
    """
    try:
        picture = Image.open(BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > _MOST_PIXELS:
            raise PictureUnreadable
        picture.draft("RGB", (2 * room.width, 2 * room.height))
        return picture.convert(mode)
    # Pillow's decoders say in all these ways that a file is damaged or a bomb.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureUnreadable from error
