"""挂失 and 解除挂失, each asked once more."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import losses
from service.front_door import PRACTITIONER, enter
from service.models import CardStatus
from service.portal.door import blueprint
from service.queries.cards import find_my_card
from service.refusals import Refused
from service.sign_in import current_actor


@blueprint.get("/my-card/lost")
@enter(PRACTITIONER)
def ask_lost() -> str | Response:
    """Ask whether the card is really lost, and say what that means."""
    card = find_my_card(current_actor().account_id)
    if card is None or card.status is not CardStatus.VALID:
        return redirect(url_for("portal.my_card"))
    return render_template("portal/card_lost.html", card=card)


@blueprint.post("/my-card/lost")
@enter(PRACTITIONER)
def report_lost() -> Response:
    """Report it."""
    _do(losses.report_lost, _("信息卡已挂失，公众核验页立即显示“已挂失”。"))
    return redirect(url_for("portal.my_card"))


@blueprint.post("/my-card/found")
@enter(PRACTITIONER)
def undo_loss() -> Response:
    """Put a card that was found again back in force."""
    _do(losses.undo_loss, _("已解除挂失，信息卡恢复有效。"))
    return redirect(url_for("portal.my_card"))


def _do(act, said: str) -> None:  # type: ignore[no-untyped-def]
    try:
        act(current_actor().account_id)
        flash(said)
    except Refused as refusal:
        flash(_(refusal.sentence) % dict(refusal.params))
