"""冒名保护: who has just registered a filed name, and freezing it when its owner calls."""

from typing import Any, Final
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import Form, FormErrors
from service import cases
from service.act_key import read_key
from service.association_desk.claims_page import ShownClaim, shown_claim
from service.association_desk.door import DESK, blueprint
from service.calendar import read_calendar
from service.cases import Repeated
from service.editions import edition_in_force, form_at_start
from service.failures import AlreadyHandled
from service.front_door import ASSOCIATION, enter
from service.ports import ports
from service.queries.affected import list_affected
from service.queries.protected_claims import (
    ClaimState,
    get_protected_claim,
    read_protected_claims,
)
from service.refusals import Refused
from service.sign_in import current_actor
from service.templating import Problem, problems_of

POSTS: Final = ("administrator", "association_reviewer")
PROCEDURE: Final = "claim_objection"
CLAIMED: Final = "claimed"
"""The field that names the registration; the page knows it and nobody types it."""


@blueprint.get("/claims")
@enter(ASSOCIATION, posts=POSTS)
def claims() -> str:
    """List the registrations that can still be objected to, and the frozen ones."""
    now, calendar = ports().clock(), read_calendar()
    state, search = _asked_state(), request.args.get("q", "").strip()
    after = request.args.get("after")
    page = read_protected_claims(now, calendar, state=state, search=search, after=after)
    return render_template(
        "association_desk/claims.html",
        desk=DESK,
        list=page,
        rows=[shown_claim(row, now, calendar) for row in page.rows],
        state=state,
        search=search,
        after=after,
    )


@blueprint.get("/claims/<uuid:claim_id>")
@enter(ASSOCIATION, posts=POSTS)
def claim(claim_id: UUID) -> str:
    """Show one with what was decided under it, and the form for a call."""
    return _page(claim_id)


@blueprint.post("/claims/<uuid:claim_id>")
@enter(ASSOCIATION, posts=POSTS)
def freeze(claim_id: UUID) -> Response | tuple[str, int]:
    """Freeze it, and open the case that somebody else decides."""
    found, answers = get_protected_claim(claim_id), _posted()
    answers[CLAIMED] = found.uscc
    key = read_key(request.form)
    try:
        done = cases.open_for_caller(PROCEDURE, answers, current_actor(), key, about=found.name)
    except Repeated as repeated:
        return _to_case(repeated.case_no)
    except (FormErrors, Refused) as error:
        return _page(claim_id, problems_of(error), answers), 422
    flash(_("已冻结“%(name)s”的账号，办件已转给另一位同事核实。", name=found.name))
    return _to_case(done.case_no)


@blueprint.post("/claims/<uuid:claim_id>/take-back")
@enter(ASSOCIATION, posts=POSTS)
def take_back(claim_id: UUID) -> Response:
    """Take back what one has frozen oneself by mistake, before anybody has decided."""
    number = get_protected_claim(claim_id).case_no
    try:
        if number is not None:
            cases.withdraw(number, current_actor(), read_key(request.form))
            flash(_("已撤回，账号恢复使用。"))
    except (Repeated, AlreadyHandled):
        flash(_("办件已经有了结果，请看最新情况。"))
    return redirect(url_for("association_desk.claim", claim_id=claim_id))


def _page(
    claim_id: UUID, problems: list[Problem] | None = None, answers: dict[str, Any] | None = None
) -> str:
    shown = _shown(claim_id)
    return render_template(
        "association_desk/claim.html",
        desk=DESK,
        shown=shown,
        items=list_affected(shown.claim.organisation_id),
        fields=_fields(answers) if shown.may_freeze else [],
        mine=_is_mine(shown),
        problems=problems,
        key=uuid4(),
    )


def _shown(claim_id: UUID) -> ShownClaim:
    return shown_claim(get_protected_claim(claim_id), ports().clock(), read_calendar())


def _is_mine(shown: ShownClaim) -> bool:
    claim = shown.claim
    return bool(claim.case_by_association) and claim.case_account_id == current_actor().account_id


def _form() -> Form:
    """Give the form with which the procedure in force begins for the association itself."""
    edition = edition_in_force(PROCEDURE)
    return form_at_start(edition.id, {"applicant_kind": current_actor().kind.value})


def _posted() -> dict[str, Any]:
    form = _form()
    asked = {one.key for one in form.fields}
    return form.read_posted(pair for pair in request.form.items(multi=True) if pair[0] in asked)


def _fields(answers: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Give what is asked about a call; nothing where the procedure in force takes none."""
    drawn = [one for group in _form().describe(answers=answers) for one in group["fields"]]
    takes_calls = any(one["key"] == CLAIMED for one in drawn)
    return [one for one in drawn if takes_calls and one["key"] != CLAIMED]


def _asked_state() -> ClaimState | None:
    asked = request.args.get("state")
    return ClaimState(asked) if asked in list(ClaimState) else None


def _to_case(case_no: str) -> Response:
    return redirect(url_for("association_desk.case", case_no=case_no))
