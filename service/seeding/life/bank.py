"""The pretend bank in the stories of the demo: somebody pays there, and it calls us back."""

from typing import Any

from sqlalchemy import select

from service import paying
from service.actors import Actor
from service.extensions import db
from service.models import CardOrder, Case, Payment
from service.payments import LOCAL, LocalPayments
from service.payments.local import LocalBank
from service.ports import ports


def is_open() -> bool:
    """Whether people can pay online at all."""
    return isinstance(ports().payments, LocalPayments)


def go_to_pay(case_no: str, actor: Actor) -> str:
    """Begin to pay an order online; give our number of the payment."""
    paying.start_payment(case_no, actor)
    of_case = select(Payment.out_trade_no).join(CardOrder, CardOrder.id == Payment.order_id)
    query = of_case.join(Case, Case.id == CardOrder.case_id).where(Case.no == case_no)
    return db.session.scalars(query).one()


def pay(number: str) -> None:
    """Pay there, and let it call back."""
    _bank().pay(number, ports().clock())
    call_back(number)


def call_back(number: str, **changed: Any) -> None:
    """Let it tell how a payment stands, or what `changed` says instead."""
    headers, body = _bank().notification(number, ports().clock(), **changed)
    paying.take_notice(LOCAL, headers, body)


def _bank() -> LocalBank:
    provider = ports().payments
    assert isinstance(provider, LocalPayments)
    return provider.bank
