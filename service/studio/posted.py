"""Reads the files of a draft as the editor posts them."""

import re
from typing import Any, Final

import orjson
from flask import request
from werkzeug.exceptions import BadRequest

from service.publishing.procedures import Procedure

MOST_BYTES: Final = 8_000_000
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""Behind an even number of backslashes it is no backslash of the text's own."""


def posted_json() -> dict[str, Any]:
    """Give what the editor posted; a program that posts anything else is told so."""
    if not request.is_json or (request.content_length or 0) > MOST_BYTES:
        raise BadRequest
    try:
        # It refuses half a character as well, which no text of PostgreSQL holds either.
        asked = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        raise BadRequest from None
    if not isinstance(asked, dict) or _NUL.search(request.get_data()):
        raise BadRequest
    return asked


def files_in(asked: dict[str, Any]) -> Procedure:
    """Give the diagram, forms and tables of a draft."""
    diagram = asked.get("diagram")
    if not isinstance(diagram, str):
        raise BadRequest
    return Procedure(
        diagram.encode(), _named(asked.get("forms", {})), _named(asked.get("tables", {}))
    )


def _named(files: Any) -> dict[str, bytes]:
    if not isinstance(files, dict) or not all(isinstance(one, str) for one in files.values()):
        raise BadRequest
    return {name: text.encode() for name, text in files.items()}
