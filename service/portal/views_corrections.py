"""补正: only what was returned is open, with its reason; everything else is there to read."""

from typing import Any, Final
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service import cases
from service.act_key import read_key
from service.cases import Filling, Repeated
from service.editions import parsed
from service.failures import NotFound, StaleDraft
from service.front_door import APPLICANTS, enter
from service.portal.door import blueprint
from service.portal.form_page import fields_of, open_page
from service.portal.in_hand import find_correction
from service.portal.posted import pressed, read_besides, read_page, take_files
from service.portal.views_forms import saved_quietly
from service.queries.case_page import get_case, read_case_page
from service.refusals import Refused
from service.sign_in import current_actor
from service.templating import problems_of

_PAGE: Final = "portal/correct.html"


@blueprint.get("/cases/<case_no>/correct")
@enter(APPLICANTS, while_disabled=True)
def correct(case_no: str) -> str | Response:
    """Ask for what was returned."""
    filling = _find(case_no)
    return _draw(filling) if filling else _back(case_no)


@blueprint.post("/cases/<case_no>/correct")
@enter(APPLICANTS, while_disabled=True)
def correct_now(case_no: str) -> str | Response | tuple[str, int]:
    """Save what was changed; on 提交修改 hand it in."""
    filling = _find(case_no)
    if filling is None:
        return _moved_on(case_no)
    read = take_files(read_page(filling, _keys(filling)), _keys(filling))
    try:
        saved = cases.save_filling(read, current_actor())
    except StaleDraft:
        return _stale(read, case_no)
    if pressed("look"):
        return _draw(saved)
    for act in ("upload", "remove"):
        if pressed(act):
            anchor = f"field-{request.form[act].partition(':')[0]}"
            return redirect(url_for("portal.correct", case_no=case_no, _anchor=anchor))
    if pressed("save"):
        flash(_("修改已保存，还没有提交。"))
        return redirect(url_for("portal.show_case", case_no=case_no))
    return _hand_in(saved, case_no)


@blueprint.post("/cases/<case_no>/correct/autosave")
@enter(APPLICANTS, while_disabled=True)
def autosave_correction(case_no: str) -> Response:
    """Save a correction while it is being written."""
    filling = _find(case_no)
    if filling is None:
        raise NotFound
    read = read_page(filling, _keys(filling))
    return saved_quietly(cases.save_filling(read, current_actor()))


def _hand_in(filling: Filling, case_no: str) -> Response | tuple[str, int]:
    assert filling.task_id is not None
    keys = _keys(filling)
    # Whatever else was posted goes along, so that it is refused and not passed over.
    answers = {key: filling.answers.get(key) for key in keys} | read_besides(filling, keys)
    try:
        cases.complete(filling.task_id, answers, current_actor(), read_key(request.form))
    except Repeated:
        pass
    except (FormErrors, Refused) as error:
        return _draw(filling, problems_of(error), _wrong(error)), 422
    return redirect(url_for("portal.submitted", case_no=case_no))


def _find(case_no: str) -> Filling | None:
    actor = current_actor()
    page = read_case_page(get_case(case_no, actor))
    own = next((one.task_id for one in page.waiting if actor.works(one.pool)), None)
    return find_correction(str(own), actor) if own else None


def _keys(filling: Filling) -> frozenset[str]:
    fields = fields_of(filling.describe(request.form.getlist("also_open")))
    return frozenset(one["key"] for one in fields if one["open"])


def _wrong(error: FormErrors | Refused) -> frozenset[str]:
    if isinstance(error, FormErrors):
        # What was not returned stays closed, however often it is posted.
        return frozenset(one.key for one in error.errors if one.code != "not_reopened")
    return frozenset({error.field} if error.field else ())


def _draw(
    filling: Filling, problems: Any = None, also_open: frozenset[str] = frozenset(), **more: Any
) -> str:
    assert filling.case is not None
    also_open |= set(request.form.getlist("also_open"))
    groups = filling.describe(also_open)
    return render_template(
        _PAGE,
        case=filling.case,
        name=parsed(filling.edition_id).name,
        problems=problems,
        also_open=sorted(also_open - set(filling.reasons or ())),
        closed=_rest(filling, groups),
        key=uuid4(),
        **open_page(filling, groups),
        **more,
    )


def _rest(filling: Filling, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Describe what stays as it is; whatever is open already stands on the page."""
    opened = {one["key"] for one in fields_of(groups) if one["open"]}
    rest = [
        {**group, "fields": [one for one in group["fields"] if one["key"] not in opened]}
        for group in filling.describe_closed()
    ]
    return [group for group in rest if fields_of([group])]


def _stale(typed: Filling, case_no: str) -> Response | tuple[str, int]:
    newest = _find(case_no)
    if newest is None:
        return _moved_on(case_no)
    keys = _keys(newest)
    merged = newest.with_answers(keys, {key: typed.answers.get(key) for key in keys})
    return _draw(merged, stale=True), 409


def _moved_on(case_no: str) -> Response:
    # A second click, or a page from before: what counts is on the case's own page.
    flash(_("这次修改已经提交，或办件已有新的进展。请看下面的最新情况。"))
    return _back(case_no)


def _back(case_no: str) -> Response:
    return redirect(url_for("portal.show_case", case_no=case_no))
