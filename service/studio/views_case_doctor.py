"""The case doctor: why a case is stuck, what may be done, and what that would do."""

from typing import Final
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from forms import N_
from processes.sentences import Words
from service import cases
from service.cases.examining import Examination, examine
from service.cases.remedies import (
    Cure,
    NoSuchCure,
    Preview,
    carry_out_remedy,
    decline_remedy,
    preview_proposed,
    preview_remedy,
    propose_remedy,
    undo_remedy,
)
from service.models import IncidentStatus, Remedy, RemedyKind, RemedyStatus
from service.operations import REGISTRY
from service.ports import ports
from service.queries.case_way import read_way
from service.queries.doctor import (
    get_incident_of,
    get_remedy_of,
    list_open_incidents,
    list_remedies_of,
)
from service.queries.stuck import find_stuck
from service.refusals import Refused
from service.sign_in import current_actor
from service.studio.corrections import VALUE, list_corrections, read_corrections
from service.studio.doctor_words import DIAGNOSES, operation_words
from service.studio.door import administrators, blueprint
from service.studio.trial_words import value_names, value_options, value_word
from service.templating import Problem, problems_of

_DONE: Final = {
    "carry-out": Words(N_("处置已执行。")),
    "decline": Words(N_("这项处置不再执行。")),
    "undo": Words(N_("处置已撤销，办件回到处置前的状态。")),
}


@blueprint.get("/doctor/<case_no>")
@administrators
def doctor(case_no: str) -> str:
    """Show where a case stands and what may be done to it."""
    return _page(examine(case_no))


@blueprint.post("/doctor/<case_no>")
@administrators
def treat(case_no: str) -> Response | str | tuple[str, int]:
    """Show what a remedy would do, or propose it to a second person."""
    found = examine(case_no)
    try:
        cure = _cure(found)
        if request.form.get("act") != "propose":
            return _page(found, cure, preview_remedy(found.case.id, cure))
        _propose(found, cure)
    except NoSuchCure as error:
        return _page(found, problems=[Problem(None, error.words.render(_))]), 422
    except Refused as error:
        return _page(found, problems=problems_of(error)), 422
    flash(_("已提出。请另一位管理员在本页复核后执行。"))
    return redirect(url_for("studio.doctor", case_no=case_no))


@blueprint.post("/doctor/<case_no>/remedies/<uuid:remedy_id>/<act>")
@administrators
def decide_remedy(case_no: str, remedy_id: UUID, act: str) -> Response | tuple[str, int]:
    """Carry a remedy out, decline it, or undo it."""
    remedy, actor = get_remedy_of(case_no, remedy_id), current_actor()
    try:
        if act == "carry-out":
            carry_out_remedy(remedy.id, actor)
        elif act == "decline":
            decline_remedy(remedy.id, actor)
        elif act == "undo":
            undo_remedy(remedy.id, actor)
        else:
            raise BadRequest
        flash(_DONE[act].render(_))
    except NoSuchCure as error:
        return _page(examine(case_no), problems=[Problem(None, error.words.render(_))]), 422
    except Refused as error:
        return _page(examine(case_no), problems=problems_of(error)), 422
    return redirect(url_for("studio.doctor", case_no=case_no))


@blueprint.post("/doctor/<case_no>/incidents/<uuid:incident_id>/retry")
@administrators
def retry_one(case_no: str, incident_id: UUID) -> Response:
    """Try again one thing that failed in this case."""
    incident = get_incident_of(case_no, incident_id)
    if incident.status is IncidentStatus.OPEN:
        cases.retry_incident(incident.id, current_actor().account_id)
        flash(_("已重新排队，稍后刷新查看结果。成功后该问题会自动消失。"))
    else:
        flash(_("该问题已经解决，无需重试。"))
    return redirect(url_for("studio.doctor", case_no=case_no))


@blueprint.post("/doctor/<case_no>/resume")
@administrators
def resume(case_no: str) -> Response | tuple[str, int]:
    """Let the system go on with a case that nobody moves."""
    found = examine(case_no)
    if found.unreadable:
        return _page(found), 422
    try:
        cases.resume_case(found.case.id, current_actor().account_id)
    except Refused as error:
        return _page(found, problems=problems_of(error)), 422
    flash(_("已重新排队，稍后刷新查看结果。"))
    return redirect(url_for("studio.doctor", case_no=case_no))


def _page(
    found: Examination,
    cure: Cure | None = None,
    preview: Preview | None = None,
    problems: list[Problem] | None = None,
) -> str:
    remedies = list_remedies_of(found.case.id)
    return render_template(
        "studio/doctor.html",
        found=found,
        case=found.case,
        names={node.id: node.name for node in found.edition.nodes.values()},
        summaries={name: operation.summary for name, operation in REGISTRY.items()},
        incidents=list_open_incidents(found.case.id),
        stuck=find_stuck(found.case.id, ports().clock()),
        diagnoses=DIAGNOSES,
        what=operation_words,
        options=value_options(found.edition),
        word=value_word,
        way=read_way(found.case),
        remedies=remedies,
        proposed=_proposed([row[0] for row in remedies]),
        me=current_actor().account_id,
        preview=preview,
        corrected=cure.values if cure else {},
        typed=request.form,
        labels=value_names(found.edition),
        corrections=list_corrections(found),
        value=VALUE,
        problems=problems,
    )


def _proposed(remedies: list[Remedy]) -> Preview | NoSuchCure | None:
    """Say what the remedy that waits would do now, for whoever is to carry it out."""
    waiting = next((one for one in remedies if one.status is RemedyStatus.PROPOSED), None)
    if waiting is None:
        return None
    try:
        return preview_proposed(waiting)
    except NoSuchCure as error:
        return error


def _propose(found: Examination, cure: Cure) -> None:
    reason = request.form.get("reason", "").strip()
    if not reason:
        raise Refused("remedy_reason_missing", field="reason")
    version = request.form.get("version", type=int) or 0
    propose_remedy(found.case.id, version, cure, reason, current_actor())


def _cure(found: Examination) -> Cure:
    form = request.form
    try:
        kind = RemedyKind(form.get("kind", ""))
    except ValueError:
        raise Refused("remedy_kind_missing", field="kind") from None
    values = read_corrections(found, form)
    if kind is RemedyKind.CORRECT and not values:
        raise Refused("nothing_corrected")
    return Cure(kind, form.get("element", ""), form.get("target", ""), values)
