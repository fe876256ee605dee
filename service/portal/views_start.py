"""开始前请准备: what somebody will need, how it goes on, and the button that begins."""

from collections.abc import Iterator
from typing import Any, Final

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from service import cases
from service.actors import Actor
from service.cases import Filling
from service.clock import day_in_shanghai
from service.editions import parsed
from service.front_door import APPLICANTS, enter
from service.portal.door import blueprint
from service.portal.form_page import fields_of
from service.ports import ports
from service.queries.applications import find_open_case, is_registered, usual_time
from service.queries.case_story import next_steps
from service.queries.objecting import OBJECTION, obstacle_to_objecting
from service.queries.organisations import is_approved
from service.queries.own_organisation import passes_unseen
from service.queries.standing import CHANGE, Standing, obstacle_to, why_disabled
from service.sign_in import current_actor

ONCE_ONLY = frozenset({"practitioner_registration", "agency_registration", "store_registration"})
"""Procedures that end in the register: whoever is in it has nothing to begin."""

_NOT_WRITTEN: Final = frozenset({"document", "consent", "boolean"})
"""Kinds of fields that nobody has to look anything up for."""


@blueprint.get("/start/<procedure>")
@enter(APPLICANTS, while_disabled=True)
def start(procedure: str) -> Response | str:
    """Say what is needed, or go to the case that is running already."""
    actor = current_actor()
    running = find_open_case(actor.account_id, procedure)
    if running is not None:
        return redirect(url_for("portal.show_case", case_no=running.no))
    begun = cases.find_filling(procedure, actor)
    form = begun or cases.look_at_form(procedure, actor)
    return render_template(
        "portal/start.html",
        begun=begun is not None,
        already_done=_is_done(procedure, actor),
        obstacle=_obstacle(procedure, actor),
        disabled=why_disabled(actor.account_id),
        stopped=cases.find_stop(procedure),
        **_preview(form, procedure, list(_not_asked(form, procedure, actor))),
    )


@blueprint.post("/start/<procedure>")
@enter(APPLICANTS, while_disabled=True)
def start_now(procedure: str) -> Response:
    """Begin the form, unless an old page asks for what is running or done already."""
    actor = current_actor()
    done = _is_done(procedure, actor) or _obstacle(procedure, actor)
    if done or find_open_case(actor.account_id, procedure):
        return redirect(url_for("portal.start", procedure=procedure))
    cases.begin_filling(procedure, actor)
    return redirect(url_for("portal.show_topics", procedure=procedure))


def _is_done(procedure: str, actor: Actor) -> bool:
    return procedure in ONCE_ONLY and (
        is_registered(actor.account_id) or is_approved(actor.organisation_id)
    )


def _obstacle(procedure: str, actor: Actor) -> tuple[str, Standing | None] | None:
    """Say what keeps whoever is signed in from beginning a procedure, if anything."""
    if actor.organisation_id is None:
        return obstacle_to(procedure, actor.account_id)
    if procedure == OBJECTION:
        obstacle = obstacle_to_objecting(actor.organisation_id)
        return (obstacle, None) if obstacle else None
    unknown = procedure == CHANGE and not is_approved(actor.organisation_id)
    return ("organisation_not_registered", None) if unknown else None


def _preview(form: Filling, procedure: str, not_asked: list[str]) -> dict[str, Any]:
    asked = [one for one in fields_of(form.describe()) if not one["hidden"]]
    sure = {one["key"] for one in asked}
    return {
        "procedure": procedure,
        "name": parsed(form.edition_id).name,
        "documents": [one for one in asked if one["kind"] == "document"],
        "perhaps": [one for one in form.may_ask("document") if one["key"] not in sure],
        "questions": [one for one in asked if one["kind"] not in _NOT_WRITTEN],
        "steps": next_steps(form.edition_id, cases.first_node(form), not_asked),
        "usual": usual_time(procedure),
    }


def _not_asked(form: Filling, procedure: str, actor: Actor) -> Iterator[str]:
    """Name the roles that do not look at this applicant's case, as far as one can know."""
    if not form.has_store:
        yield "store"
    if form.given["applicant_kind"] == "agency":
        yield "agency"
    organisation_id = actor.organisation_id
    today = day_in_shanghai(ports().clock())
    if procedure in ONCE_ONLY and organisation_id and passes_unseen(organisation_id, today):
        yield "association_reviewer"
