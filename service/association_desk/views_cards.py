"""The card that a case has printed: both sides, to look at and to take to the printer."""

from flask import request
from werkzeug.wrappers import Response

from service.association_desk.door import blueprint
from service.failures import NotFound
from service.front_door import ASSOCIATION, enter
from service.ports import ports
from service.queries.case_page import get_case
from service.queries.orders import find_ordered_card
from service.sign_in import current_actor


@blueprint.get("/cases/<case_no>/card/<side>.png")
@enter(ASSOCIATION)
def card_side(case_no: str, side: str) -> Response:
    """Give one side; with `?download` as a file that is named after the card."""
    card = find_ordered_card(get_case(case_no, current_actor()).id)
    key = {"front": card.front_key, "back": card.back_key}.get(side) if card else None
    if card is None or key is None:
        raise NotFound
    response = Response(ports().storage.get(key), mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    if "download" in request.args:
        name = f"{card.card_no}-{side}.png"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
