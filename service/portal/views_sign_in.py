"""登录 and 退出."""

from typing import Final

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service import sign_in as sessions
from service.accounts.signing_in import sign_in_person
from service.front_door import SIGNED_OUT_OK, enter, safe_next
from service.portal.door import blueprint
from service.refusals import Refused
from service.templating import refused

_PAGE: Final = "portal/sign_in.html"


@blueprint.get("/sign-in")
@enter(SIGNED_OUT_OK)
def sign_in() -> str | Response:
    """Ask for mobile and password."""
    if sessions.find_actor() is not None:
        return redirect(safe_next(url_for("portal.home")))
    return render_template(_PAGE)


@blueprint.post("/sign-in")
@enter(SIGNED_OUT_OK)
def sign_in_now() -> Response | tuple[str, int]:
    """Sign in and go where somebody was going."""
    try:
        signed_in = sign_in_person(request.form.get("mobile", ""), request.form.get("password", ""))
    except Refused as refusal:
        return refused(_PAGE, refusal)
    response = redirect(safe_next(url_for("portal.management")))
    return sessions.keep_token(response, signed_in.token)


@blueprint.post("/sign-out")
@enter(SIGNED_OUT_OK)
def sign_out() -> Response:
    """End the session in this browser, whoever's it is."""
    session.clear()
    return sessions.sign_out(redirect(url_for("portal.home")))
