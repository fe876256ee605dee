"""What there is to do, and what was done, at the desk of agencies and stores."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from service.agency_desk.door import DESK, blueprint
from service.front_door import DESKS, enter
from service.queries.organisations import is_approved
from service.reviewing import lists
from service.sign_in import current_actor


@blueprint.get("/")
@enter(DESKS)
def inbox() -> str | Response:
    """Show what there is to do, the most urgent first; before it is registered, how to be."""
    if not is_approved(current_actor().organisation_id):
        return redirect(url_for("portal.own_organisation"))
    return lists.show_inbox(DESK)


@blueprint.get("/done")
@enter(DESKS)
def done() -> str:
    """Show what has been decided here."""
    return lists.show_done(DESK)


@blueprint.get("/cases")
@enter(DESKS)
def find_case() -> str | Response | tuple[str, int]:
    """Find a case by its number."""
    return lists.find_case(DESK)


@blueprint.get("/cases/<case_no>")
@enter(DESKS)
def case(case_no: str) -> str:
    """Show a case, to be read only."""
    return lists.show_case(DESK, case_no)
