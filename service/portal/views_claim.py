"""注册确认: the directory's contact confirms by a code that this registration is theirs."""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service.accounts import claims
from service.front_door import DESKS, enter
from service.portal.door import blueprint
from service.refusals import Refused
from service.sign_in import current_actor
from service.templating import refused

_PAGE: Final = "portal/claim.html"


@blueprint.get("/account/claim")
@enter(DESKS)
def show_claim() -> str:
    """Say until when others may object, and offer to end it by a code."""
    return render_template(_PAGE, claim=claims.find_claim(current_actor().account_id))


@blueprint.post("/account/claim/code")
@enter(DESKS)
def send_claim_code() -> Response | tuple[str, int]:
    """Send a code to the contact that the directory names."""
    account_id = current_actor().account_id
    try:
        claims.send_code(account_id, request.remote_addr or "")
    except Refused as refusal:
        return refused(_PAGE, refusal, claim=claims.find_claim(account_id))
    flash(_("验证码已发送给备案联系人，5 分钟内有效。"))
    return redirect(url_for("portal.show_claim"))


@blueprint.post("/account/claim")
@enter(DESKS)
def confirm_claim() -> Response | tuple[str, int]:
    """End the days for objections if the code is right."""
    account_id = current_actor().account_id
    try:
        claims.confirm(account_id, request.form.get("code", ""))
    except Refused as refusal:
        return refused(_PAGE, refusal, claim=claims.find_claim(account_id))
    flash(_("备案联系人已确认，异议期结束。"))
    return redirect(url_for("portal.show_claim"))
