"""One address a provider: verify, keep, answer fast."""

from typing import Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from service import paying
from service.extensions import csrf
from service.front_door import ANYONE, enter
from service.models import NoticeOutcome

blueprint: Final = Blueprint("payment_callbacks", __name__, url_prefix="/payments")
MOST: Final = 64 * 1024
"""Bytes; a notification has one or two thousand."""


@blueprint.post("/<channel>/told")
@enter(ANYONE)
def told(channel: str) -> Response | tuple[Response, int]:
    """Take a notification; whatever is genuine is answered well, so that it is not sent again."""
    if (request.content_length or 0) > MOST:
        raise RequestEntityTooLarge
    outcome = paying.take_notice(channel, dict(request.headers), request.get_data())
    if outcome is NoticeOutcome.FORGED:
        return jsonify(code="FAIL", message="signature"), 401
    return jsonify(code="SUCCESS")


# A provider has no page of ours: its signature takes the place of our token.
csrf.exempt(blueprint)
