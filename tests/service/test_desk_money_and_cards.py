"""What the cashier and the card maker have before them."""

import pytest

from tests.employed import cards_of, employed, resign
from tests.orders import bank_tells, collect_fee, go_and_pay, made, order_card, order_of
from tests.service.desks import browser_of
from tests.stories import task_of


@pytest.fixture
def broker(people):
    return employed(people, people.agency())


@pytest.fixture
def cashier(people):
    return people.reviewer("cashier")


@pytest.fixture
def maker(people):
    return people.reviewer("card_maker")


def test_the_cashier_reads_until_when_without_seconds_and_offset(app, cashier, broker):
    case = order_card(broker)

    page = browser_of(app, cashier).open(f"/association/tasks/{task_of(case).id}")

    assert "应在" in page.text()
    assert "+0800" not in page.text()


def test_a_callback_for_another_amount_leads_to_its_case(app, cashier, broker):
    case = order_card(broker, pay_by="online")
    bank_tells(go_and_pay(case, broker), amount_fen=1)

    page = browser_of(app, cashier).open("/association/payments")

    (row,) = page.texts("//section[@aria-labelledby='odd-notices']//li")
    assert "金额不符" in row
    assert f"/association/cases/{case.no}" in page.links().values()


def test_a_callback_for_a_number_that_is_not_ours_leads_nowhere(app, cashier, broker):
    case = order_card(broker, pay_by="online")
    bank_tells(go_and_pay(case, broker), out_trade_no="SOMEBODYELSE")

    page = browser_of(app, cashier).open("/association/payments")

    (row,) = page.texts("//section[@aria-labelledby='odd-notices']//li")
    assert "单号不是我们的" in row
    assert "SOMEBODYELSE" in row
    assert not page.texts("//main//a[contains(@href, '/association/cases/')]")


def test_the_card_maker_sees_the_card_to_print_and_takes_both_sides_away(
    app, cashier, maker, broker
):
    case = collect_fee(order_card(broker), cashier)
    (card,) = cards_of(broker)
    desk = browser_of(app, maker)

    page = desk.open(f"/association/tasks/{task_of(case).id}")

    assert card.card_no in page.text()
    for side in ("正面", "背面"):
        answer = desk.client.get(page.links()[f"下载{side}图片"])
        assert answer.mimetype == "image/png"
        assert f"{card.card_no}-" in answer.headers["Content-Disposition"]


def test_a_card_that_is_not_paid_for_cannot_be_taken_away(app, maker, broker):
    case = order_card(broker)

    assert browser_of(app, maker).open(f"/association/cases/{case.no}/card/front.png").status == 404


def test_the_pickup_code_is_not_on_the_page_of_whoever_checks_it(app, cashier, maker, broker):
    case = made(collect_fee(order_card(broker), cashier), maker)

    page = browser_of(app, maker).open(f"/association/tasks/{task_of(case).id}")

    assert cards_of(broker)[0].card_no in page.text()
    assert str(order_of(case).pickup_code) not in page.text()


def test_whoever_prints_a_card_reads_that_it_is_made_and_not_that_it_passed(
    app, cashier, maker, broker
):
    case = collect_fee(order_card(broker), cashier)
    desk = browser_of(app, maker).open(f"/association/tasks/{task_of(case).id}")

    desk.press("提交，看下一件", decision="approve")

    assert "已制作：张伟" in desk.text()


def test_a_case_that_prints_nothing_has_no_card_to_take_away(app, people, maker, broker):
    case = resign(people, broker)

    assert browser_of(app, maker).open(f"/association/cases/{case.no}/card/front.png").status == 404


def test_an_agency_does_not_take_cards_away(app, people, cashier, broker):
    case = collect_fee(order_card(broker), cashier)
    desk = browser_of(app, people.desk(people.agency("威海海悦房地产经纪有限公司")))

    assert "登录" in desk.open(f"/association/cases/{case.no}/card/front.png").text()


def test_a_wrong_pickup_code_is_said_beside_its_field(app, cashier, maker, broker):
    case = made(collect_fee(order_card(broker), cashier), maker)
    desk = browser_of(app, maker).open(f"/association/tasks/{task_of(case).id}")
    wrong = "000000" if order_of(case).pickup_code != "000000" else "111111"

    desk.press("提交，看下一件", result="handed", pickup_code=wrong, collector="张伟")

    assert desk.status == 422
    assert desk.error_of("pickup_code").startswith("取卡码不正确")
    assert "#field-pickup_code" in desk.links().values()
    assert desk.links()["待办"] == "/association/"
    assert desk.texts("//a[@aria-current='true' and .='待办']")
