"""The list of procedures, a procedure's page, its versions, and the emergency stop."""

from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service.diagram_words import in_words
from service.editions import diagram_of
from service.extensions import db
from service.failures import NotFound
from service.models import Edition
from service.publishing import call_off
from service.publishing.drafts import begin_draft
from service.publishing.stops import lift_stop, stop_procedure
from service.publishing.trials import count_tests
from service.queries.studio import (
    find_procedure,
    list_drafts,
    list_events,
    list_procedures,
    list_versions,
)
from service.refusals import Refused
from service.sign_in import current_actor
from service.studio.door import administrators, blueprint
from service.templating import problems_of

BPMN = "application/xml; charset=utf-8"


@blueprint.get("/")
@administrators
def procedures() -> str:
    """List the procedures."""
    return render_template("studio/procedures.html", rows=list_procedures())


@blueprint.get("/procedures/<procedure>")
@administrators
def procedure(procedure: str) -> str:
    """Show a procedure: versions, drafts, emergency stop."""
    return _page(procedure)


@blueprint.post("/procedures/<procedure>/stop")
@administrators
def stop(procedure: str) -> Response | tuple[str, int]:
    """Stop new applications."""
    try:
        stop_procedure(procedure, request.form.get("sentence", ""), current_actor().account_id)
    except Refused as refusal:
        return _page(procedure, refusal), 422
    flash(_("已停办：不再受理新的申请，申请人会看到您写的原因。"))
    return redirect(url_for("studio.procedure", procedure=procedure))


@blueprint.post("/procedures/<procedure>/lift")
@administrators
def lift(procedure: str) -> Response:
    """Take new applications again."""
    lift_stop(procedure, current_actor().account_id)
    flash(_("已恢复受理新的申请。"))
    return redirect(url_for("studio.procedure", procedure=procedure))


@blueprint.post("/versions/<uuid:edition_id>/call-off")
@administrators
def call_off_version(edition_id: UUID) -> Response:
    """Take back the day of a version that is not in force yet."""
    edition = _edition(edition_id)
    call_off(edition, current_actor().account_id)
    flash(
        _("已撤回第 %(number)s 版的施行。可以从它开始新草稿，改好后再发布。", number=edition.number)
    )
    return redirect(url_for("studio.procedure", procedure=edition.procedure))


@blueprint.get("/versions/<uuid:edition_id>")
@administrators
def version(edition_id: UUID) -> str:
    """Show a version for ever as it was published."""
    return render_template("studio/version.html", edition=_edition(edition_id))


@blueprint.get("/versions/<uuid:edition_id>.bpmn")
@administrators
def version_diagram(edition_id: UUID) -> FlaskResponse:
    """Give the diagram of a version as it was published, or to be looked at in a language."""
    diagram = diagram_of(_edition(edition_id).id)
    shown = in_words(diagram) if "language" in request.args else diagram
    return FlaskResponse(shown, content_type=BPMN)


@blueprint.post("/versions/<uuid:edition_id>/draft")
@administrators
def begin(edition_id: UUID) -> Response:
    """Begin a draft of a version and open it."""
    draft_id = begin_draft(edition_id, current_actor().account_id)
    return redirect(url_for("studio.draft", draft_id=draft_id))


def _edition(edition_id: UUID) -> Edition:
    edition = db.session.get(Edition, edition_id)
    if edition is None:
        raise NotFound
    return edition


def _page(procedure: str, refusal: Refused | None = None) -> str:
    row = find_procedure(procedure)
    if row is None:
        raise NotFound
    return render_template(
        "studio/procedure.html",
        row=row,
        versions=list_versions(procedure),
        drafts=list_drafts(procedure),
        tests=count_tests(procedure),
        events=list_events(procedure),
        problems=problems_of(refusal) if refusal else None,
    )
