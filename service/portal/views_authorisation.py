"""点击下载公司委托书样板: the letter filled in with what was typed, or blank."""

from io import BytesIO
from typing import Final

from flask import request, send_file
from werkzeug.wrappers import Response

from service import cases
from service.authorisation import write_authorisation
from service.failures import NotFound
from service.front_door import APPLICANTS, enter
from service.portal.door import blueprint
from service.ports import ports
from service.sign_in import current_actor

_ASKED: Final = ("name", "uscc", "agent_name", "agent_mobile")


@blueprint.get("/apply/<procedure>/template/authorisation.pdf")
@enter(APPLICANTS)
def authorisation_template(procedure: str) -> Response:
    """Give the letter; `?blank` gives it with lines to write on."""
    known: dict[str, str] = {}
    if "blank" not in request.args:
        filling = cases.find_filling(procedure, current_actor())
        if filling is None:
            raise NotFound
        known = {key: str(filling.answers.get(key) or "") for key in _ASKED}
    letter = write_authorisation(known, ports().settings.association.name)
    response = send_file(
        BytesIO(letter),
        mimetype="application/pdf",
        as_attachment=True,
        download_name="公司委托书.pdf",
    )
    # `send_file` only asks to look again, and a shared computer would keep a name and a mobile.
    response.headers["Cache-Control"] = "private, no-store"
    return response
