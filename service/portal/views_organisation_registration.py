"""用户注册 of agencies and stores, with the search in the filing directory."""

from typing import Any, Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service import sign_in
from service.accounts.captchas import ask_captcha
from service.accounts.registering_organisations import (
    NumberIsFiled,
    OrganisationIsLive,
    OrganisationRegistered,
    OrganisationRegistration,
    register_organisation,
)
from service.accounts.registration_form import organisation_form
from service.front_door import ANYONE, SIGNED_OUT_OK, enter
from service.models import OrganisationKind
from service.portal.door import blueprint
from service.portal.form_page import as_id
from service.queries.filings import FoundFiling, find_filing, search_filings
from service.templating import refused

SHOWN: Final = 20
_PAGE: Final = "portal/register_organisation.html"
_KINDS: Final = "/register/<any(agency, store):kind>"
_REDRAWS: Final = ("look", "pick", "unpick")
"""Buttons that only change the page; without JavaScript they send all of it."""


@blueprint.get(_KINDS)
@enter(SIGNED_OUT_OK)
def register_organisation_page(kind: str) -> str:
    """Ask which agency or store it is, and for a password."""
    return render_template(_PAGE, **_page(OrganisationKind(kind)))


@blueprint.get(f"{_KINDS}/which")
@enter(ANYONE)
def which_organisation(kind: str) -> str:
    """Give the part of the page that says which one it is, after a click in the directory."""
    return render_template("portal/register_which.html", **_which(OrganisationKind(kind)))


@blueprint.get("/directory/<any(agency, store):kind>")
@enter(ANYONE)
def find_filings(kind: str) -> str:
    """Give the entries of the filing directory that a search finds."""
    return render_template("portal/directory.html", **_found(OrganisationKind(kind)))


@blueprint.post(_KINDS)
@enter(SIGNED_OUT_OK)
def register_organisation_now(kind: str) -> Response | tuple[str, int] | str:
    """Make the account and go straight on to the form of its registration."""
    wanted = OrganisationKind(kind)
    if any(button in request.form for button in _REDRAWS):
        return render_template(_PAGE, **_page(wanted))
    registration = _registration(wanted)
    try:
        registered = register_organisation(registration)
    except FormErrors as error:
        return refused(_PAGE, error, **_page(wanted))
    except NumberIsFiled as filed:
        return _again(wanted, offered=find_filing(filed.filing_id))
    except OrganisationIsLive:
        return _again(wanted, is_live=True)
    return _go_on(registered, wanted, objects=registration.objects)


def _go_on(
    registered: OrganisationRegistered, kind: OrganisationKind, *, objects: bool
) -> Response:
    for warning in registered.warnings:
        flash(warning.render(_))
    procedure = "claim_objection" if objects else f"{kind}_registration"
    address = url_for("portal.start", procedure=procedure)
    return sign_in.keep_token(redirect(address), registered.token)


def _again(kind: OrganisationKind, **more: Any) -> tuple[str, int]:
    return render_template(_PAGE, **_page(kind), **more), 422


def _registration(kind: OrganisationKind) -> OrganisationRegistration:
    form = request.form
    return OrganisationRegistration(
        kind=kind,
        filing_id=as_id(form.get("filing", "")),
        confirmed="confirmed" in form,
        differs="differs" in form,
        name=form.get("name", ""),
        uscc=form.get("uscc", ""),
        not_this_entry="not_this_entry" in form,
        objects="objects" in form,
        password=form.get("password", ""),
        captcha_id=form.get("captcha_id", ""),
        captcha=form.get("captcha", ""),
    )


def _page(kind: OrganisationKind) -> dict[str, Any]:
    return {
        **_which(kind),
        "captcha_id": ask_captcha(request.form.get("captcha_id")),
        "captcha_typed": request.form.get("captcha", ""),
    }


def _which(kind: OrganisationKind) -> dict[str, Any]:
    typed = request.values.to_dict() if request.values else None
    drawn = organisation_form().describe(given={}, answers=typed)
    return {
        **_found(kind),
        "picked": _picked(kind),
        "fields_by_key": {one["key"]: one for group in drawn for one in group["fields"]},
    }


def _found(kind: OrganisationKind) -> dict[str, Any]:
    text = request.values.get("directory_search", "").strip()
    found = search_filings(text, kind, limit=SHOWN + 1)
    return {
        "kind": kind.value,
        "search": text,
        "found": found[:SHOWN],
        "more": len(found) > SHOWN,
    }


def _picked(kind: OrganisationKind) -> FoundFiling | None:
    if "unpick" in request.values:
        return None
    asked: UUID | None = as_id(request.values.get("pick") or request.values.get("filing", ""))
    picked = find_filing(asked) if asked else None
    if picked is not None and picked.kind is not kind:
        abort(404)
    return picked
