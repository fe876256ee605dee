"""我的办件: the list, one case told and drawn, its diagram, and taking it back."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from processes.step import CaseStatus
from service import cases
from service.act_key import read_key
from service.cases import Repeated
from service.diagram_words import in_words
from service.editions import diagram_of, parsed
from service.failures import NotFound
from service.front_door import APPLICANTS, SIGNED_IN, enter
from service.models import Case
from service.operations import REGISTRY
from service.portal.door import blueprint
from service.portal.form_page import closed_page
from service.ports import ports
from service.queries.affected import register_by
from service.queries.applications import list_own_cases, list_own_drafts, usual_time
from service.queries.case_page import CasePage, get_case, read_case_page
from service.queries.case_story import field_labels, tell
from service.queries.invitations import find_open_invitation, words_to_forward
from service.queries.orders import find_order_of_case
from service.refusals import Refused
from service.sign_in import current_actor


@blueprint.get("/cases")
@enter(APPLICANTS)
def my_cases() -> str:
    """List what somebody has begun and handed in."""
    account_id = current_actor().account_id
    return render_template(
        "portal/cases.html", cases=list_own_cases(account_id), drafts=list_own_drafts(account_id)
    )


@blueprint.get("/cases/<case_no>")
@enter(APPLICANTS, while_disabled=True)
def show_case(case_no: str) -> str:
    """Tell where a case is, who has it, what came before and what comes next."""
    actor = current_actor()
    case = get_case(case_no, actor)
    page = read_case_page(case)
    return render_template(
        "portal/case.html",
        case=case,
        name=parsed(case.edition_id).name,
        page_of=page,
        own_task=next((one for one in page.waiting if actor.works(one.pool)), None),
        returned=_returned(page),
        story=tell(page),
        usual=usual_time(case.procedure),
        may_withdraw=may_withdraw(case),
        may_urge=cases.may_urge(case, [one.pool for one in page.waiting], ports().clock()),
        urged_today=cases.last_urged_on_day(case.id, ports().clock()),
        key=uuid4(),
        **_invitation(case),
        register_by=register_by(case),
        order=find_order_of_case(case.id) if case.procedure == "card_making" else None,
    )


def _invitation(case: Case) -> dict[str, Any]:
    invitation = find_open_invitation(case.id)
    if invitation is None:
        return {"invitation": None}
    link = url_for("portal.invitation", invitation_id=invitation.id, _external=True)
    words = words_to_forward(invitation, case, link)
    return {"invitation": invitation, "invitation_link": link, "invitation_words": words}


@blueprint.get("/cases/<case_no>/answers")
@enter(APPLICANTS, while_disabled=True)
def case_answers(case_no: str) -> str:
    """Show what was handed in last, secrets masked."""
    case = get_case(case_no, current_actor())
    submitted = cases.latest_round(case.id)
    if submitted is None:
        raise NotFound
    filling = cases.look_at_round(case, submitted)
    groups = filling.describe_closed()
    return render_template(
        "portal/answers.html",
        case=case,
        name=parsed(case.edition_id).name,
        submitted=submitted,
        groups=groups,
        **closed_page(filling, groups),
    )


@blueprint.get("/cases/<case_no>/diagram.bpmn")
@enter(SIGNED_IN, while_disabled=True)
def case_diagram(case_no: str) -> Response:
    """Give the diagram of the edition that the case follows, in the reader's language."""
    case = get_case(case_no, current_actor())
    headers = {"Cache-Control": "private, max-age=3600"}
    diagram = in_words(diagram_of(case.edition_id))
    return Response(diagram, mimetype="application/xml", headers=headers)


@blueprint.get("/cases/<case_no>/withdraw")
@enter(APPLICANTS, while_disabled=True)
def ask_withdraw(case_no: str) -> str | AnyResponse:
    """Ask whether the case is really to be taken back, and say what that means."""
    case = get_case(case_no, current_actor())
    if not may_withdraw(case):
        return redirect(url_for("portal.show_case", case_no=case_no))
    edition = parsed(case.edition_id)
    released = REGISTRY[edition.on_withdraw].released if edition.on_withdraw else ""
    return render_template(
        "portal/withdraw.html", case=case, name=edition.name, released=released, key=uuid4()
    )


@blueprint.post("/cases/<case_no>/withdraw")
@enter(APPLICANTS, while_disabled=True)
def withdraw(case_no: str) -> AnyResponse:
    """Take the case back."""
    with suppress(Repeated):  # The first click did it.
        cases.withdraw(case_no, current_actor(), read_key(request.form))
    flash(_("申请已撤回。"))
    return redirect(url_for("portal.show_case", case_no=case_no))


@blueprint.post("/cases/<case_no>/urge")
@enter(APPLICANTS)
def urge(case_no: str) -> AnyResponse:
    """Ask whoever has the case to go on."""
    with suppress(Repeated):  # The first click did it.
        try:
            cases.urge(case_no, current_actor(), read_key(request.form))
        except Refused as refusal:
            flash(_(refusal.sentence))
        else:
            flash(_("已催办，正在办理的人会收到通知。"))
    return redirect(url_for("portal.show_case", case_no=case_no))


def may_withdraw(case: Case) -> bool:
    """Whether the last decision has not been made yet."""
    return case.status is CaseStatus.OPEN and not case.final


def _returned(page: CasePage) -> list[tuple[str, str]]:
    """List what the newest return asks for: label and reason."""
    if page.case.returned_by is None:
        return []
    labels = field_labels(page.case)
    reasons = next((one.reasons for one in reversed(page.history) if one.reasons), None) or {}
    return [(labels.get(key, key), reason) for key, reason in reasons.items()]
