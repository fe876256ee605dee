"""Data in, picture out: draws the real-name information card (实名信息卡), both sides.

Pure: Pillow and segno, no web, no database, nothing else of ours.
"""

from card_renderer.card import Association, CardData, CardImages, Category
from card_renderer.errors import CardNotDrawn, GlyphMissing, PictureUnreadable, TextTooLong
from card_renderer.fonts import FontSet, load_fonts
from card_renderer.render import PNG_LEVEL, encode, render_card

__all__ = [
    "PNG_LEVEL",
    "Association",
    "CardData",
    "CardImages",
    "CardNotDrawn",
    "Category",
    "FontSet",
    "GlyphMissing",
    "PictureUnreadable",
    "TextTooLong",
    "encode",
    "load_fonts",
    "render_card",
]
