"""Values of a case as the studio's pages write them: JSON, and a text without its quotes."""

import json
from typing import Any


def write_value(value: Any) -> str:
    """Write a value into an input; nothing for null."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def write_plain(value: Any) -> str:
    """Write a value as one types it: a text without quotation marks where it can be read so."""
    if isinstance(value, str) and read_value(value) == value:
        return value
    return write_value(value)


def read_value(text: str) -> Any:
    """Read a value as JSON; what is none is a text, so that nobody has to type quotation marks."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
