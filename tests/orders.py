"""Card orders for tests: begun, paid, made, as the people and the bank would do it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from service import cases, paying
from service.actors import Actor
from service.extensions import db
from service.models import Card, CardOrder, Case, NoticeOutcome, Payment, Refund
from service.payments import LocalPayments
from service.ports import ports
from service.publishing import SHIPPED_DIAGRAMS, Procedure, publish, read_procedure
from tests.stories import case_of, task_of

PROCEDURE = "card_making"
SELF = {"pay_by": "counter", "pickup": "self"}


def order_card(actor: Actor, **answers: Any) -> Case:
    """Ask the association to print the card."""
    cases.open_draft(PROCEDURE, actor)
    done = cases.submit(PROCEDURE, {**SELF, **answers}, actor, uuid4())
    return case_of(done.case_no)


def set_fee(fen: int | str) -> None:
    """Let the association's table say that every card costs so much from now on."""
    publish(with_fee(fen))


def with_fee(fen: int | str) -> Procedure:
    """Give the shipped procedure with another fee in each rule of its table."""
    shipped = read_procedure(SHIPPED_DIAGRAMS / f"{PROCEDURE}.bpmn")
    fee = shipped.tables["card_fee"].replace(b"<text>2000</text>", f"<text>{fen}</text>".encode())
    return replace(shipped, tables={**shipped.tables, "card_fee": fee})


def answer(case: Case, actor: Actor, **answers: Any) -> Case:
    """Complete the one open task of a case."""
    return case_of(cases.complete(task_of(case).id, answers, actor, uuid4()).case_no)


def collect_fee(case: Case, cashier: Actor, receipt_no: str = "R-0001") -> Case:
    """Take the money at the counter."""
    return answer(case, cashier, receipt_no=receipt_no)


def made(case: Case, maker: Actor) -> Case:
    """Print the card."""
    return answer(case, maker, decision="approve")


def order_of(case: Case) -> CardOrder:
    """Read the order of a case as it is now."""
    query = select(CardOrder).where(CardOrder.case_id == case.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def payment_of(case: Case) -> Payment:
    """Read the one payment of a case's order as it is now."""
    query = select(Payment).where(Payment.order_id == order_of(case).id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def refund_of(case: Case) -> Refund:
    """Read the refund of a case's payment as it is now."""
    query = select(Refund).where(Refund.payment_id == payment_of(case).id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def newest_card(case: Case) -> Card:
    """Read the card that the order of a case prints."""
    return db.session.get_one(Card, order_of(case).card_id, populate_existing=True)


def provider() -> LocalPayments:
    """Give the local twin."""
    payments = ports().payments
    assert isinstance(payments, LocalPayments)
    return payments


def go_and_pay(case: Case, actor: Actor) -> str:
    """Go to the bank and pay there; give the number of the payment. Nobody has told us yet."""
    paying.start_payment(case.no, actor)
    number = payment_of(case).out_trade_no
    assert provider().bank.pay(number, ports().clock())
    return number


def bank_tells(number: str, **changed: Any) -> NoticeOutcome:
    """Let the bank call back."""
    headers, body = provider().bank.notification(number, ports().clock(), **changed)
    return paying.take_notice("local", headers, body)


def take_back(case: Case, actor: Actor) -> Case:
    """Withdraw the case as its applicant."""
    cases.withdraw(case.no, actor, uuid4())
    return case_of(case.no)
