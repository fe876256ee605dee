"""修改密码 and 手机验证."""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms import FormErrors
from service.accounts import changing, mobiles
from service.front_door import PRACTITIONER, SIGNED_IN, enter
from service.models import AccountKind
from service.portal.door import blueprint
from service.refusals import Refused
from service.sign_in import current_actor, require_session
from service.templating import refused

_PASSWORD: Final = "portal/change_password.html"  # noqa: S105 - the name of a page
_MOBILE: Final = "portal/verify_mobile.html"
_HOMES: Final = {
    AccountKind.PRACTITIONER: "portal.management",
    AccountKind.AGENCY: "agency_desk.inbox",
    AccountKind.STORE: "agency_desk.inbox",
    AccountKind.ASSOCIATION: "association_desk.inbox",
}


@blueprint.get("/account/password")
@enter(SIGNED_IN, with_old_password=True)
def change_password() -> str:
    """Ask for the old password and a new one."""
    return render_template(_PASSWORD, must=require_session().must_change_password)


@blueprint.post("/account/password")
@enter(SIGNED_IN, with_old_password=True)
def change_password_now() -> Response | tuple[str, int]:
    """Change it, and sign the account's other browsers out."""
    live = require_session()
    old, new = (request.form.get(key, "") for key in ("old_password", "new_password"))
    try:
        changing.change_password(live.actor.account_id, old, new, keep_session=live.token_hash)
    except FormErrors as error:
        return refused(_PASSWORD, error, must=live.must_change_password)
    flash(_("密码已修改。其他设备上的登录已退出。"))
    return redirect(url_for(_HOMES[live.actor.kind]))


@blueprint.get("/account/mobile")
@enter(PRACTITIONER)
def verify_mobile() -> str:
    """Say which number it is and whether it is verified."""
    return render_template(_MOBILE, mobile=mobiles.own_mobile(current_actor().account_id))


@blueprint.post("/account/mobile/code")
@enter(PRACTITIONER)
def send_code() -> Response | tuple[str, int]:
    """Send a code to the account's own number."""
    account_id = current_actor().account_id
    try:
        mobiles.send_code(account_id, request.remote_addr or "")
    except Refused as refusal:
        return refused(_MOBILE, refusal, mobile=mobiles.own_mobile(account_id))
    flash(_("验证码已发送，5 分钟内有效。"))
    return redirect(url_for("portal.verify_mobile"))


@blueprint.post("/account/mobile")
@enter(PRACTITIONER)
def verify_mobile_now() -> Response | tuple[str, int]:
    """Take the number for this account if the code is right."""
    account_id = current_actor().account_id
    try:
        mobiles.verify_mobile(account_id, request.form.get("code", ""))
    except Refused as refusal:
        return refused(_MOBILE, refusal, mobile=mobiles.own_mobile(account_id))
    flash(_("手机号已验证。"))
    return redirect(url_for("portal.management"))
