"""更换手机号: the new number is proven by a code, then it takes the old one's place."""

from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service.accounts import changing_mobile
from service.accounts import new_mobile as numbers
from service.accounts.changing_mobile import PROCEDURE
from service.accounts.mobiles import own_mobile
from service.act_key import read_key
from service.front_door import PRACTITIONER, enter
from service.portal.door import blueprint
from service.queries.applications import find_open_case, is_with_applicant
from service.refusals import Refused
from service.sign_in import current_actor
from service.templating import milestone_words, refused

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
    """Take the code; a number of somebody in the register changes by a case."""
    typed, code = request.form.get("mobile", ""), request.form.get("code", "")
    try:
        number = numbers.read_number(typed)
        changed = changing_mobile.change_mobile(
            number, code, current_actor(), read_key(request.form)
        )
    except (FormErrors, Refused) as error:
        return refused(_PAGE, error, **_page(typed, sent=True))
    return _led_on(changed)


def _led_on(changed: changing_mobile.Changed) -> Response:
    if changed.to_correct:
        flash(_("新号码已确认，请在 30 分钟内填进补正并提交。"))
        return redirect(url_for("portal.correct", case_no=changed.case_no))
    if changed.case_no is None:
        flash(_("手机号已更换并验证，以后请用新号码登录。"))
        return redirect(url_for("portal.verify_mobile"))
    if changed.milestone:
        state = milestone_words(changed.milestone)
        flash(_("已提交手机号变更：%(state)s。", state=state))
    return redirect(url_for("portal.show_case", case_no=changed.case_no))


def _page(number: str = "", *, sent: bool = False) -> dict[str, Any]:
    account_id = current_actor().account_id
    changing = find_open_case(account_id, PROCEDURE)
    return {
        "mobile": own_mobile(account_id),
        "changing": changing,
        "correcting": changing is not None and is_with_applicant(changing),
        "number": number,
        "sent": sent,
        "key": read_key(request.form),
    }
