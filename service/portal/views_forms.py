"""The form of a procedure, one topic a page, saved with every step."""

from typing import Any, Final

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service import cases
from service.cases import Filling
from service.editions import parsed
from service.failures import NotFound, StaleDraft
from service.front_door import APPLICANTS, enter
from service.portal import own_filing
from service.portal.door import blueprint
from service.portal.form_page import fields_of, open_page
from service.portal.posted import pressed, read_page, take_files
from service.portal.wrong import problems_with
from service.queries.applications import find_open_case
from service.refusals import Refused
from service.sign_in import current_actor

_TOPIC: Final = "portal/topic.html"


@blueprint.get("/apply/<procedure>")
@enter(APPLICANTS, while_disabled=True)
def show_topics(procedure: str) -> Response | str:
    """List the topics and how far each is."""
    filling = cases.find_filling(procedure, current_actor())
    if filling is None:
        return nothing_begun(procedure)
    topics = filling.topics(filling.problems())
    return render_template(
        "portal/topics.html", topics=topics, filling=filling, **named(filling, procedure)
    )


@blueprint.get("/apply/<procedure>/<topic>")
@enter(APPLICANTS, while_disabled=True)
def show_topic(procedure: str, topic: str) -> Response | str:
    """Ask the questions of one topic; `?check` says at once what is wrong with the answers.

    `?offer` says that the number which was typed is in the filing directory.
    """
    filling = cases.find_filling(procedure, current_actor())
    if filling is None:
        return nothing_begun(procedure)
    keys = _keys(filling, topic)
    problems = _problems(filling, keys) if "check" in request.args else None
    offered = own_filing.offer_for(filling, procedure) if "offer" in request.args else None
    return _draw(filling, procedure, topic, problems, offered=offered)


@blueprint.post("/apply/<procedure>/<topic>")
@enter(APPLICANTS, while_disabled=True)
def keep_topic(procedure: str, topic: str) -> Response | str | tuple[str, int]:
    """Save a topic; on 下一步 look at it and go on."""
    actor = current_actor()
    filling = cases.find_filling(procedure, actor)
    if filling is None:
        return nothing_begun(procedure)
    keys = _keys(filling, topic)
    filling = take_files(read_page(filling, keys), keys)
    try:
        filling = cases.save_filling(filling, actor)
    except StaleDraft:
        return _stale(filling, procedure, topic)
    if pressed("look"):
        return _draw(filling, procedure, topic)
    if own_filing.answered():
        return _settle_filing(filling, procedure, topic)
    return _go_on(filling, procedure, topic)


@blueprint.post("/apply/<procedure>/<topic>/autosave")
@enter(APPLICANTS, while_disabled=True)
def autosave_topic(procedure: str, topic: str) -> Response:
    """Save a topic while it is being written, and say when and what is asked now."""
    actor = current_actor()
    filling = cases.find_filling(procedure, actor)
    if filling is None:
        raise NotFound
    return saved_quietly(cases.save_filling(read_page(filling, _keys(filling, topic)), actor))


def saved_quietly(filling: Filling) -> Response:
    """Answer an autosave: the version, the time in words, and the fields not asked now."""
    hidden = [one["key"] for one in fields_of(filling.describe()) if one["hidden"]]
    time = format_datetime(filling.saved_at, "HH:mm")
    return jsonify(version=filling.version, said=_("已保存 %(time)s", time=time), hidden=hidden)


def _go_on(filling: Filling, procedure: str, topic: str) -> Response | tuple[str, int]:
    here = url_for("portal.show_topic", procedure=procedure, topic=topic)
    for act in ("upload", "remove"):
        if pressed(act):
            return redirect(f"{here}#field-{request.form[act].partition(':')[0]}")
    if pressed("save"):
        flash(_("草稿已保存。您可以离开，之后从“我的办件”继续。"))
        return redirect(url_for("portal.show_topics", procedure=procedure))
    keys = _keys(filling, topic)
    problems = _problems(filling, keys)
    if problems:
        return _draw(filling, procedure, topic, problems), 422
    offered = own_filing.offer_for(filling, procedure) if "uscc" in keys else None
    if offered is not None:
        return _draw(filling, procedure, topic, offered=offered), 422
    return redirect(_after(filling, procedure, topic))


def _settle_filing(filling: Filling, procedure: str, topic: str) -> Response | tuple[str, int]:
    try:
        own_filing.settle(filling)
    except Refused as refusal:
        return _draw(filling, procedure, topic, problems_with(refusal, filling.account_id)), 422
    return redirect(url_for("portal.show_topic", procedure=procedure, topic=topic))


def _after(filling: Filling, procedure: str, topic: str) -> str:
    keys = [one.key for one in filling.topics(())]
    following = keys[keys.index(topic) + 1 :] if topic in keys else []
    if not following:
        return url_for("portal.check_answers", procedure=procedure)
    return url_for("portal.show_topic", procedure=procedure, topic=following[0])


def _problems(filling: Filling, keys: frozenset[str]) -> list[Any]:
    # A file that is still being checked does not keep anybody from going on.
    wrong = tuple(one for one in filling.problems() if one.key in keys and one.code != "not_ready")
    return problems_with(FormErrors(wrong), filling.account_id)


def _keys(filling: Filling, topic: str) -> frozenset[str]:
    for group in filling.describe():
        if (group["key"] or "form") == topic:
            return frozenset(one["key"] for one in group["fields"] if one["key"])
    raise NotFound


def _draw(filling: Filling, procedure: str, topic: str, problems: Any = None, **more: Any) -> str:
    groups = [one for one in filling.describe() if (one["key"] or "form") == topic]
    keys = _keys(filling, topic)
    return render_template(
        _TOPIC,
        topic=topic,
        topics=filling.topics(filling.problems()),
        leads_on=_leads_on(filling, keys),
        problems=problems,
        **own_filing.beside(filling, procedure, keys),
        **open_page(filling, groups),
        **named(filling, procedure),
        **more,
    )


def _leads_on(filling: Filling, keys: frozenset[str]) -> bool:
    """Whether answers of this topic decide which other questions are asked."""
    return any(one.hidden_by & keys for one in filling.form.fields if one.key not in keys)


def _stale(typed: Filling, procedure: str, topic: str) -> tuple[str, int] | Response:
    """Show what was typed beside the fact that a newer draft exists; saving again is a choice."""
    newest = cases.find_filling(procedure, current_actor())
    if newest is None:
        return nothing_begun(procedure)
    keys = _keys(newest, topic)
    merged = newest.with_answers(keys, {key: typed.answers.get(key) for key in keys})
    return _draw(merged, procedure, topic, stale=True), 409


def nothing_begun(procedure: str) -> Response:
    """Go where somebody without a draft belongs: to the running case, or to the start."""
    running = find_open_case(current_actor().account_id, procedure)
    if running is not None:
        return redirect(url_for("portal.show_case", case_no=running.no))
    return redirect(url_for("portal.start", procedure=procedure))


def named(filling: Filling, procedure: str) -> dict[str, Any]:
    """Give what the pages call the procedure."""
    return {"procedure": procedure, "name": parsed(filling.edition_id).name}
