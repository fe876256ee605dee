"""What there is to do, and what was done, at the desk of agencies and stores."""

from werkzeug.wrappers import Response

from service.agency_desk.door import DESK, blueprint
from service.front_door import DESKS, enter
from service.reviewing import lists


@blueprint.get("/")
@enter(DESKS)
def inbox() -> str:
    """Show what there is to do, the most urgent first."""
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
