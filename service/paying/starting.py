"""An applicant goes to pay: the payment gets its number, then the provider hears of it."""

from sqlalchemy import select

from forms import N_
from service.actors import Actor
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.models import CardOrder, Case, OrderStatus, Payment, PaymentStatus
from service.operations.orders import new_number
from service.paying.settling import PAID
from service.payments import Payments, ProviderUnavailable, Purchase, Started
from service.ports import ports
from service.refusals import Refused, WhoCanFix

DESCRIPTION = N_("信息卡工本费")


def start_payment(case_no: str, actor: Actor) -> Started:
    """Begin to pay the order of the actor's case, or go on with what was begun.

    Our number is committed before the provider hears of it: an answer that is lost can be
    asked for again, and a second click pays the same payment.

    Raises:
        NotFound: no such order of the actor's.
        Refused: it is paid or cancelled, or is to be paid at the counter; nobody pays online
            now, or the provider is silent.
    """
    provider = ports().payments
    if provider is None:
        raise Refused("payment_off", who_can_fix=WhoCanFix.ASSOCIATION)
    with transaction():
        order = _order_to_pay(case_no, actor)
        payment = _created_payment(order, provider)
        purchase = Purchase(payment.out_trade_no, payment.amount_fen, DESCRIPTION)
    try:
        return provider.start(purchase)
    except ProviderUnavailable as error:
        raise Refused("provider_silent", who_can_fix=WhoCanFix.OPERATOR) from error


def _order_to_pay(case_no: str, actor: Actor) -> CardOrder:
    mine = select(CardOrder, Case.awaited).join(Case, Case.id == CardOrder.case_id)
    mine = mine.where(Case.no == case_no, Case.account_id == actor.account_id)
    found = db.session.execute(mine.with_for_update(of=CardOrder)).first()
    if found is None:
        raise NotFound
    order: CardOrder = found.CardOrder
    if order.status is not OrderStatus.PENDING_PAYMENT:
        raise Refused("order_moved_on")
    if PAID not in found.awaited:  # Money that no case waits for would move nothing.
        raise Refused("pay_at_counter")
    return order


def _created_payment(order: CardOrder, provider: Payments) -> Payment:
    created = (Payment.order_id == order.id, Payment.status == PaymentStatus.CREATED)
    payment = db.session.scalar(select(Payment).where(*created))
    if payment is None:
        now = ports().clock()
        payment = Payment(
            order_id=order.id,
            out_trade_no=new_number(now),
            channel=provider.code,
            amount_fen=order.fee_fen,
            created_at=now,
        )
        db.session.add(payment)
        db.session.flush()  # A second tab's payment is refused here, before the provider hears.
    return payment
