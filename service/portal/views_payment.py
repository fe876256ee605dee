"""Paying for a card online: go to the provider, come back, ask whether it is paid."""

import segno
from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from service import paying
from service.failures import NotFound
from service.front_door import PRACTITIONER, enter
from service.portal.door import blueprint
from service.ports import ports
from service.refusals import Refused
from service.sign_in import current_actor


@blueprint.post("/cases/<case_no>/pay")
@enter(PRACTITIONER)
def pay(case_no: str) -> Response | str:
    """Go to the provider's page."""
    try:
        started = paying.start_payment(case_no, current_actor())
    except Refused as refusal:
        flash(_(refusal.sentence) % dict(refusal.params))
        return redirect(url_for("portal.show_case", case_no=case_no))
    if started.address is None:
        picture = Markup(segno.make(started.qr or "", error="m").svg_inline(scale=6))  # noqa: S704
        page = "portal/pay_by_qr.html"
        return render_template(page, case_no=case_no, address=started.qr, picture=picture)
    return redirect(started.address)


@blueprint.post("/cases/<case_no>/paid")
@enter(PRACTITIONER)
def refresh_payment(case_no: str) -> Response:
    """已支付？刷新: ask the provider, for its call may have been lost."""
    try:
        paid = paying.refresh_payment(case_no, current_actor())
        flash(_("已收到付款，系统正在交付制卡。") if paid else _("还没有收到付款。"))
    except Refused as refusal:
        flash(_(refusal.sentence) % dict(refusal.params))
    return redirect(url_for("portal.show_case", case_no=case_no))


@blueprint.get("/payment/returned")
@enter(PRACTITIONER)
def payment_returned() -> Response:
    """Come back from the provider; what the address says is only which payment to ask about."""
    provider = ports().payments
    number = provider.returned(http.args) if provider else None
    if number is None:
        raise NotFound
    try:
        case_no = paying.refresh_returned(number, current_actor())
    except Refused as refusal:
        flash(_(refusal.sentence) % dict(refusal.params))
        return redirect(url_for("portal.my_cases"))
    return redirect(url_for("portal.show_case", case_no=case_no))
