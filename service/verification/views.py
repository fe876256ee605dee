"""The public check's pages: enter a code, read what it says today."""

import unicodedata
from typing import Final

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from service.failures import NotFound
from service.front_door import ANYONE, enter
from service.ports import ports
from service.queries.cards import PublicCard, get_public_card
from service.templating import Problem
from service.verification.door import blueprint
from service.verification.limit import spend_one
from service.verification.portrait import small_portrait

PORTRAIT_LIFETIME: Final = 600
"""Seconds that a browser keeps a portrait: consent can be withdrawn any day."""


@blueprint.before_request
def count() -> None:
    """Count every request to this door."""
    spend_one()


@blueprint.after_request
def stay_out_of_search(response: Response) -> Response:
    """Keep people out of search engines: the page is for whoever holds the card."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/", strict_slashes=False)
@enter(ANYONE)
def ask() -> str | AnyResponse:
    """Ask for the code that is printed under the card's QR."""
    code = read_code(request.args.get("code", ""))
    if code:
        return redirect(url_for("verification.check", code=code))
    return render_template("verification/ask.html", code="")


@blueprint.get("/<code>")
@enter(ANYONE)
def check(code: str) -> AnyResponse | str | tuple[str, int]:
    """Say what a card is worth today, and nothing more than it should."""
    tidy = read_code(code)
    if tidy != code:
        return redirect(url_for("verification.check", code=tidy or "-"))
    try:
        card = get_public_card(code)
    except NotFound:
        return _unknown(code)
    now = ports().clock()
    return render_template("verification/card.html", card=card, code=code, checked_at=now)


@blueprint.get("/<code>/portrait.jpg")
@enter(ANYONE)
def portrait(code: str) -> Response:
    """Give the person's picture, small, if they agreed to be shown."""
    card: PublicCard = get_public_card(code)
    if card.portrait is None:
        raise NotFound
    headers = {"Cache-Control": f"private, max-age={PORTRAIT_LIFETIME}"}
    return Response(small_portrait(card.portrait), mimetype="image/jpeg", headers=headers)


def read_code(text: str) -> str:
    """Give a code as we print it: people type spaces, dashes, small and full-width letters."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in narrow if c.isascii() and c.isalnum())[:20]


def _unknown(code: str) -> tuple[str, int]:
    sentence = _("没有这个核验码。请对照卡片逐位核对；码中没有数字 0、1，也没有字母 I、L、O。")
    page = render_template("verification/ask.html", code=code, problems=[Problem("code", sentence)])
    return page, 404
