"""Trying a procedure out (试办): a draft or a version, in any role, and nothing leaves."""

from typing import Final
from uuid import UUID

import orjson
from flask import Response as FlaskResponse
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from processes.checker import Severity
from processes.sentences import SaidInWords
from processes.trial import ScriptRefused
from service.failures import NotFound
from service.publishing import NotPublishable
from service.publishing.trials import keep_again, keep_test
from service.publishing.tried import Tried, draft_to_try, version_to_try
from service.publishing.tried_facts import option_of, questions_read
from service.queries.studio import list_posts_by_name
from service.refusals import Refused
from service.reviewing.snippets import snippets_for
from service.sign_in import current_actor
from service.studio.door import administrators, blueprint
from service.studio.trial_hand import go_on, look_at_form
from service.studio.trial_opening import Opened, open_trial
from service.studio.trial_page import read_page
from service.studio.trial_run import Run, Went, fresh_run, read_run
from service.studio.trial_samples import employers_named, sample_employers, sample_files
from service.studio.trial_words import value_names
from service.templating import Problem, problems_of

DRAFTS: Final = "drafts"
ADDRESS: Final = "/<any(drafts, versions):which>/<uuid:tried_id>/trial"
Answer = Response | str | tuple[str, int]


@blueprint.get(ADDRESS)
@administrators
def trial(which: str, tried_id: UUID) -> Answer:
    """Open a try-out: a fresh one, the test of `?test=`, the finished case of `?case=`."""
    try:
        tried = _tried(which, tried_id)
    except NotPublishable as error:
        return _unready(tried_id, error)
    try:
        opened = open_trial(tried, request.args)
    except Refused as refusal:
        problems = tuple(problems_of(refusal))
        return _page(which, tried_id, tried, Went(fresh_run(), problems=problems))
    return _page(which, tried_id, tried, Went(opened.run), opened)


@blueprint.post(ADDRESS)
@administrators
def go_on_trying(which: str, tried_id: UUID) -> Answer:
    """Do what was pressed, and show where the run then is."""
    try:
        tried = _tried(which, tried_id)
        run = read_run(request.form)
    except NotPublishable as error:
        return _unready(tried_id, error)
    except ScriptRefused as refused:
        problem = Problem(None, refused.render(_))
        return _page(which, tried_id, tried, Went(fresh_run(), problems=(problem,)))
    if request.form.get("do") in ("keep", "keep-again"):
        return _keep(which, tried_id, tried, run)
    return _page(which, tried_id, tried, go_on(tried, run, request.form))


@blueprint.post(f"{ADDRESS}/questions")
@administrators
def questions_of_trial(which: str, tried_id: UUID) -> FlaskResponse:
    """Say which questions of the form that is shown are hidden by the answers in it."""
    try:
        tried = _tried(which, tried_id)
        page = read_page(tried, look_at_form(tried, read_run(request.form), request.form), {})
    except (NotPublishable, SaidInWords):
        # Whoever presses a button next is told why; here nobody reads it.
        return FlaskResponse(status=422)
    return jsonify(hidden=page.form.hidden if page.form else [])


def _tried(which: str, tried_id: UUID) -> Tried:
    return draft_to_try(tried_id) if which == DRAFTS else version_to_try(tried_id)


def _unready(tried_id: UUID, error: NotPublishable) -> tuple[str, int]:
    wrong = [one for one in error.problems if one.severity is Severity.ERROR]
    problems = [Problem(None, one.render(_)) for one in wrong]
    page = render_template("studio/trial_unready.html", draft_id=tried_id, problems=problems)
    return page, 422


def _page(
    which: str, tried_id: UUID, tried: Tried, went: Went, opened: Opened | None = None
) -> Answer:
    posts = dict(list_posts_by_name())
    page = read_page(tried, went, posts)
    by_htmx = request.headers.get("HX-Request")
    shown = render_template(
        "studio/trial_parts.html" if by_htmx else "studio/trial.html",
        which=which,
        tried_id=tried_id,
        here=url_for("studio.trial", which=which, tried_id=tried_id),
        tried=tried,
        trial=page,
        script=orjson.dumps(page.run.script.to_json()).decode(),
        questions=[
            (one, option_of(one, page.run.script.given))
            for one in questions_read(tried.edition.unset)
        ],
        labels=value_names(tried.edition),
        opened=opened,
        sample_files=sample_files,
        sample_employers=sample_employers,
        employers=employers_named,
        snippets_for=snippets_for,
        typed=request.form,
        me=current_actor().account_id,
        testing=request.form.get("trial-test") or (opened and opened.test and opened.test.test.id),
        problems=list(went.problems) or None,
    )
    return (shown, 422) if went.problems else shown


def _keep(which: str, tried_id: UUID, tried: Tried, run: Run) -> Answer:
    """Keep the acts that stand as a test beside the diagram."""
    actor, form = current_actor().account_id, request.form
    name, script = form.get("test-name", "").strip(), run.standing
    try:
        if form["do"] == "keep-again":
            keep_again(_test_id(), tried.edition, script, actor)
        elif not name:
            raise Refused("test_name_missing", field="test-name")
        else:
            keep_test(tried.procedure, name, tried.edition, script, actor)
    except Refused as refusal:
        problems = tuple(problems_of(refusal))
        return _page(which, tried_id, tried, Went(run, problems=problems))
    flash(_("已留作测试。以后每次发布都会自动核对。"))
    return _go(url_for("studio.tests", procedure=tried.procedure, on=tried_id))


def _test_id() -> UUID:
    try:
        return UUID(request.form.get("trial-test", ""))
    except ValueError:
        raise NotFound from None


def _go(address: str) -> Response:
    """Lead to another page; htmx follows a redirect by itself and would draw it into this one."""
    if request.headers.get("HX-Request"):
        return FlaskResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
