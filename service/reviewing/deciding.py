"""The page of one task, and what a reviewer does on it: look, decide, go on."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from forms import Form, FormErrors
from service import cases
from service.act_key import read_key
from service.actors import Actor
from service.cases.looking import look_in_full
from service.editions import parsed
from service.failures import AlreadyHandled, NotFound
from service.models import OpenTask
from service.queries.case_page import get_case
from service.queries.decision_words import own_word
from service.queries.inbox import InboxPage, place_before, place_of, read_inbox
from service.queries.review_page import (
    TaskInHand,
    find_task_in_hand,
    get_task_with_case,
    reader_of,
    require_second_pair,
)
from service.refusals import Refused, WhoCanFix
from service.reviewing.desk import Desk
from service.reviewing.due import due_words
from service.reviewing.page import draw_form, read_task_page, watermark
from service.reviewing.posted import (
    PostedDecision,
    check_ticks,
    key_of_kind,
    read_decision,
)
from service.reviewing.snippets import snippets_for
from service.sign_in import current_actor
from service.templating import Problem, problems_of, words

Answer = str | Response | tuple[str, int]


def show_task(desk: Desk, task_id: UUID) -> Answer:
    """Show an open task with its case, or who has decided it."""
    return _unless_gone(desk, lambda: _draw(desk, task_id))


def tell_hidden(task_id: UUID) -> Response:
    """Say which of the task's questions are not asked, for what has been answered so far."""
    task, case = get_task_with_case(task_id, current_actor())
    form = parsed(case.edition_id).forms[task.form]
    drawn = draw_form(task, case, read_decision(form, request.form))
    return jsonify(hidden=[one["name"] for one in drawn.fields if one["hidden"]])


def decide(desk: Desk, task_id: UUID) -> Answer:
    """Take a decision and go on to the next task."""
    task = find_task_in_hand(task_id, current_actor())
    if task is None:
        return _unless_gone(desk, lambda: _repeat(desk, task_id))
    form = parsed(task.edition_id).forms[task.form]
    return _unless_gone(desk, lambda: _decide(desk, task, form))


def look_at(desk: Desk, task_id: UUID, key: str) -> Answer:
    """Show one masked value in full, this once, and keep who looked and why."""
    reason = request.form.get("reason", "")
    try:
        value = look_in_full(task_id, key, reason, current_actor())
    except AlreadyHandled as handled:
        return _handled(desk, handled)
    except FormErrors as errors:
        if request.headers.get("HX-Request"):
            return _looked(desk, task_id, key, problems=problems_of(errors), reason=reason), 422
        return _draw(desk, task_id, problems=problems_of(errors)), 422
    if request.headers.get("HX-Request"):
        return _looked(desk, task_id, key, value=value)
    return _draw(desk, task_id, looked={key: value})


def _decide(desk: Desk, task: TaskInHand, form: Form) -> Answer:
    posted = read_decision(form, request.form)
    try:
        _complete(task, form, posted)
    except cases.Repeated:
        pass  # The first click has done it; this one only has to hear so.
    except FormErrors as errors:
        return _draw(desk, task.task_id, posted, problems=problems_of(errors)), 422
    except Refused as refusal:
        offered, problems = _offer_return(task, form, posted, refusal)
        return _draw(desk, task.task_id, offered, problems=problems), 422
    flash(_said(desk, task, form, posted))
    place = place_of(task.due_at, task.opened_at, task.task_id)
    return redirect(desk.url("next_task", after=place, only=request.args.get("only")))


def _complete(task: TaskInHand, form: Form, posted: PostedDecision) -> None:
    actor = current_actor()
    if posted.ticked:
        _found, case = get_task_with_case(task.task_id, actor)
        check_ticks(form, posted, cases.returnable_of(case, case.account))
    cases.complete(task.task_id, posted.answers, actor, posted.key)


def _repeat(desk: Desk, task_id: UUID) -> Answer:
    """Answer a click on a task that is no longer open: the same click again, or too late."""
    try:
        cases.complete(task_id, {}, current_actor(), read_key(request.form))
    except cases.Repeated as repeated:
        flash(_("该决定此前已经提交（办件号 %(no)s）。", no=repeated.case_no))
    return redirect(desk.url("next_task", only=request.args.get("only")))


def _offer_return(
    task: TaskInHand, form: Form, posted: PostedDecision, refusal: Refused
) -> tuple[PostedDecision, list[Problem]]:
    """Fill in the return of the field that only the applicant can mend."""
    (problem,) = problems_of(refusal)
    if refusal.field in {one.key for one in form.fields}:
        return posted, [problem]  # The reviewer's own field: the sentence stands beside it.
    decision, returns = key_of_kind(form, "decision"), key_of_kind(form, "returned_fields")
    _found, case = get_task_with_case(task.task_id, current_actor())
    mendable = refusal.who_can_fix is WhoCanFix.APPLICANT and refusal.field is not None
    if not (mendable and decision and returns):
        return posted, [replace(problem, key=None)]
    if refusal.field not in cases.returnable_of(case, case.account):
        return posted, [replace(problem, key=None)]
    offered = replace(
        posted,
        answers={**posted.answers, decision: "return"},
        ticked=posted.ticked | {refusal.field},
        reasons={**posted.reasons, refusal.field: problem.sentence},
    )
    advice = _("这一项要由申请人修改：已为您选好“退回修改”和原因，核对后提交即可。")
    return offered, [Problem(returns, problem.sentence, refusal.field), Problem(None, advice)]


def _said(desk: Desk, task: TaskInHand, form: Form, posted: PostedDecision) -> Markup:
    decision = posted.answers.get(key_of_kind(form, "decision") or "")
    sentences = {
        "approve": _("已通过：%(name)s（办件号 %(no)s）。"),
        "return": _("已退回修改：%(name)s（办件号 %(no)s）。"),
        "refuse": _("已作出不通过的决定：%(name)s（办件号 %(no)s）。"),
    }
    sentence = sentences.get(decision or "", _("已提交：%(name)s（办件号 %(no)s）。"))
    word = own_word(form, decision)
    if word:
        sentence = _("%(word)s：%(name)s（办件号 %(no)s）。")
    told = {"name": task.subject_name, "no": task.case_no, "word": words(word) if word else ""}
    return Markup('{} <a href="{}">{}</a>').format(
        sentence % told,
        desk.url("case", case_no=task.case_no),
        _("查看办件"),
    )


def _draw(
    desk: Desk,
    task_id: UUID,
    posted: PostedDecision | None = None,
    *,
    problems: list[Problem] | None = None,
    looked: dict[str, str] | None = None,
) -> str:
    actor = current_actor()
    require_second_pair(task_id, actor)
    view = read_task_page(task_id, actor, posted)
    after, only = request.args.get("after"), request.args.get("only")
    return render_template(
        "reviewing/task.html",
        desk=desk,
        view=view,
        list=_list_with(view.task, actor, after, only),
        after=after,
        only=only,
        due=due_words(),
        next_after=place_of(view.task.due_at, view.task.opened_at, view.task.id),
        snippets_for=snippets_for,
        watermark=watermark(actor),
        problems=problems,
        looked=looked or {},
    )


def _list_with(task: OpenTask, actor: Actor, after: str | None, only: str | None) -> InboxPage:
    """Read the part of the inbox that is open beside a task: where the task stands in it."""
    page = read_inbox(actor.pools, after, reader_of(actor), only)
    if any(row.task_id == task.id for row in page.rows):
        return page
    return read_inbox(actor.pools, place_before(task), reader_of(actor), only)


def _looked(
    desk: Desk,
    task_id: UUID,
    key: str,
    *,
    value: str | None = None,
    problems: list[Problem] | None = None,
    reason: str = "",
) -> str:
    return render_template(
        "reviewing/looked.html",
        desk=desk,
        task_id=task_id,
        key=key,
        value=value,
        problems=problems,
        reason=reason,
    )


def _unless_gone(desk: Desk, show: Callable[[], Answer]) -> Answer:
    """Say who was quicker, or where the case went, instead of a bare error page."""
    try:
        return show()
    except AlreadyHandled as handled:
        return _handled(desk, handled)
    except NotFound:
        return _gone(desk)


def _handled(desk: Desk, handled: AlreadyHandled) -> tuple[str, int]:
    """Say who was quicker, or that the case was withdrawn or passed on in time."""
    try:
        case = get_case(handled.case_no, current_actor())
    except NotFound:
        return _gone(desk)
    return render_template("reviewing/handled.html", desk=desk, handled=handled, case=case), 409


def _gone(desk: Desk) -> tuple[str, int]:
    return render_template("reviewing/gone.html", desk=desk), 404
