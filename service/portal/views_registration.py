"""用户注册."""

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms import FormErrors
from service import sign_in
from service.accounts.captchas import ask_captcha
from service.accounts.registering import Registration, register_practitioner
from service.accounts.registration_form import registration_form
from service.front_door import SIGNED_OUT_OK, enter
from service.portal.door import blueprint
from service.portal.views_employers import employer_choices
from service.templating import refused

_PAGE: Final = "portal/register.html"
_GIVEN: Final = {"channel": "browser"}


@blueprint.get("/register")
@enter(SIGNED_OUT_OK)
def register() -> str:
    """Ask who somebody is, where they work, and how they will sign in."""
    return render_template(_PAGE, **_page())


@blueprint.post("/register")
@enter(SIGNED_OUT_OK)
def register_now() -> Response | tuple[str, int] | str:
    """Make the account and go straight on to 实名登记."""
    if "look" in request.form:
        # Without JavaScript the search button sends the whole form; nothing typed is lost.
        return render_template(_PAGE, **_page())
    try:
        registered = register_practitioner(_registration())
    except FormErrors as error:
        return refused(_PAGE, error, **_page())
    if registered.verify_first:
        address = url_for("portal.verify_mobile")
    else:
        address = url_for("portal.start", procedure="practitioner_registration")
    return sign_in.keep_token(redirect(address), registered.token)


def _registration() -> Registration:
    form = request.form
    return Registration(
        answers={key: form.get(key, "") for key in ("category", "real_name", "mobile")},
        employer=form.get("employer", ""),
        password=form.get("password", ""),
        captcha_id=form.get("captcha_id", ""),
        captcha=form.get("captcha", ""),
    )


def _page() -> dict[str, Any]:
    typed = request.form.to_dict() if request.method == "POST" else None
    drawn = registration_form().describe(given=_GIVEN, answers=typed)
    fields = {field["key"]: field for group in drawn for field in group["fields"]}
    return {
        "fields_by_key": fields,
        "employer": employer_choices("employer"),
        "captcha_id": ask_captcha(request.form.get("captcha_id")),
        "captcha_typed": request.form.get("captcha", ""),
    }
