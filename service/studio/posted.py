"""Reads the files of a draft as the editor posts them."""

from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

from service.publishing.procedures import Procedure

MOST_BYTES = 8_000_000


def posted_json() -> dict[str, Any]:
    """Give what the editor posted; a program that posts anything else is told so."""
    if (request.content_length or 0) > MOST_BYTES:
        raise BadRequest
    try:
        asked = request.get_json()
    except RecursionError:
        raise BadRequest from None
    if not isinstance(asked, dict):
        raise BadRequest
    return asked


def files_in(asked: dict[str, Any]) -> Procedure:
    """Give the diagram, forms and tables of a draft."""
    diagram = asked.get("diagram")
    if not isinstance(diagram, str):
        raise BadRequest
    return Procedure(
        _bytes(diagram), _named(asked.get("forms", {})), _named(asked.get("tables", {}))
    )


def _named(files: Any) -> dict[str, bytes]:
    if not isinstance(files, dict) or not all(isinstance(one, str) for one in files.values()):
        raise BadRequest
    return {name: _bytes(text) for name, text in files.items()}


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # Half a character, which only a program sends.
        raise BadRequest from None
