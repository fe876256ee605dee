"""Publishing a draft: what changes, what open cases would do, the plan, the second person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from processes.checker import Severity
from service.models import DraftStatus, Edition, Reach
from service.publishing import (
    NotPublishable,
    begin_preview,
    check_procedure,
    list_posts,
    posts_nobody_holds,
)
from service.publishing.drafts import get_draft, open_revision
from service.publishing.planning import compare_draft
from service.publishing.proposals import Proposal, approve, keep_plan, propose, send_back
from service.publishing.trials import TestRun, TestsFailed, list_tests
from service.queries.impact import find_newest_preview, read_impact
from service.queries.studio import name_of, number_taken_over
from service.refusals import Refused
from service.sign_in import current_actor
from service.studio.choice import MAPS, mapping_in
from service.studio.door import administrators, blueprint
from service.templating import Problem, problems_of


@blueprint.get("/drafts/<uuid:draft_id>/publish")
@administrators
def publish_draft(draft_id: UUID) -> str:
    """Show what a draft changes, and what is needed to publish it."""
    return _page(draft_id)


@blueprint.post("/drafts/<uuid:draft_id>/preview")
@administrators
def preview(draft_id: UUID) -> Response | tuple[str, int]:
    """Try, in a job, what the draft would do to open cases; the plan typed so far is kept."""
    draft = get_draft(draft_id)
    try:
        if draft.status is DraftStatus.OPEN:
            keep_plan(draft_id, _plan())
        run = begin_preview(draft_id, draft.mapping, current_actor().account_id)
    except (Refused, NotPublishable) as error:
        return _page(draft_id, _problems(error)), 422
    return redirect(url_for("studio.migration", run_id=run))


@blueprint.post("/drafts/<uuid:draft_id>/propose")
@administrators
def propose_draft(draft_id: UUID) -> Response | tuple[str, int]:
    """Hand the draft to a second person."""
    try:
        proposal, seen = _proposal(), request.form.get("seen", "")
        propose(draft_id, seen, proposal, current_actor().account_id)
    except (Refused, NotPublishable, TestsFailed) as error:
        return _page(draft_id, _problems(error), _failed(error)), 422
    flash(_("已提交批准。请另一位管理员在本页批准。"))
    return redirect(url_for("studio.publish_draft", draft_id=draft_id))


@blueprint.post("/drafts/<uuid:draft_id>/approve")
@administrators
def approve_draft(draft_id: UUID) -> Response | tuple[str, int]:
    """Publish what somebody else has proposed."""
    try:
        edition = approve(draft_id, _proposal_seen(), current_actor().account_id)
    except (Refused, NotPublishable, TestsFailed) as error:
        return _page(draft_id, _problems(error), _failed(error)), 422
    flash(_published(edition))
    return redirect(url_for("studio.procedure", procedure=edition.procedure))


@blueprint.post("/drafts/<uuid:draft_id>/send-back")
@administrators
def send_draft_back(draft_id: UUID) -> Response | tuple[str, int]:
    """Give a proposed draft back to its author, or take it back as the author."""
    try:
        send_back(draft_id, request.form.get("reason", "").strip(), current_actor().account_id)
    except Refused as error:
        return _page(draft_id, _problems(error)), 422
    return redirect(url_for("studio.publish_draft", draft_id=draft_id))


def _page(
    draft_id: UUID, problems: list[Problem] | None = None, failed: Sequence[TestRun] = ()
) -> str:
    draft = get_draft(draft_id)
    opened = open_revision(draft_id)
    found = check_procedure(opened.files, list_posts(), draft.procedure, posts_nobody_holds())
    run = find_newest_preview(draft_id)
    return render_template(
        "studio/publish.html",
        draft=draft,
        saved=opened.saved,
        outdated=number_taken_over(draft),
        author=name_of(draft.proposed_by),
        is_author=draft.proposed_by == current_actor().account_id,
        comparison=compare_draft(draft),
        errors=[one for one in found if one.severity is Severity.ERROR],
        warnings=[one for one in found if one.severity is Severity.WARNING],
        tests=list_tests(draft.procedure),
        failed=failed,
        impact=read_impact(run) if run else None,
        reaches=Reach,
        proposed=draft.status is DraftStatus.PROPOSED,
        typed=request.form,
        maps=MAPS,
        problems=problems,
    )


def _published(edition: Edition) -> str:
    if edition.in_force or edition.effective_on is None:
        return str(_("已发布第 %(number)s 版。", number=edition.number))
    day = edition.effective_on.isoformat()
    return str(_("已发布第 %(number)s 版，%(day)s 起施行。", number=edition.number, day=day))


def _proposal_seen() -> datetime:
    try:
        return datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        raise BadRequest from None


def _proposal() -> Proposal:
    plan = _plan()
    if not plan.summary:
        raise Refused("summary_missing", field="summary")
    return plan


def _plan() -> Proposal:
    form = request.form
    try:
        day = date.fromisoformat(form["effective_on"]) if form.get("effective_on") else None
        reach = Reach(form.get("reach", Reach.NEW_CASES))
    except ValueError:
        raise BadRequest from None
    summary, notice_number = (form.get(name, "").strip() for name in ("summary", "notice_number"))
    return Proposal(summary, notice_number, day, reach, mapping_in(form))


def _failed(error: Exception) -> Sequence[TestRun]:
    return error.failed if isinstance(error, TestsFailed) else ()


def _problems(error: Any) -> list[Problem]:
    if isinstance(error, Refused):
        return problems_of(error)
    if isinstance(error, NotPublishable):
        wrong = [one for one in error.problems if one.severity is Severity.ERROR]
        return [Problem(None, one.render(_)) for one in wrong]
    failed = ngettext(
        "有 %(num)s 个测试走出了别的结果，不能发布",
        "有 %(num)s 个测试走出了别的结果，不能发布",
        len(error.failed),
    )
    return [Problem("tests", failed)]
