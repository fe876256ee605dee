"""Money on its way back: through the provider by a job, or by hand by the cashier."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from forms import N_
from service import jobs
from service.actors import Actor, account_pool
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Notice, OrderStatus, Payment, Refund, RefundStatus
from service.models.orders import COUNTER
from service.operations.orders import new_number
from service.payments import RefundOrder, Standing
from service.ports import ports
from service.refusals import Refused, WhoCanFix

RETURNED: Final = N_("您的制卡工本费 %(yuan)s 元已退回（退款单号 %(number)s）。")
NOT_RETURNED: Final = N_(
    "您的制卡工本费 %(yuan)s 元原路退回没有成功（退款单号 %(number)s），由协会财务人工处理。"
)
REFUSED: Final = N_("支付机构没有办理这笔退款。请核实后重新退款，或当面退款。")
LONGEST_RECEIPT: Final = 40
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
        return _record(refund_id, order.refund_no, standing)


def retry_refund(refund_id: UUID) -> None:
    """Have a refund sent that did not go through.

    A refused one gets a new number, for under the old one it never happens (`Standing.FAILED`);
    one that the provider may still send keeps its number, and so happens once.

    Raises:
        NotFound: there is none.
        Refused: it is not the provider's to send, or it has arrived.
    """
    with transaction():
        refund = _read(refund_id, lock=True)
        _refuse_finished(refund)
        if refund.payment.channel == COUNTER:
            raise Refused("refund_by_hand", who_can_fix=WhoCanFix.REVIEWER)
        if refund.status is RefundStatus.FAILED:
            refund.refund_no, refund.status = new_number(ports().clock()), RefundStatus.REQUESTED
        refund.failure = None
        db.session.flush()  # The job reads what it finds.
        jobs.defer("send_refund", refund_id=str(refund_id))


def record_refund_by_hand(refund_id: UUID, receipt_no: str, actor: Actor) -> None:
    """Note that the cashier has paid a refund back by hand, against a receipt.

    Raises:
        NotFound: there is none.
        Refused: it has arrived, the provider may still send it, or the receipt's number is
            missing or too long; one that stands for another is refused by the database.
    """
    if not (receipt_no := receipt_no.strip()):
        raise Refused("receipt_missing", who_can_fix=WhoCanFix.REVIEWER)
    if len(receipt_no) > LONGEST_RECEIPT:
        params = {"most": LONGEST_RECEIPT}
        raise Refused("receipt_too_long", who_can_fix=WhoCanFix.REVIEWER, params=params)
    with transaction():
        refund = _read(refund_id, lock=True)
        _refuse_finished(refund)
        if refund.payment.channel != COUNTER and refund.status is RefundStatus.REQUESTED:
            raise Refused("refund_on_its_way", who_can_fix=WhoCanFix.REVIEWER)
        refund.recorded_by, refund.receipt_no = actor.account_id, receipt_no
        _finish(refund)


def note_failure(refund_id: UUID, cause: str) -> None:
    """Keep why a refund could not be sent yet, for the cashier to see."""
    waiting = (Refund.id == refund_id, Refund.status == RefundStatus.REQUESTED)
    with transaction():
        db.session.execute(update(Refund).where(*waiting).values(failure=cause))


def list_unfinished_refunds() -> list[UUID]:
    """List refunds through a provider that have been waiting for a while."""
    waiting = Refund.requested_at <= ports().clock() - _PATIENCE
    query = select(Refund.id).join(Payment, Payment.id == Refund.payment_id)
    query = query.where(Refund.status == RefundStatus.REQUESTED, Payment.channel != COUNTER)
    return list(db.session.scalars(query.where(waiting)))


def _record(refund_id: UUID, refund_no: str, standing: Standing) -> RefundStatus:
    refund = _read(refund_id, lock=True)
    # A slow worker may answer for a number that was given up and renewed meanwhile.
    if refund.status is RefundStatus.REQUESTED and refund.refund_no == refund_no:
        if standing is Standing.DONE:
            _finish(refund)
        elif standing is Standing.FAILED:
            refund.status, refund.failure = RefundStatus.FAILED, REFUSED
            _tell(refund, f"refund_failed:{refund.refund_no}", NOT_RETURNED)
    return refund.status


def _refuse_finished(refund: Refund) -> None:
    if refund.status is RefundStatus.SUCCEEDED:
        raise Refused("refund_finished", who_can_fix=WhoCanFix.REVIEWER)


def _finish(refund: Refund) -> None:
    refund.status, refund.finished_at = RefundStatus.SUCCEEDED, ports().clock()
    order = refund.payment.order
    if order.status is OrderStatus.REFUNDING:
        order.status = OrderStatus.REFUNDED
    _tell(refund, f"refunded:{refund.id}", RETURNED)


def _tell(refund: Refund, key: str, text: str) -> None:
    case = db.session.get_one(Case, refund.payment.order.case_id)
    db.session.add(
        Notice(
            key=key,
            pool=account_pool(case.account_id),
            case_id=case.id,
            text=text,
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
