"""How people write the same thing, and the one way that we keep it."""

import re
import unicodedata
from typing import Literal

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufdd0-\ufdef]")
"""Control characters and half characters, which PostgreSQL and UTF-8 cannot hold."""
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Marks that copying from a web page or a chat brings along and nobody sees."""
_DOTS = re.compile("[.\u2022\u2027\u2219\u22c5\u25cf\u25e6\u30fb\u318d\u16eb\u2024\u00b7]")
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_LONGEST = 10_000
"""Characters. What is longer keeps its form, for every kind refuses it by its length: to
normalise ten megabytes takes half a minute."""
_X_LOOKALIKES = str.maketrans("×хХχΧ✕✖╳", "XXXXXXXX")


def is_storable(text: str) -> bool:
    """Say whether PostgreSQL and UTF-8 can hold every character of a text."""
    return _UNSTORABLE.search(text) is None


def tidy(text: str, *, lines: bool = False) -> str:
    """Keep the text as written, less what cannot be seen or stored and the spaces around it.

    Punctuation stays: NFKC would turn the Chinese comma into a Latin one.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _normal("NFC", text)
    return text.strip() if lines else re.sub(r"\s+", " ", text).strip()


def compact(text: str, *, keep_dashes: bool = False) -> str:
    """Write a number the short way: half width, capitals, no spaces, no dashes.

    `３７１００３-1990 0307 111x` and `37100319900307111X` are one number. Where dashes
    belong to the number they are kept, each as the plain one.
    """
    text = re.sub(r"\s+", "", half_width(text))
    return _DASHES.sub("-" if keep_dashes else "", text).upper()


def compact_id(text: str) -> str:
    """Write an ID number the short way, with a plain X where people type ×."""
    return compact(text.translate(_X_LOOKALIKES))


def compact_name(text: str) -> str:
    """Write a personal name without spaces and with the one middle dot U+00B7."""
    return _DOTS.sub("·", re.sub(r"\s+", "", half_width(text)))


def half_width(text: str) -> str:
    """Write full-width digits, letters and signs half width (NFKC), less what nobody sees."""
    return _normal("NFKC", text)


def _normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    visible = _INVISIBLE.sub("", _UNSTORABLE.sub("", text))
    return unicodedata.normalize(form, visible) if len(visible) <= _LONGEST else visible
