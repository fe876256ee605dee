"""From text to tree: the parser, and a sentence for every text that it cannot read."""

from functools import cache
from typing import Any, Final, Literal

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from processes.expressions.building import Builder
from processes.expressions.errors import (
    ExpressionTooLong,
    NotFinished,
    NothingWritten,
    OperatorMissing,
    SyntaxRefused,
    TextNotClosed,
    WrongSpelling,
)
from processes.expressions.limits import MAX_SOURCE

# Written so in other languages, or by a Chinese keyboard that was not switched over.
_SPELLINGS: Final = {
    "==": "=",
    "&&": "and",
    "||": "or",
    "<>": "!=",
    "'": '"',
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "‘": '"',
    "’": '"',
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
    "，": ",",
    "、": ",",
    "。": ".",
    "＝": "=",
    "！": "!=",
    "≠": "!=",
    "＜": "<",
    "＞": ">",
    "≤": "<=",
    "≥": ">=",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "？": "?",
    "！＝": "!=",
    "!": "!=",
}


_AFTER_TWO_NAMES: Final = {"NAME", "LPAR"}


def parse_tree(text: str, start: Literal["expression", "unary_tests"]) -> Any:
    """Return the node or the check that `text` stands for, or raise an `ExpressionError`."""
    if len(text) > MAX_SOURCE:
        raise ExpressionTooLong(length=len(text), limit=MAX_SOURCE)
    if not text.strip():
        raise NothingWritten
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise _explained(error, text) from None


@cache
def _parser() -> Lark:
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        lexer="basic",  # A contextual one would read `and` as a name where no `and` can stand.
        start=["expression", "unary_tests"],
        transformer=Builder(),
        maybe_placeholders=False,
    )


def _explained(error: UnexpectedInput, text: str) -> SyntaxRefused:
    if isinstance(error, UnexpectedToken) and error.expected == _AFTER_TWO_NAMES:
        return OperatorMissing(position=_start_of(error) + 1)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return NotFinished()
    start = _start_of(error)
    for found in (text[start - 1 : start + 1] if start else "", text[start : start + 2]):
        if found in _SPELLINGS:
            return _misspelt(found, text.index(found, max(start - 1, 0)))
    if text[start] in _SPELLINGS:
        return _misspelt(text[start], start)
    if text[start] == '"' and isinstance(error, UnexpectedCharacters):
        return TextNotClosed(position=start + 1)
    found = str(error.token) if isinstance(error, UnexpectedToken) else text[start]
    return SyntaxRefused(position=start + 1, found=found[:20])


def _start_of(error: UnexpectedInput) -> int:
    if isinstance(error, UnexpectedToken):
        return error.token.start_pos or 0
    return error.pos_in_stream or 0


def _misspelt(found: str, start: int) -> WrongSpelling:
    return WrongSpelling(position=start + 1, found=found, wanted=_SPELLINGS[found])
