"""Signing in at /association: login name, password, and six digits from an app (TOTP)."""

from typing import Final

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import sign_in as sessions
from service.accounts.signing_in import sign_in_association
from service.association_desk.door import blueprint
from service.front_door import SIGNED_OUT_OK, enter, safe_next
from service.models import AccountKind
from service.refusals import Refused
from service.templating import refused

_PAGE: Final = "association_desk/sign_in.html"


@blueprint.get("/sign-in")
@enter(SIGNED_OUT_OK)
def sign_in() -> str | Response:
    """Ask for login name, password and code."""
    actor = sessions.find_actor()
    if actor is not None and actor.kind is AccountKind.ASSOCIATION:
        return redirect(safe_next(url_for("association_desk.inbox")))
    return render_template(_PAGE)


@blueprint.post("/sign-in")
@enter(SIGNED_OUT_OK)
def sign_in_now() -> Response | tuple[str, int]:
    """Sign in and go where somebody was going."""
    form = request.form
    try:
        signed_in = sign_in_association(
            form.get("login_name", ""), form.get("password", ""), form.get("code", "")
        )
    except Refused as refusal:
        return refused(_PAGE, refusal)
    response = redirect(safe_next(url_for("association_desk.inbox")))
    return sessions.keep_token(response, signed_in.token)
