"""制卡 that ends otherwise: taken back, unpaid, not made, not fetched, overtaken by 离职."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest

from service import cases
from tests.journeys.applying import submit
from tests.journeys.arranging import agency, wake
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    account_of,
    come_in,
    handed_in,
    of_association,
    of_person,
    registered,
)
from tests.journeys.reviewing import ASSOCIATION_DESK, decide, lists, open_task
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.visitor import Visitor
from tests.orders import collect_fee, made, order_card, set_fee
from tests.people import People
from tests.stories import case_of, send_back

STAGES: dict[str, tuple[str, str]] = {
    "waits for the bank": ("online", "已取消"),
    "waits at the counter": ("counter", "已取消"),
    "was returned by the maker": ("returned", "已取消"),
    "is being made": ("paid", "已取消"),
    "lies ready": ("ready", "作废"),
}
"""Where a card order stands when its owner leaves, and what becomes of it."""


def ordered(
    house: House, person: Stranger, stage: str = "counter", *, earlier: timedelta = timedelta(0)
) -> str:
    """Order a card and bring the order to a stage; give the 办件号."""

    def act() -> str:
        pay_by = "online" if stage == "online" else "counter"
        told = {"pickup": "other", "collector_name": "王五"} if stage == "returned" else {}
        case = order_card(account_of(person), pay_by=pay_by, **told)
        if stage not in ("online", "counter"):
            collect_fee(case, People().reviewer("cashier"), f"R-{case.no}")
        if stage == "returned":
            send_back(case, People().reviewer("card_maker"), collector_name="请写全名。")
        if stage == "ready":
            made(case, People().reviewer("card_maker"))
        return case.no

    return house.arrange(act, earlier=earlier)


def resign(house: House, association: Visitor, person: Stranger) -> None:
    """Let somebody apply for 离职 and the association approve it."""
    handed_in(house, "resignation", of_person(house, person))
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")


@contextmanager
def free_of_charge(house: House) -> Iterator[None]:
    """Let a card cost nothing for whoever orders meanwhile."""
    house.arrange(lambda: set_fee(0))
    try:
        yield
    finally:
        house.arrange(lambda: set_fee(2000))


@pytest.mark.branch("card_making", "withdrawn")
def test_money_that_comes_after_the_order_was_taken_back_is_sent_back(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    code = registered(house, person, agency(house, strangers.company()))
    case_no = ordered(house, person, "online")
    payer, phone, cashier = welcome(), welcome(PHONE), welcome()
    for visitor in (payer, phone):
        come_in(visitor, of_person(house, person))
    payer.visit(f"/cases/{case_no}")
    payer.press("去支付")

    phone.visit(f"/cases/{case_no}")
    phone.follow("撤回申请")
    phone.press("确定撤回")
    assert phone.sees("制卡已取消，没有收取费用")
    payer.press("确认支付")

    payer.reload_until(lambda: payer.sees("工本费 20.00 元已退回"))
    come_in(cashier, of_association(house, "cashier"))
    cashier.visit("/association/payments")
    assert not cashier.sees(case_no), "nothing is left for anybody to see to"
    phone.visit(f"/v/{code}")
    assert phone.sees("有效")


@pytest.mark.branch("card_making", "online_lapsed", "counter_lapsed", "cancelled_unpaid")
def test_an_order_that_nobody_pays_lapses_and_may_be_given_again(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    registered(house, person, agency(house, strangers.company()), earlier=timedelta(days=20))
    first = ordered(house, person, "counter", earlier=timedelta(days=20))
    house.arrange(lambda: cases.wake(case_of(first).id), earlier=timedelta(days=10))
    second = ordered(house, person, "online", earlier=timedelta(days=10))
    applicant, cashier = welcome(), welcome()
    come_in(applicant, of_person(house, person))

    wake(house, second)

    applicant.visit(f"/cases/{second}")
    applicant.reload_until(lambda: applicant.sees("制卡已取消，没有收取费用"))
    come_in(cashier, of_association(house, "cashier"))
    assert not lists(cashier, ASSOCIATION_DESK, person.name)
    applicant.visit("/my-card")
    applicant.follow("协会制作")
    assert applicant.path() == "/start/card_making"


@pytest.mark.branch("card_making", "made>correct", "made>cancel_unprinted", "cancelled_unprinted")
def test_a_card_that_cannot_be_made_is_paid_back_at_the_counter(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    registered(house, person, agency(house, strangers.company()))
    case_no = ordered(house, person, "returned")
    applicant, maker, cashier = welcome(), welcome(), welcome()
    come_in(applicant, of_person(house, person))
    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("请写全名。")
    applicant.follow("现在修改")
    applicant.fill("受托人姓名", "王小五")
    applicant.press("提交修改")

    come_in(maker, of_association(house, "card_maker"))
    open_task(maker, ASSOCIATION_DESK, person)
    decide(maker, "refuse", opinion="照片无法印刷。")
    come_in(cashier, of_association(house, "cashier"))
    cashier.visit("/association/payments")
    cashier.fill(f"退款票据号 {case_no}", f"T-{case_no}")
    cashier.press(f"登记已退款 {case_no}")

    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("照片无法印刷。")
    assert applicant.sees("工本费 20.00 元已退回")


@pytest.mark.branch("card_making", "not_collected", "handed>void_card", "voided")
def test_a_card_that_nobody_fetches_is_asked_about_and_made_void(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, long_ago = strangers.new(), timedelta(days=30)
    code = registered(house, person, agency(house, strangers.company()), earlier=long_ago)
    case_no = ordered(house, person, "ready", earlier=long_ago)
    applicant, maker = welcome(), welcome()
    come_in(applicant, of_person(house, person))

    wake(house, case_no)
    applicant.visit("/notices")
    applicant.reload_until(lambda: applicant.page.get_by_text("请凭取卡码").count() == 2)
    come_in(maker, of_association(house, "card_maker"))
    open_task(maker, ASSOCIATION_DESK, person)
    maker.page.get_by_label("不发放，卡片作废").check()
    maker.press("提交，看下一件")

    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("作废")
    applicant.visit(f"/v/{code}")
    assert applicant.sees("有效"), "only the plastic is void"


@pytest.mark.branch(
    "card_making",
    "resigned_online",
    "resigned_at_counter",
    "resigned_correcting",
    "resigned_unprinted",
    "resigned_printed",
)
def test_whoever_leaves_loses_the_card_and_its_order_wherever_that_stands(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer, association, clerk = agency(house, strangers.company()), welcome(), welcome()
    come_in(association, of_association(house))
    come_in(clerk, of_association(house, "card_maker", "cashier"))
    leaving = {stage: strangers.new() for stage in STAGES}
    codes = {stage: registered(house, one, employer) for stage, one in leaving.items()}
    orders = {stage: ordered(house, one, STAGES[stage][0]) for stage, one in leaving.items()}

    for person in leaving.values():
        resign(house, association, person)

    for stage, (_, word) in STAGES.items():
        clerk.visit(f"/association/cases/{orders[stage]}")
        clerk.reload_until(partial(clerk.sees, word))
        clerk.visit(f"/v/{codes[stage]}")
        assert clerk.sees("已离职")
    clerk.visit("/association/payments")
    owed = [stage for stage, case_no in orders.items() if clerk.sees(case_no)]
    assert owed == ["was returned by the maker", "is being made"]


@pytest.mark.branch("card_making", "how_paid>start_making")
def test_a_card_that_costs_nothing_goes_straight_to_the_maker(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, applicant, maker = strangers.new(), welcome(), welcome()
    code = registered(house, person, agency(house, strangers.company()))
    come_in(applicant, of_person(house, person))
    with free_of_charge(house):
        applicant.visit("/start/card_making")
        applicant.press("现在开始")
        applicant.follow("继续填写：领取")
        applicant.page.get_by_label("本人领取", exact=True).check()
        applicant.press("保存并检查")
        assert applicant.sees("本次制卡免收工本费")
        case_no = submit(applicant)

    come_in(maker, of_association(house, "card_maker"))
    open_task(maker, ASSOCIATION_DESK, person)
    decide(maker, "approve")

    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("信息卡已做好，请到协会领取")
    applicant.visit(f"/v/{code}")
    assert applicant.sees("有效")
