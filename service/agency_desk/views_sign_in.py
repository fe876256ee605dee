"""Signing in at /app_admin: 公司名称, 密码, 验证码."""

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms import FormErrors
from service import sign_in as sessions
from service.accounts.captchas import ask_captcha, use_captcha, wrong_captcha
from service.accounts.signing_in import sign_in_organisation
from service.agency_desk.door import blueprint
from service.front_door import SIGNED_OUT_OK, enter, safe_next
from service.models import AccountKind
from service.refusals import Refused
from service.templating import refused

_PAGE: Final = "agency_desk/sign_in.html"
_DESKS: Final = {AccountKind.AGENCY, AccountKind.STORE}


@blueprint.get("/sign-in")
@enter(SIGNED_OUT_OK)
def sign_in() -> str | Response:
    """Ask for the company's name, its password and what the picture says."""
    actor = sessions.find_actor()
    if actor is not None and actor.kind in _DESKS:
        return redirect(safe_next(url_for("agency_desk.inbox")))
    return render_template(_PAGE, **_page())


@blueprint.post("/sign-in")
@enter(SIGNED_OUT_OK)
def sign_in_now() -> Response | tuple[str, int]:
    """Sign in and go where somebody was going."""
    form = request.form
    try:
        if not use_captcha(form.get("captcha_id", ""), form.get("captcha", "")):
            raise FormErrors((wrong_captcha(),))
        signed_in = sign_in_organisation(form.get("name", ""), form.get("password", ""))
    except (FormErrors, Refused) as error:
        return refused(_PAGE, error, **_page())
    response = redirect(safe_next(url_for("agency_desk.inbox")))
    return sessions.keep_token(response, signed_in.token)


def _page() -> dict[str, Any]:
    return {"captcha_id": ask_captcha(request.form.get("captcha_id"))}
