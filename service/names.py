"""How names of organisations are compared, searched and sorted."""

import re
import unicodedata
from typing import Final

from pypinyin import lazy_pinyin

_BRACKETS: Final = str.maketrans("【】〔〕［］[]", "()()()()")
_LONGEST_PINYIN: Final = 400


def name_key(name: str) -> str:
    """Write a name the one way in which names are compared: NFKC, no spaces, round brackets.

    `威海 环翠（房产）` and `威海环翠(房产)` are one name.
    """
    folded = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return re.sub(r"\s+", "", folded).casefold()


def pinyin_key(name: str) -> str:
    """Give the key by which Chinese lists sort; other letters stay as they are."""
    return " ".join(lazy_pinyin(name_key(name)))[:_LONGEST_PINYIN]
