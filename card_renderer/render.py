"""Card data in, two PNG files out; the same data give the same bytes."""

from io import BytesIO
from typing import Final

from PIL import Image

from card_renderer.back import draw_back
from card_renderer.card import CardData, CardImages
from card_renderer.fonts import FontSet
from card_renderer.front import draw_front
from card_renderer.geometry import DPI

PNG_LEVEL: Final = 6
"""zlib's level: 9 takes several times as long for two per cent less."""


def render_card(card: CardData, fonts: FontSet) -> CardImages:
    """Draw both sides of a card (domain.md §5).

    Raises:
        GlyphMissing: no font has a character of one of the texts.
        TextTooLong: a text does not fit at a legible size.
        PictureUnreadable: the portrait or the logo is no picture.
    """
    return CardImages(encode(draw_front(card, fonts)), encode(draw_back(card, fonts)))


def encode(side: Image.Image) -> bytes:
    """PNG at 300 dpi."""
    file = BytesIO()
    side.save(file, "PNG", compress_level=PNG_LEVEL, dpi=(DPI, DPI))
    return file.getvalue()
