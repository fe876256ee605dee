"""Money on its way back: through the provider by a job, or over the counter by the cashier."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from forms import N_
from service.actors import Actor, account_pool
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Notice, OrderStatus, Payment, Refund, RefundStatus
from service.models.orders import COUNTER
from service.payments import RefundOrder, Standing
from service.ports import ports
from service.refusals import Refused, WhoCanFix

RETURNED: Final = N_("您的制卡工本费 %(yuan)s 元已退回（退款单号 %(number)s）。")
_PATIENCE: Final = timedelta(minutes=10)


def send_refund(refund_id: UUID) -> RefundStatus:
    """Have the provider send a refund back, asked first whether it did already.

    Raises:
        Refused: there is no such provider any more.
        ProviderUnavailable: it does not answer; the job tries again.
    """
    refund = _read(refund_id)
    payment, provider = refund.payment, ports().payments
    if refund.status is not RefundStatus.REQUESTED:
        return refund.status
    if provider is None or provider.code != payment.channel:
        raise Refused("provider_silent", who_can_fix=WhoCanFix.OPERATOR)
    order = RefundOrder(
        refund_no=refund.refund_no,
        out_trade_no=payment.out_trade_no,
        amount_fen=refund.amount_fen,
        paid_fen=refund.paid_fen,
        reason=refund.reason,
    )
    db.session.rollback()
    standing = provider.query_refund(order.refund_no)
    if standing is Standing.UNKNOWN:
        standing = provider.refund(order)
    with transaction():
        return _record(refund_id, standing)


def record_counter_refund(refund_id: UUID, actor: Actor) -> None:
    """Note that the cashier has paid a refund back over the counter.

    Raises:
        NotFound: there is no such refund to be paid at the counter, or it was paid already.
    """
    with transaction():
        refund = _read(refund_id, lock=True)
        if refund.payment.channel != COUNTER or refund.status is not RefundStatus.REQUESTED:
            raise NotFound
        refund.recorded_by = actor.account_id
        _finish(refund)


def list_unfinished_refunds() -> list[UUID]:
    """List refunds through a provider that have been waiting for a while."""
    waiting = Refund.requested_at <= ports().clock() - _PATIENCE
    query = select(Refund.id).join(Payment, Payment.id == Refund.payment_id)
    query = query.where(Refund.status == RefundStatus.REQUESTED, Payment.channel != COUNTER)
    return list(db.session.scalars(query.where(waiting)))


def _record(refund_id: UUID, standing: Standing) -> RefundStatus:
    refund = _read(refund_id, lock=True)
    if refund.status is RefundStatus.REQUESTED:
        if standing is Standing.DONE:
            _finish(refund)
        elif standing is Standing.FAILED:
            refund.status = RefundStatus.FAILED
    return refund.status


def _finish(refund: Refund) -> None:
    refund.status, refund.finished_at = RefundStatus.SUCCEEDED, ports().clock()
    order = refund.payment.order
    if order.status is OrderStatus.REFUNDING:
        order.status = OrderStatus.REFUNDED
    case = db.session.get_one(Case, order.case_id)
    db.session.add(
        Notice(
            key=f"refunded:{refund.id}",
            pool=account_pool(case.account_id),
            case_id=case.id,
            text=RETURNED,
            params={"yuan": f"{refund.amount_fen / 100:.2f}", "number": refund.refund_no},
            sent_at=ports().clock(),
        )
    )


def _read(refund_id: UUID, *, lock: bool = False) -> Refund:
    query = select(Refund).where(Refund.id == refund_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    refund = db.session.scalar(query)
    if refund is None:
        raise NotFound
    return refund
