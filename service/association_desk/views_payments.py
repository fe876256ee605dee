"""收费: refunds that the cashier sees to, and two lists that should stay empty."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service import paying
from service.association_desk.door import DESK, blueprint
from service.front_door import ASSOCIATION, enter
from service.ports import ports
from service.queries.orders import (
    list_moved_not_paid,
    list_odd_notices,
    list_paid_not_moved,
    list_refunds_to_settle,
)
from service.refusals import Refused
from service.sign_in import current_actor

CASHIER = "cashier"


@blueprint.get("/payments")
@enter(ASSOCIATION, posts=[CASHIER])
def payments() -> str:
    """Show what is to be paid back, and whatever money does not fit its order."""
    return render_template(
        "association_desk/payments.html",
        desk=DESK,
        refunds=list_refunds_to_settle(ports().clock()),
        paid_not_moved=list_paid_not_moved(ports().clock()),
        moved_not_paid=list_moved_not_paid(),
        odd_notices=list_odd_notices(),
    )


@blueprint.post("/payments/refunds/<uuid:refund_id>")
@enter(ASSOCIATION, posts=[CASHIER])
def pay_back(refund_id: UUID) -> Response:
    """Note that it was paid back by hand, against a receipt."""
    try:
        receipt_no = request.form.get("receipt_no", "")
        paying.record_refund_by_hand(refund_id, receipt_no, current_actor())
        flash(_("已登记退款，并通知本人。"))
    except Refused as refusal:
        flash(_(refusal.sentence) % dict(refusal.params))
    return redirect(url_for("association_desk.payments"))


@blueprint.post("/payments/refunds/<uuid:refund_id>/again")
@enter(ASSOCIATION, posts=[CASHIER])
def refund_again(refund_id: UUID) -> Response:
    """Have it sent once more."""
    try:
        paying.retry_refund(refund_id)
        flash(_("已重新发出退款，结果稍后显示。"))
    except Refused as refusal:
        flash(_(refusal.sentence) % dict(refusal.params))
    return redirect(url_for("association_desk.payments"))
