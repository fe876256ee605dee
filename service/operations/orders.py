"""Orders of printed cards (制卡): opened, paid at the counter, printed, handed over, cancelled.

What a provider tells of money is in `service/paying`; both write the same records.
"""

import hmac
import secrets
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select, update

from forms import N_
from forms.writing import compact
from processes.rules.amounts import is_amount
from service import jobs
from service.actors import account_pool
from service.extensions import db
from service.messages import put_message
from service.models import (
    Card,
    CardOrder,
    CardStatus,
    Notice,
    OrderStatus,
    Payment,
    PaymentStatus,
    Practitioner,
    Refund,
)
from service.models.orders import COUNTER, LIVE, UNPRINTED
from service.models.register import STILL_OUT
from service.operations.contract import Operation, OperationContext, Results
from service.operations.issuing import issue_card
from service.operations.registered import find_employment, find_newest_card, find_person
from service.refusals import Refused, WhoCanFix

RESIGNED: Final = "practitioner_resigned"
"""The message that stops an order whose person has left."""
READY: Final = N_("您的信息卡（卡号 %(card_no)s）已制作完成，请凭取卡码 %(code)s 到协会领取。")
VOIDED: Final = N_("您的信息卡（卡号 %(card_no)s）未能发放，已作废。如有疑问请联系协会。")


def cancel_for(practitioner_id: UUID, context: OperationContext) -> None:
    """Tell the person's open card order that the person has resigned.

    What that means for the order, its own case decides when it takes the message.
    """
    mine = CardOrder.practitioner_id == practitioner_id
    live = select(CardOrder.case_id).where(mine, CardOrder.status.in_(LIVE))
    for case_id in db.session.scalars(live):
        key = f"{practitioner_id}:{case_id}"
        put_message(
            case_id, RESIGNED, {}, sender=f"case:{context.case.id}", key=key, at=context.now
        )


def open_order(context: OperationContext, *, fee_fen: int) -> Results:
    """Open an order for the newest card of the applicant.

    Raises:
        Refused: there is no card to print: none was drawn, or the person works nowhere; or the
        association's table gives a fee that nobody can pay.
    """
    if not is_amount(fee_fen):
        raise Refused("fee_unusable", who_can_fix=WhoCanFix.ASSOCIATION)
    practitioner = find_person(context.applicant.id)
    card = _printable_card(practitioner.id) if practitioner else None
    if practitioner is None or card is None or find_employment(practitioner.id) is None:
        raise Refused("no_card_to_print")
    order = CardOrder(
        case_id=context.case.id,
        practitioner_id=practitioner.id,
        card_id=card.id,
        fee_fen=fee_fen,
        status=OrderStatus.PENDING_PAYMENT if fee_fen else OrderStatus.PAID,
        opened_at=context.now,
    )
    db.session.add(order)
    return {}


def record_counter_payment(context: OperationContext, *, receipt_no: str) -> Results:
    """Note what the cashier has taken, under the number of the receipt.

    Raises:
        Refused: the order was paid or cancelled meanwhile.
        A receipt that stands for another payment is refused by the database.
    """
    order = _order_in(context, OrderStatus.PENDING_PAYMENT)
    db.session.add(
        Payment(
            order_id=order.id,
            out_trade_no=new_number(context.now),
            channel=COUNTER,
            amount_fen=order.fee_fen,
            status=PaymentStatus.PAID,
            receipt_no=receipt_no,
            recorded_by=context.actor_id,
            created_at=context.now,
            paid_at=context.now,
        )
    )
    order.status = OrderStatus.PAID
    return {}


def start_making(context: OperationContext) -> Results:
    """Give the order to the card maker; a lost card is issued anew first, yet to be drawn.

    An order that is being made begins again with the card that its owner has now.

    Raises:
        Refused: there is no card to print any more.
    """
    order = _order_in(context, OrderStatus.PAID, OrderStatus.MAKING)
    person = db.session.get_one(Practitioner, order.practitioner_id, with_for_update=True)
    card, employment = _printable_card(person.id), find_employment(person.id)
    if card is None or employment is None:
        raise Refused("no_card_to_print")
    lost = card.status is CardStatus.LOST
    if lost:
        card = issue_card(context, person, employment.agency, employment.store)
    order.card_id, order.status = card.id, OrderStatus.MAKING
    return {"draws_anew": lost}


def finish_making(context: OperationContext) -> Results:
    """Lay the printed card ready: a pickup code, and a notice with it.

    Raises:
        Refused: the card is not in force: it is not drawn yet, or was reported lost.
    """
    order = _order_in(context, OrderStatus.MAKING)
    if order.card.status is not CardStatus.VALID:
        raise Refused("card_not_printable", who_can_fix=WhoCanFix.REVIEWER)
    order.pickup_code = f"{secrets.randbelow(1_000_000):06}"
    order.status = OrderStatus.READY
    _tell(context, order, "ready", READY, code=order.pickup_code)
    return {}


def remind_collector(context: OperationContext) -> Results:
    """Remind the applicant that the card lies ready."""
    order = _order_in(context, OrderStatus.READY)
    _tell(context, order, "reminder", READY, code=order.pickup_code)
    return {}


def hand_over(context: OperationContext, *, pickup_code: str, collector: str) -> Results:
    """Hand the card to whoever shows the right code: its owner, or whom the owner named.

    Raises:
        Refused: the code is another one, somebody else has it, or the card was reported lost
        meanwhile.
    """
    order = _order_in(context, OrderStatus.READY)
    if not hmac.compare_digest(pickup_code.strip().encode(), (order.pickup_code or "").encode()):
        raise Refused("pickup_code_wrong", field="pickup_code", who_can_fix=WhoCanFix.REVIEWER)
    if compact(collector) not in _may_collect(context, order):
        named = {"name": collector}
        raise Refused("collector_unknown", "collector", WhoCanFix.REVIEWER, named)
    if order.card.status is not CardStatus.VALID:
        raise Refused("card_not_in_force", field="result", who_can_fix=WhoCanFix.REVIEWER)
    order.collected_by, order.collected_at = collector, context.now
    order.status = OrderStatus.COLLECTED
    return {}


def _may_collect(context: OperationContext, order: CardOrder) -> set[str]:
    owner = db.session.get_one(Practitioner, order.practitioner_id).name
    return {compact(name) for name in (owner, context.answers().get("collector_name")) if name}


def void_order(context: OperationContext) -> Results:
    """Keep back a printed card: its owner has left, or it cannot be handed out (作废)."""
    order = _order_in(context, OrderStatus.READY)
    order.status = OrderStatus.VOID
    _tell(context, order, "void", VOIDED)
    return {}


def cancel_order(context: OperationContext) -> Results:
    """Cancel an order that is not printed yet; what was paid goes back."""
    order = _locked_order(context.case.id)
    if order is None or order.status not in UNPRINTED:
        return {}
    mine = Payment.order_id == order.id
    created = update(Payment).where(mine, Payment.status == PaymentStatus.CREATED)
    db.session.execute(created.values(status=PaymentStatus.CLOSED))
    paid = db.session.scalar(select(Payment).where(mine, Payment.status == PaymentStatus.PAID))
    order.status = OrderStatus.CANCELLED
    if paid is not None:
        order.status = OrderStatus.REFUNDING
        request_refund(paid, N_("制卡取消"), context.now)
    return {}


def request_refund(payment: Payment, reason: str, now: datetime) -> None:
    """Have a payment sent back: by a job through its provider, or by the cashier by hand."""
    refund = Refund(
        id=uuid4(),
        payment_id=payment.id,
        paid_fen=payment.amount_fen,
        amount_fen=payment.amount_fen,
        refund_no=new_number(now),
        reason=reason,
        requested_at=now,
    )
    db.session.add(refund)
    if payment.channel != COUNTER:
        jobs.defer("send_refund", refund_id=str(refund.id))


def new_number(now: datetime) -> str:
    """Make a number of ours for a payment or a refund; nobody can guess the next."""
    return f"{now:%Y%m%d}{secrets.token_hex(10).upper()}"


def _printable_card(practitioner_id: UUID) -> Card | None:
    """Find the newest card if it can be printed, or was lost and can be issued anew."""
    card = find_newest_card(practitioner_id)
    return card if card is not None and card.status in STILL_OUT else None


def _order_in(context: OperationContext, *statuses: OrderStatus) -> CardOrder:
    order = _locked_order(context.case.id)
    if order is None or order.status not in statuses:
        raise Refused("order_moved_on", who_can_fix=WhoCanFix.ASSOCIATION)
    return order


def _locked_order(case_id: UUID) -> CardOrder | None:
    mine = select(CardOrder).where(CardOrder.case_id == case_id).with_for_update()
    return db.session.scalar(mine.execution_options(populate_existing=True))


def _tell(context: OperationContext, order: CardOrder, key: str, text: str, **params: Any) -> None:
    db.session.add(
        Notice(
            key=f"card_order_{key}:{order.id}",
            pool=account_pool(context.case.account_id),
            case_id=context.case.id,
            text=text,
            params={"card_no": order.card.card_no, **params},
            sent_at=context.now,
        )
    )


OPERATIONS: Final = (
    Operation(
        name="orders.open_order",
        summary=N_("登记制卡订单"),
        record=open_order,
        params={"fee_fen": N_("工本费，以分为单位；0 表示免费")},
        amounts=frozenset({"fee_fen"}),
    ),
    Operation(
        name="orders.record_counter_payment",
        summary=N_("登记柜台收款"),
        record=record_counter_payment,
        params={"receipt_no": N_("收款票据号")},
    ),
    Operation(
        name="orders.start_making",
        summary=N_("交付制卡；挂失的卡先换发新卡"),
        record=start_making,
        results=frozenset({"draws_anew"}),
    ),
    Operation(
        name="orders.finish_making",
        summary=N_("登记制作完成，生成取卡码并通知本人"),
        record=finish_making,
    ),
    Operation(
        name="orders.remind_collector",
        summary=N_("提醒本人领取"),
        record=remind_collector,
    ),
    Operation(
        name="orders.hand_over",
        summary=N_("核对取卡码，登记领取"),
        record=hand_over,
        params={"pickup_code": N_("领取人出示的取卡码"), "collector": N_("领取人姓名")},
    ),
    Operation(
        name="orders.void_order",
        summary=N_("作废已制作的卡"),
        record=void_order,
    ),
    Operation(
        name="orders.cancel_order",
        summary=N_("取消制卡；已付的退款"),
        record=cancel_order,
        released=N_("制卡订单会取消，已付的工本费退回。"),
    ),
)
