"""首页, 经纪管理, and the choice of language."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import sign_in
from service.accounts.mobiles import own_mobile
from service.failures import NotFound
from service.front_door import PRACTITIONER, SIGNED_OUT_OK, enter, safe_next
from service.portal.door import blueprint
from service.queries.own_cases import latest_milestones
from service.templating import LANGUAGE_COOKIE, LANGUAGES

_YEAR = 365 * 24 * 3600


@blueprint.get("/")
@enter(SIGNED_OUT_OK)
def home() -> str:
    """Say what this is, what one needs, and how it goes."""
    return render_template("portal/home.html")


@blueprint.get("/management")
@enter(PRACTITIONER)
def management() -> str:
    """经纪管理: everything that a practitioner can do here, and how far it is."""
    account_id = sign_in.current_actor().account_id
    return render_template(
        "portal/management.html",
        mobile=own_mobile(account_id),
        milestones=latest_milestones(account_id),
    )


@blueprint.get("/language/<language>")
@enter(SIGNED_OUT_OK)
def choose_language(language: str) -> Response:
    """Remember the language for this browser and go back to the page."""
    if language not in LANGUAGES:
        raise NotFound
    response = redirect(safe_next(url_for("portal.home")))
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_YEAR, samesite="Lax", secure=request.is_secure
    )
    return response
