"""更换手机号: the new number is proven by a code, then it takes the old one's place."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service import cases
from service.accounts import new_mobile as numbers
from service.accounts.mobiles import own_mobile
from service.actors import Actor
from service.front_door import PRACTITIONER, enter
from service.models import Case
from service.portal.door import blueprint
from service.queries.applications import find_open_case, is_registered, is_with_applicant
from service.refusals import Refused
from service.sign_in import current_actor
from service.templating import milestone_words, refused

PROCEDURE: Final = "change_of_details"
_PAGE: Final = "portal/new_mobile.html"


@blueprint.get("/account/mobile/new")
@enter(PRACTITIONER)
def new_mobile() -> str:
    """Ask for the new number."""
    return render_template(_PAGE, **_page())


@blueprint.post("/account/mobile/new/code")
@enter(PRACTITIONER)
def send_code_to_new_mobile() -> str | tuple[str, int]:
    """Send a code to the new number, and ask for it on a page whose address does not say it."""
    typed = request.form.get("mobile", "")
    try:
        number = numbers.read_number(typed)
        password, remote = request.form.get("password", ""), request.remote_addr or ""
        numbers.send_code_to(number, current_actor().account_id, password, remote)
    except (FormErrors, Refused) as error:
        return refused(_PAGE, error, **_page(typed))
    flash(_("验证码已发送，5 分钟内有效。"))
    return render_template(_PAGE, **_page(number, sent=True))


@blueprint.post("/account/mobile/new")
@enter(PRACTITIONER)
def change_mobile() -> Response | tuple[str, int]:
    """Take the code; a number of somebody in the register changes by a case.

    Whoever has such a case to correct proves the number here, and hands it in there.
    """
    actor, typed = current_actor(), request.form.get("mobile", "")
    case = find_open_case(actor.account_id, PROCEDURE)
    try:
        number = numbers.read_number(typed)
        numbers.prove(number, actor.account_id, request.form.get("code", ""))
        return _proven_for(case) if case else _changed(number, actor)
    except (FormErrors, Refused) as error:
        return refused(_PAGE, error, **_page(typed, sent=True))


def _changed(number: str, actor: Actor) -> Response:
    if numbers.is_settled(actor.account_id) and is_registered(actor.account_id):
        done = _submit(number, actor)
        flash(_("已提交手机号变更：%(state)s。", state=milestone_words(done.milestone)))
        return redirect(url_for("portal.show_case", case_no=done.case_no))
    numbers.put_right(number, actor.account_id)
    flash(_("手机号已更换并验证，以后请用新号码登录。"))
    return redirect(url_for("portal.verify_mobile"))


def _proven_for(case: Case) -> Response:
    if not is_with_applicant(case):
        raise Refused("case_already_open")
    flash(_("新号码已确认，请在 30 分钟内填进补正并提交。"))
    return redirect(url_for("portal.correct", case_no=case.no))


def _submit(number: str, actor: Actor) -> cases.Done:
    """Hand the change in; what somebody had begun to write of another change stays begun."""
    begun = cases.find_filling(PROCEDURE, actor)
    cases.open_draft(PROCEDURE, actor)
    answers = {"person_change": "mobile", "mobile": number}
    done = cases.submit(PROCEDURE, answers, actor, uuid4())
    if begun is not None and begun.answers:
        again = cases.begin_filling(PROCEDURE, actor)
        cases.save_filling(replace(again, answers=begun.answers), actor)
    return done


def _page(number: str = "", *, sent: bool = False) -> dict[str, Any]:
    account_id = current_actor().account_id
    changing = find_open_case(account_id, PROCEDURE)
    return {
        "mobile": own_mobile(account_id),
        "changing": changing,
        "correcting": changing is not None and is_with_applicant(changing),
        "number": number,
        "sent": sent,
    }
