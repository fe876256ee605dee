"""办件诊断: everything that failed, by cause, and every case that does not go on by itself."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import cases
from service.editions import parsed
from service.failures import NotFound
from service.ports import ports
from service.queries.case_page import desk_names
from service.queries.causes import list_causes, read_retry
from service.queries.stuck import StuckCase, StuckKind, list_stuck, list_stuck_for
from service.refusals import Refused
from service.sign_in import current_actor
from service.studio.doctor_words import DIAGNOSES, operation_words
from service.studio.door import administrators, blueprint
from service.templating import problems_of


@blueprint.get("/doctor")
@administrators
def doctors() -> str:
    """List what failed and what is stuck, over all procedures."""
    return _page()


@blueprint.post("/doctor/retry")
@administrators
def retry_cause() -> Response | tuple[str, int]:
    """Try again everything that failed for one cause."""
    named = [request.form.get(name, "") for name in ("operation", "cause", "error")]
    try:
        run = cases.begin_retries(named[0], named[1], named[2], current_actor())
    except Refused as refusal:
        return _page(refusal), 422
    return redirect(url_for("studio.retries", run_id=run))


@blueprint.get("/retries/<uuid:run_id>")
@administrators
def retries(run_id: UUID) -> str:
    """Show how far the retries are, and what came of each case."""
    return render_template("studio/retries.html", page_of=read_retry(run_id), what=operation_words)


@blueprint.get("/doctor/stuck/<kind>")
@administrators
def stuck_cases(kind: str) -> str:
    """List all the cases that are stuck for one reason, page by page."""
    if kind not in list(StuckKind):
        raise NotFound
    found = list_stuck_for(StuckKind(kind), ports().clock(), request.args.get("after"))
    return render_template(
        "studio/stuck.html",
        kind=StuckKind(kind),
        list=found,
        diagnosis=DIAGNOSES[StuckKind(kind)],
        **_words_for(found.rows),
    )


def step_of(case: StuckCase) -> str:
    """Name the step on which a case is stuck."""
    node = parsed(case.edition_id).nodes.get(case.node or "")
    return node.name if node else ""


def _page(refusal: Refused | None = None) -> str:
    stuck = list_stuck(ports().clock())
    rows = [one for of_kind in stuck.values() for one in of_kind]
    return render_template(
        "studio/doctors.html",
        causes=list_causes(),
        stuck=stuck,
        diagnoses=DIAGNOSES,
        kinds=list(StuckKind),
        what=operation_words,
        problems=problems_of(refusal) if refusal else None,
        **_words_for(rows),
    )


def _words_for(rows: Sequence[StuckCase]) -> dict[str, Any]:
    """Give what a line about a stuck case needs."""
    return {
        "desks": desk_names([one.pool for one in rows if one.pool]),
        "step_of": step_of,
        "name_of": lambda case: parsed(case.edition_id).name,
    }
