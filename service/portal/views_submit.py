"""检查并提交, and the page that says what happens next."""

from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service import cases
from service.act_key import read_key
from service.cases import Filling, Repeated
from service.failures import AlreadyHandled, ProcedureNotFound, StaleDraft
from service.front_door import APPLICANTS, enter
from service.portal import own_filing
from service.portal.door import blueprint
from service.portal.form_page import closed_page
from service.portal.views_forms import named, nothing_begun
from service.portal.wrong import problems_with
from service.queries.applications import usual_time
from service.queries.case_page import get_case, read_case_page
from service.queries.case_story import tell
from service.queries.invitations import find_open_invitation
from service.refusals import Refused
from service.sign_in import current_actor


@blueprint.get("/apply/<procedure>/check")
@enter(APPLICANTS, while_disabled=True)
def check_answers(procedure: str) -> Response | str:
    """Show everything once more, secrets masked, before it is handed in."""
    filling = cases.find_filling(procedure, current_actor())
    if filling is None:
        return nothing_begun(procedure)
    # Nothing is to be mended about a file that is being looked at; the page says so by itself.
    wrong = FormErrors(tuple(one for one in filling.problems() if one.code != "not_ready"))
    return _draw(filling, procedure, problems_with(wrong, filling.account_id))


@blueprint.post("/apply/<procedure>/check")
@enter(APPLICANTS, while_disabled=True)
def submit(procedure: str) -> Response | tuple[str, int]:
    """Hand it in: one act, however often the button is pressed."""
    version = request.form.get("version", 0, int)
    try:
        done = cases.submit_draft(procedure, version, current_actor(), read_key(request.form))
    except Repeated as repeated:
        return _confirm(repeated.case_no)
    except (AlreadyHandled, ProcedureNotFound):
        # A page from before, sent again: what counts is on the case's own page.
        flash(_("这份申请已经提交过了。下面是最新情况。"))
        return nothing_begun(procedure)
    except StaleDraft:
        return _draw_again(procedure, stale=True)
    except (FormErrors, Refused) as error:
        return _draw_again(procedure, problems_with(error, current_actor().account_id))
    return _confirm(done.case_no)


@blueprint.get("/cases/<case_no>/submitted")
@enter(APPLICANTS, while_disabled=True)
def submitted(case_no: str) -> str:
    """Say that it has arrived, who has it, and what comes next."""
    case = get_case(case_no, current_actor())
    page = read_case_page(case)
    return render_template(
        "portal/submitted.html",
        case=case,
        waiting=page.waiting,
        story=tell(page),
        invitation=find_open_invitation(case.id),
        usual=usual_time(case.procedure),
    )


def _confirm(case_no: str) -> Response:
    return redirect(url_for("portal.submitted", case_no=case_no))


def _draw_again(
    procedure: str, problems: Any = None, *, stale: bool = False
) -> Response | tuple[str, int]:
    filling = cases.find_filling(procedure, current_actor())
    if filling is None:
        return nothing_begun(procedure)
    return _draw(filling, procedure, problems, stale=stale), 409 if stale else 422


def _draw(filling: Filling, procedure: str, problems: Any = None, **more: Any) -> str:
    groups = filling.describe_closed()
    return render_template(
        "portal/check.html",
        filling=filling,
        groups=groups,
        problems=problems,
        key=uuid4(),
        change=_change(filling, procedure),
        **own_filing.offer_before_submit(filling, procedure),
        **closed_page(filling, groups),
        **named(filling, procedure),
        **more,
    )


def _change(filling: Filling, procedure: str) -> dict[str | None, str]:
    return {
        group["key"]: url_for(
            "portal.show_topic", procedure=procedure, topic=group["key"] or "form", check=1
        )
        for group in filling.describe()
    }
