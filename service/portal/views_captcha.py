"""The picture and the sound of a captcha."""

from uuid import UUID

from flask import Response, render_template

from service.accounts.captchas import ask_captcha, find_answer
from service.captcha import draw, speak
from service.failures import NotFound
from service.front_door import ANYONE, enter
from service.portal.door import blueprint


@blueprint.get("/captcha")
@enter(ANYONE)
def new_captcha() -> str:
    """Give the fields of a new captcha, to be put in the place of the old ones."""
    return render_template("portal/captcha.html", captcha_id=ask_captcha())


@blueprint.get("/captcha/<uuid:captcha_id>.png")
@enter(ANYONE)
def captcha_picture(captcha_id: UUID) -> Response:
    """Show it."""
    return _never_kept(draw(_answer(captcha_id)), "image/png")


@blueprint.get("/captcha/<uuid:captcha_id>.wav")
@enter(ANYONE)
def captcha_sound(captcha_id: UUID) -> Response:
    """Say it."""
    return _never_kept(speak(_answer(captcha_id)), "audio/wav")


def _answer(captcha_id: UUID) -> str:
    answer = find_answer(captcha_id)
    if answer is None:
        raise NotFound
    return answer


def _never_kept(body: bytes, kind: str) -> Response:
    return Response(body, mimetype=kind, headers={"Cache-Control": "no-store"})
