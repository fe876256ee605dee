"""Bounds what a form may cost to read, before anything of ours reads it."""

from collections.abc import Mapping
from typing import IO, Final

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MOST: Final = 1_500_000
"""Bytes of a form without files; decoding takes 0.1 s a megabyte, and a try-out is the longest."""
_URLENCODED: Final = "application/x-www-form-urlencoded"

_Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class _BoundedParser(FormDataParser):
    """Werkzeug bounds the fields of a form with files, and no other form."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: Mapping[str, str] | None = None,
    ) -> _Parsed:
        """Read a form, unless it is too long or does not say how long it is."""
        if mimetype == _URLENCODED and (content_length is None or content_length > MOST):
            raise RequestEntityTooLarge
        return super().parse(stream, mimetype, content_length, dict(options or {}))


class BoundedRequest(Request):
    """A request whose form costs no more to read than its bound."""

    form_data_parser_class = _BoundedParser
