"""我的信息卡: both sides as pictures, to look at and to keep."""

from typing import Final

from flask import Response, render_template, request

from service import losses
from service.failures import NotFound
from service.front_door import PRACTITIONER, enter
from service.models import Card, CardStatus
from service.portal.door import blueprint
from service.ports import ports
from service.queries.applications import find_open_case
from service.queries.cards import find_my_card, get_public_card
from service.queries.orders import find_own_order
from service.queries.standing import read_standing
from service.sign_in import current_actor

_REGISTRATION: Final = "practitioner_registration"


@blueprint.get("/my-card")
@enter(PRACTITIONER)
def my_card() -> str:
    """Show the newest card, or say how far it is."""
    account_id = current_actor().account_id
    card = find_my_card(account_id)
    return render_template(
        "portal/card.html",
        card=card,
        # As the public reads it: a card that is void because its owner left says so.
        standing=get_public_card(card.code).standing if card else None,
        running=None if card else find_open_case(account_id, _REGISTRATION),
        unseen=card is None and read_standing(account_id).unseen,
        order=find_own_order(account_id),
        may_undo=card is not None and card.status is CardStatus.LOST and losses.may_undo(card),
        address=f"{ports().settings.base_url}/v/{card.code}" if card else None,
    )


@blueprint.get("/my-card/<side>.png")
@enter(PRACTITIONER)
def my_card_side(side: str) -> Response:
    """Give one side; with `?download` as a file with a name."""
    card = find_my_card(current_actor().account_id)
    key = _key(card, side)
    response = Response(ports().storage.get(key), mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    if card is not None and "download" in request.args:
        name = f"{card.card_no}-{side}.png"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _key(card: Card | None, side: str) -> str:
    keys = {"front": card.front_key, "back": card.back_key} if card else {}
    key = keys.get(side)
    if key is None:
        raise NotFound
    return key
