"""A card is ordered, paid, printed and fetched; and every way in which that stops."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forms import FormErrors
from processes.checker import Severity
from service import cases
from service.actors import Actor
from service.extensions import db
from service.failures import AlreadyHandled, NotAllowed
from service.models import (
    Account,
    Card,
    CardOrder,
    CardStatus,
    Case,
    Employment,
    Message,
    Notice,
    OrderStatus,
    PaymentStatus,
    Practitioner,
    RefundStatus,
)
from service.operations import orders
from service.operations.contract import OperationContext
from service.paying import record_refund_by_hand
from service.ports import ports
from service.publishing.checking import check_procedure, list_posts
from service.queries.inbox import read_inbox
from service.refusals import Refused, WhoCanFix
from service.rows import add_rows
from tests.employed import end
from tests.orders import (
    answer,
    bank_tells,
    collect_fee,
    go_and_pay,
    made,
    order_card,
    order_of,
    payment_of,
    refund_of,
    set_fee,
    take_back,
    with_fee,
)
from tests.people import People
from tests.service.desks import browser_of, card_of
from tests.stories import case_of, task_of
from tests.worker import wake_due_cases, work_off


class Desks:
    """A broker with a card in force, and the posts that make one."""

    def __init__(self, people: People) -> None:
        agency = people.agency()
        self.broker: Actor = people.practitioner(agency=agency)
        self.card: Card = card_of(people, self.broker, people.desk(agency))
        self.cashier: Actor = people.reviewer("cashier", name="财务")
        self.maker: Actor = people.reviewer("card_maker", name="制卡员")


@pytest.fixture
def desks(people: People) -> Desks:
    return Desks(people)


def test_a_card_paid_at_the_counter_is_printed_and_fetched(desks: Desks):
    case = order_card(desks.broker)
    assert (case.milestone, task_of(case).pool) == ("待支付", "post:cashier")

    case = collect_fee(case, desks.cashier)
    assert (case.milestone, payment_of(case).receipt_no) == ("制作中", "R-0001")
    case = made(case, desks.maker)
    assert case.milestone == "待领取"
    code = order_of(case).pickup_code or ""
    case = answer(case, desks.maker, result="handed", pickup_code=code, collector="张伟")

    assert case.milestone == "已领取"
    assert (order_of(case).status, order_of(case).collected_by) == (OrderStatus.COLLECTED, "张伟")


def test_the_fee_is_shown_before_anything_is_submitted(desks: Desks):
    filling = cases.begin_filling("card_making", desks.broker)

    shown = [one for group in filling.describe() for one in group["fields"] if not one["hidden"]]

    fee = next(one for one in shown if one.get("places"))
    assert (fee["text"][:6], fee["places"]) == ("本次制卡工本", {"{{fee_fen / 100}}": "20"})


def test_a_topic_that_asks_nothing_is_done_and_read_before_it_is_submitted(
    app: Flask, desks: Desks
):
    set_fee(0)
    browser = browser_of(app, desks.broker).open("/start/card_making").press("现在开始")
    assert "已完成 1 / 2 个部分" in browser.text()
    assert "无需填写" in browser.text()
    assert "继续填写：领取" in browser.links()

    browser.open(browser.links()["继续填写：领取"]).press("保存并检查", pickup="self")

    assert "本次制卡免收工本费" in browser.text()
    assert "检查并提交" in browser.open("/apply/card_making").links()


@pytest.mark.parametrize("fee", ["-5", "20.5", "0 - 5", '"20"', "null", "3000000000"])
def test_a_fee_that_is_no_amount_is_named_before_it_is_published(app: Flask, fee: str):
    problems = check_procedure(with_fee(fee), list_posts())

    (first, second) = [one for one in problems if one.code == "decides_no_amount"]
    assert (first.element_id, first.severity) == ("fee", Severity.ERROR)
    assert "第 1 条规则" in first.sentence
    assert "第 2 条规则" in second.sentence
    assert "“fee_fen”" in first.sentence


def test_fees_that_are_collected_are_no_amount(app: Flask):
    procedure = with_fee(2000)
    fee = procedure.tables["card_fee"].replace(b'"FIRST"', b'"COLLECT"')
    collecting = replace(procedure, tables={**procedure.tables, "card_fee": fee})

    problems = check_procedure(collecting, list_posts())

    assert "“[2000]”" in next(one for one in problems if one.code == "decides_no_amount").sentence


def test_a_fee_that_nobody_can_foresee_and_is_no_amount_is_refused_in_words(desks: Desks):
    set_fee('if category = "broker" then -5 else 0')

    with pytest.raises(Refused, match="fee_unusable") as refused:
        order_card(desks.broker)

    assert refused.value.who_can_fix is WhoCanFix.ASSOCIATION


def test_the_notice_of_a_card_that_lies_ready_carries_the_pickup_code(desks: Desks):
    case = made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)

    notice = db.session.scalars(select(Notice).where(Notice.key.startswith("card_order"))).one()

    assert notice.params == {"card_no": desks.card.card_no, "code": order_of(case).pickup_code}


def test_a_wrong_pickup_code_is_refused_beside_its_field(desks: Desks):
    case = made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)
    wrong = "000001" if order_of(case).pickup_code == "000000" else "000000"

    with pytest.raises(Refused) as refused:
        answer(case, desks.maker, result="handed", pickup_code=wrong, collector="张伟")

    assert (refused.value.code, refused.value.field) == ("pickup_code_wrong", "pickup_code")
    assert order_of(case).status is OrderStatus.READY


def test_somebody_else_with_the_right_code_does_not_get_the_card(desks: Desks):
    case = made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)
    code = order_of(case).pickup_code

    with pytest.raises(Refused) as refused:
        answer(case, desks.maker, result="handed", pickup_code=code, collector="王五")

    assert (refused.value.code, refused.value.field) == ("collector_unknown", "collector")
    assert order_of(case).status is OrderStatus.READY


def test_whom_the_owner_named_fetches_the_card(desks: Desks):
    ordered = order_card(desks.broker, pickup="other", collector_name="王五")
    case = made(collect_fee(ordered, desks.cashier), desks.maker)
    code = order_of(case).pickup_code

    case = answer(case, desks.maker, result="handed", pickup_code=code, collector=" 王 五 ")

    assert case.milestone == "已领取"


def test_whoever_ordered_a_card_reads_what_was_paid_and_until_when_to_fetch_it(
    app: Flask, desks: Desks
):
    case = collect_fee(order_card(desks.broker), desks.cashier)
    page = browser_of(app, desks.broker).open(f"/cases/{case.no}")
    assert "工本费 20.00 元已支付" in page.text()

    made(case, desks.maker)

    assert "请在 2026年12月7日 前领取" in page.open(f"/cases/{case.no}").text()


def test_one_receipt_stands_for_one_payment(desks: Desks, people: People):
    collect_fee(order_card(desks.broker), desks.cashier)
    other = people.practitioner("李娜", agency=people.agency("另一家机构"), mobile="15400000002")
    _register(people, other)

    with pytest.raises(Refused) as refused:
        collect_fee(order_card(other), desks.cashier, "R-0001")

    assert (refused.value.code, refused.value.field) == ("receipt_repeated", "receipt_no")


def test_nobody_orders_a_card_before_there_is_one(people: People):
    stranger = people.practitioner(agency=people.agency())

    with pytest.raises(Refused) as refused:
        order_card(stranger)

    assert refused.value.code == "no_card_to_print"


def test_the_maker_sends_one_field_back_and_gets_the_case_again(desks: Desks):
    case = collect_fee(
        order_card(desks.broker, pickup="other", collector_name="王五"), desks.cashier
    )
    reasons = {"collector_name": "请写身份证上的全名"}

    case = answer(case, desks.maker, decision="return", returned_fields=reasons)
    assert case.milestone == "已退回"
    case = answer(case, desks.broker, collector_name="王小五")

    assert task_of(case).pool == "post:card_maker"
    assert cases.read_latest_answers(case)["collector_name"] == "王小五"


def test_a_card_that_cannot_be_made_needs_a_reason_and_is_paid_back(desks: Desks):
    case = collect_fee(order_card(desks.broker), desks.cashier)
    with pytest.raises(FormErrors):
        answer(case, desks.maker, decision="refuse")

    case = answer(case, desks.maker, decision="refuse", opinion="照片无法印刷")

    assert case.milestone == "已取消"
    assert order_of(case).status is OrderStatus.REFUNDING
    record_refund_by_hand(refund_of(case).id, "T-0001", desks.cashier)
    assert (order_of(case).status, refund_of(case).status) == (
        OrderStatus.REFUNDED,
        RefundStatus.SUCCEEDED,
    )


def test_an_unpaid_order_closes_after_seven_days(app: Flask, desks: Desks, clock):
    case = order_card(desks.broker)

    clock.advance(days=7, minutes=1)
    wake_due_cases(app)

    assert case_of(case.no).milestone == "已取消"
    assert order_of(case).status is OrderStatus.CANCELLED


def test_whoever_takes_back_an_unpaid_order_may_order_again(desks: Desks):
    take_back(order_card(desks.broker), desks.broker)

    case = order_card(desks.broker)

    assert case.milestone == "待支付"


def test_whoever_takes_back_a_paid_order_before_printing_gets_the_money_back(
    app: Flask, desks: Desks
):
    case = order_card(desks.broker, pay_by="online")
    bank_tells(go_and_pay(case, desks.broker))
    work_off(app)

    take_back(case, desks.broker)
    work_off(app)

    assert order_of(case).status is OrderStatus.REFUNDED
    assert refund_of(case).amount_fen == 2000


def test_a_printed_card_cannot_be_taken_back(desks: Desks):
    case = made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)

    assert case.final
    with pytest.raises(AlreadyHandled):
        take_back(case, desks.broker)


@pytest.mark.parametrize(
    ("online", "paid", "order", "milestone"),
    [
        (False, False, OrderStatus.CANCELLED, "已取消"),
        (True, False, OrderStatus.CANCELLED, "已取消"),
        (False, True, OrderStatus.REFUNDING, "已取消"),
    ],
)
def test_a_resignation_before_printing_cancels_and_pays_back(
    app: Flask, desks: Desks, online, paid, order, milestone
):
    case = order_card(desks.broker, pay_by="online" if online else "counter")
    if paid:
        case = collect_fee(case, desks.cashier)

    _resign(desks)
    work_off(app)

    assert (case_of(case.no).milestone, order_of(case).status) == (milestone, order)


def test_a_resignation_after_printing_keeps_the_card_back(app: Flask, desks: Desks):
    case = made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)

    _resign(desks)
    work_off(app)

    assert (case_of(case.no).milestone, order_of(case).status) == ("作废", OrderStatus.VOID)
    assert payment_of(case).status is PaymentStatus.PAID


def test_a_resignation_told_twice_is_one_message(app: Flask, desks: Desks):
    order_card(desks.broker)

    _resign(desks)
    _resign(desks)

    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_card_lost_after_printing_is_not_handed_over(desks: Desks):
    case = made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)
    desks.card.status = CardStatus.LOST
    db.session.commit()
    code = order_of(case).pickup_code or ""

    with pytest.raises(Refused, match="card_not_in_force"):
        answer(case, desks.maker, result="handed", pickup_code=code, collector="张伟")

    assert answer(case, desks.maker, result="void").milestone == "作废"


def test_a_card_that_nobody_fetches_is_brought_to_mind_once(app: Flask, desks: Desks, clock):
    made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)

    clock.advance(days=30)
    wake_due_cases(app)

    kept = select(func.count()).where(Notice.key.startswith("card_order_reminder"))
    assert db.session.scalar(kept) == 1


def test_the_maker_is_reminded_on_the_third_and_fifth_working_day(app: Flask, desks: Desks, clock):
    collect_fee(order_card(desks.broker), desks.cashier)

    for _ in range(2):
        clock.advance(days=4)
        wake_due_cases(app)

    reminders = select(func.count()).where(Notice.key.startswith("reminder:"))
    assert db.session.scalar(reminders) == 2


def test_nobody_else_makes_or_hands_over_a_card(desks: Desks):
    case = collect_fee(order_card(desks.broker), desks.cashier)

    with pytest.raises(NotAllowed):
        made(case, desks.cashier)

    assert order_of(case).status is OrderStatus.MAKING


def test_a_person_has_one_order_at_a_time(desks: Desks):
    order = order_of(order_card(desks.broker))
    twice = CardOrder(
        case_id=desks.card.issued_by_case,
        practitioner_id=order.practitioner_id,
        card_id=desks.card.id,
        fee_fen=0,
        opened_at=order.opened_at,
    )
    db.session.add(twice)

    with pytest.raises(IntegrityError, match="uq_card_orders_live"):
        db.session.commit()
    db.session.rollback()


def _register(people: People, actor: Actor) -> Card:
    account = db.session.get_one(Account, actor.account_id)
    desk = people.desk(account.agency)
    return card_of(people, actor, desk, id_number="371003199506153333", gender="male")


def _resign(desks: Desks) -> None:
    """Do what a resignation does for the card order when it is approved."""
    person = db.session.scalars(
        select(Practitioner).where(Practitioner.account_id == desks.broker.account_id)
    ).one()
    case = db.session.scalars(
        select(Case).where(Case.procedure == "practitioner_registration")
    ).one()
    context = OperationContext(
        case=case,
        applicant=case.account,
        actor_id=None,
        now=ports().clock(),
        answers=dict,
        settings=ports().settings,
        personal_data=ports().personal_data,
        keep=add_rows,
    )
    orders.cancel_for(person.id, context)
    db.session.commit()


def test_employment_is_needed_to_order(desks: Desks):
    employment = db.session.scalars(select(Employment)).one()
    end(employment, employment.started_on)
    db.session.commit()

    with pytest.raises(Refused, match="no_card_to_print"):
        order_card(desks.broker)


def test_a_maker_with_several_cards_on_the_desk_sees_them_all(desks: Desks, people: People):
    made(collect_fee(order_card(desks.broker), desks.cashier), desks.maker)
    other = people.practitioner("李娜", agency=people.agency("另一家机构"), mobile="15400000002")
    _register(people, other)
    collect_fee(order_card(other), desks.cashier, "R-0002")

    inbox = read_inbox(desks.maker.pools, reader=desks.maker.account_id)
    names = [row.subject_name for row in inbox.rows]

    assert sorted(names) == sorted(["张伟", "李娜"])
