"""首页, 经纪管理, and the choice of language."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import sign_in
from service.accounts.mobiles import own_mobile
from service.failures import NotFound
from service.front_door import PRACTITIONER, SIGNED_OUT_OK, enter, safe_next
from service.portal.door import blueprint
from service.queries.own_cases import latest_milestones, open_milestones
from service.queries.standing import ONBOARDING, RESIGNATION, Standing, read_standing
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
    standing = read_standing(account_id)
    return render_template(
        "portal/management.html",
        mobile=own_mobile(account_id),
        milestones=latest_milestones(account_id),
        employment=_employment(account_id, standing),
        unseen=standing.unseen,
    )


def _employment(account_id: UUID, standing: Standing) -> dict[str, str]:
    """Say where somebody works, and how far leaving or joining is (从业)."""
    running = open_milestones(account_id)
    shape = {"在职": "good", "已离职": "stopped"}.get(standing.word, "waiting")
    words = {"leaving": running.get(RESIGNATION), "joining": running.get(ONBOARDING)}
    shown = {name: word or standing.word for name, word in words.items()}
    shapes = {f"{name}_shape": _shape(word) or shape for name, word in words.items()}
    return shown | shapes


def _shape(milestone: str | None) -> str | None:
    if milestone is None:
        return None
    return "returned" if milestone in ("已退回", "待另选单位") else "active"


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
