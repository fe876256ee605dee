"""The tests beside a diagram (流程测试): how each comes out now, new ones from finished cases."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service.failures import NotFound
from service.models import DraftStatus
from service.publishing import NotPublishable
from service.publishing.trials import (
    TestRun,
    drop_test,
    get_test,
    list_dropped_tests,
    list_tests,
    run_tests,
    take_test_back,
)
from service.publishing.tried import draft_to_try, version_to_try
from service.queries.closed_cases import list_closed_cases
from service.queries.studio import find_procedure, list_drafts, list_versions
from service.studio.door import administrators, blueprint


@dataclass(frozen=True, slots=True)
class Place:
    """A draft or a version on which tests are played; `which` is its word in addresses."""

    which: str
    id: UUID
    word: str


@blueprint.get("/procedures/<procedure>/tests")
@administrators
def tests(procedure: str) -> str:
    """List the tests of a procedure as they come out on one of its drafts or its version."""
    row = find_procedure(procedure)
    if row is None:
        raise NotFound
    places = _places(procedure)
    asked = request.args.get("on", "")
    place = next((one for one in places if str(one.id) == asked), next(iter(places), None))
    number = request.args.get("no", "").strip()
    return render_template(
        "studio/tests.html",
        row=row,
        places=places,
        place=place,
        tests=list_tests(procedure),
        dropped=list_dropped_tests(procedure),
        runs=_runs(procedure, place),
        number=number,
        cases=list_closed_cases(procedure, number),
    )


@blueprint.post("/tests/<uuid:test_id>/drop")
@administrators
def drop(test_id: UUID) -> Response:
    """Drop a test; the page has asked before."""
    test = get_test(test_id)
    procedure, name = test.procedure, test.name
    drop_test(test_id)
    flash(_("已删除测试“%(name)s”。以后发布不再核对它。", name=name))
    return _back_to(procedure)


@blueprint.post("/tests/<uuid:test_id>/take-back")
@administrators
def undo_drop(test_id: UUID) -> Response:
    """Take a dropped test back."""
    test = get_test(test_id)
    procedure, name = test.procedure, test.name
    take_test_back(test_id)
    flash(_("已恢复测试“%(name)s”。", name=name))
    return _back_to(procedure)


def _back_to(procedure: str) -> Response:
    on = request.form.get("on") or None
    return redirect(url_for("studio.tests", procedure=procedure, on=on))


def _places(procedure: str) -> list[Place]:
    """Give the version in force, then what is being drawn."""
    found = [
        Place("versions", edition.id, _("现行第 %(number)s 版", number=edition.number))
        for edition, *_names in list_versions(procedure)
        if edition.in_force
    ]
    for draft, author in list_drafts(procedure):
        if draft.status is not DraftStatus.DISCARDED:
            began = format_datetime(draft.created_at, "MM-dd HH:mm")
            word = _("草稿（%(author)s，%(day)s）", author=author, day=began)
            found.append(Place("drafts", draft.id, word))
    return found


def _runs(procedure: str, place: Place | None) -> dict[UUID, TestRun] | None:
    """Play the tests; None where there is nothing to play them on, or it cannot run yet."""
    if place is None:
        return None
    try:
        tried = (draft_to_try if place.which == "drafts" else version_to_try)(place.id)
    except NotPublishable:
        return None
    return {run.test.id: run for run in run_tests(procedure, tried.edition)}
