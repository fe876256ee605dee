"""A refund that does not go through: somebody works it off, and its owner reads the truth."""

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask

from service import paying
from service.actors import Actor, account_pool
from service.extensions import db
from service.models import Case, OrderStatus, RefundStatus
from service.payments import LocalPayments, Standing
from service.ports import EXTENSION, ports
from service.refusals import Refused
from tests.orders import (
    bank_tells,
    collect_fee,
    go_and_pay,
    order_card,
    order_of,
    payment_of,
    provider,
    refund_of,
    take_back,
)
from tests.people import People
from tests.service.browsing import Browser
from tests.service.desks import browser_of, card_of
from tests.stories import notices_in
from tests.worker import work_off


class World:
    """A broker whose card order was paid online and taken back, and the cashier."""

    def __init__(self, people: People) -> None:
        agency = people.agency()
        self.broker: Actor = people.practitioner(agency=agency)
        card_of(people, self.broker, people.desk(agency))
        self.cashier: Actor = people.reviewer("cashier", name="财务")
        self.case: Case = order_card(self.broker, pay_by="online")
        self.number = go_and_pay(self.case, self.broker)
        bank_tells(self.number)

    def refused_by_the_bank(self, app: Flask) -> None:
        """Take the order back while the bank does not find the payment any more."""
        (provider().bank.folder / f"{self.number}.json").rename(self._hidden)
        take_back(self.case, self.broker)
        work_off(app)

    def found_again(self) -> None:
        """Let the bank find it."""
        self._hidden.rename(provider().bank.folder / f"{self.number}.json")

    @property
    def _hidden(self):
        return provider().bank.folder / "hidden"

    @property
    def words(self) -> tuple[OrderStatus, RefundStatus]:
        return order_of(self.case).status, refund_of(self.case).status


@pytest.fixture
def world(people: People) -> World:
    return World(people)


def desk_of(app: Flask, world: World) -> Browser:
    return browser_of(app, world.cashier).open("/association/payments")


def test_a_refused_refund_stands_on_the_cashiers_list_with_its_reason(app: Flask, world: World):
    world.refused_by_the_bank(app)

    desk = desk_of(app, world)

    assert "支付机构没有办理这笔退款" in desk.text()
    assert world.case.no in desk.text()


def test_the_applicant_reads_that_the_refund_is_under_way(app: Flask, world: World):
    take_back(world.case, world.broker)
    page = browser_of(app, world.broker).open(f"/cases/{world.case.no}")
    assert "退款处理中" in page.text()

    work_off(app)

    assert "工本费 20.00 元已退回" in page.open(f"/cases/{world.case.no}").text()


def test_the_applicant_reads_that_the_bank_did_not_send_it_back(app: Flask, world: World):
    world.refused_by_the_bank(app)

    page = browser_of(app, world.broker).open(f"/cases/{world.case.no}")

    assert "退款处理中" in page.text()
    assert "原路退回没有成功" in page.text()
    told = [one.key for one in notices_in(account_pool(world.broker.account_id))]
    assert [key for key in told if key.startswith("refund_failed")] != []


def test_the_cashier_has_it_sent_again_under_a_new_number(app: Flask, world: World):
    world.refused_by_the_bank(app)
    first = refund_of(world.case).refund_no
    world.found_again()

    desk_of(app, world).press(f"重新退款 {world.case.no}")
    work_off(app)

    assert world.words == (OrderStatus.REFUNDED, RefundStatus.SUCCEEDED)
    assert refund_of(world.case).refund_no != first
    assert "没有要退的款" in desk_of(app, world).text()


def test_a_late_answer_about_the_old_number_says_nothing_of_the_new_one(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    take_back(world.case, world.broker)
    refund_id = refund_of(world.case).id

    def slow(_self: LocalPayments, _number: str) -> Standing:
        refund_of(world.case).status = RefundStatus.FAILED  # A quicker worker was told the same,
        db.session.commit()
        paying.retry_refund(refund_id)  # and the cashier had it sent again.
        return Standing.FAILED

    monkeypatch.setattr(LocalPayments, "query_refund", slow)
    paying.send_refund(refund_id)

    assert refund_of(world.case).status is RefundStatus.REQUESTED


def test_the_cashier_pays_it_back_by_hand_against_a_receipt(app: Flask, world: World):
    world.refused_by_the_bank(app)

    desk_of(app, world).press(f"登记已退款 {world.case.no}", receipt_no="T-0001")

    assert world.words == (OrderStatus.REFUNDED, RefundStatus.SUCCEEDED)
    refund = refund_of(world.case)
    assert (refund.receipt_no, refund.recorded_by) == ("T-0001", world.cashier.account_id)


def test_what_was_paid_back_by_hand_is_not_sent_again(app: Flask, world: World):
    world.refused_by_the_bank(app)
    world.found_again()
    paying.record_refund_by_hand(refund_of(world.case).id, "T-0001", world.cashier)

    with pytest.raises(Refused, match="refund_finished"):
        paying.retry_refund(refund_of(world.case).id)

    assert paying.send_refund(refund_of(world.case).id) is RefundStatus.SUCCEEDED
    assert len(list(provider().bank.folder.glob("*.json"))) == 2  # The payment, the first try.


def test_a_refund_by_hand_needs_a_receipt(app: Flask, world: World):
    world.refused_by_the_bank(app)

    desk = desk_of(app, world).press(f"登记已退款 {world.case.no}", receipt_no=" ")

    assert "请填写退款票据号" in desk.text()
    assert refund_of(world.case).status is RefundStatus.FAILED


def test_the_number_of_a_receipt_that_is_too_long_is_not_shortened(app: Flask, world: World):
    world.refused_by_the_bank(app)

    desk = desk_of(app, world).press(f"登记已退款 {world.case.no}", receipt_no="T" * 41)

    assert "最多 40 个字" in desk.text()
    assert refund_of(world.case).receipt_no is None


def test_one_receipt_stands_for_one_refund(app: Flask, world: World, people: People):
    world.refused_by_the_bank(app)
    paying.record_refund_by_hand(refund_of(world.case).id, "T-0001", world.cashier)
    again = order_card(world.broker)
    collect_fee(again, world.cashier, f"R-{uuid4().hex[:6]}")
    take_back(again, world.broker)

    with pytest.raises(Refused) as refused:
        paying.record_refund_by_hand(refund_of(again).id, "T-0001", world.cashier)

    assert refused.value.code == "receipt_repeated"
    assert order_of(again).status is OrderStatus.REFUNDING


def test_a_refund_that_the_provider_may_still_send_is_not_paid_by_hand(app: Flask, world: World):
    take_back(world.case, world.broker)

    with pytest.raises(Refused, match="refund_on_its_way"):
        paying.record_refund_by_hand(refund_of(world.case).id, "T-0001", world.cashier)


def test_a_refund_whose_provider_is_gone_is_listed_and_can_be_sent_later(app: Flask, world: World):
    kept = ports()
    take_back(world.case, world.broker)
    app.extensions[EXTENSION] = replace(kept, payments=None)
    work_off(app)
    desk = desk_of(app, world)
    assert "支付服务暂时没有回应" in desk.text()
    assert f"登记已退款 {world.case.no}" not in desk.texts("//button")
    assert refund_of(world.case).status is RefundStatus.REQUESTED

    app.extensions[EXTENSION] = kept
    desk.press(f"重新退款 {world.case.no}")
    work_off(app)

    assert world.words == (OrderStatus.REFUNDED, RefundStatus.SUCCEEDED)


def test_a_refund_of_an_hour_ago_that_is_still_on_its_way_is_listed(
    app: Flask, world: World, clock
):
    take_back(world.case, world.broker)
    assert "没有要退的款" in desk_of(app, world).text()

    db.session.commit()
    clock.advance(hours=2)

    assert world.case.no in desk_of(app, world).text()


def test_an_order_taken_back_unpaid_says_that_nothing_is_owed(app: Flask, people: People):
    agency = people.agency()
    broker = people.practitioner(agency=agency)
    card_of(people, broker, people.desk(agency))
    case = take_back(order_card(broker), broker)

    page = browser_of(app, broker).open(f"/cases/{case.no}")

    assert "没有收取费用" in page.text()
    assert "退款处理中" not in page.text()


def test_the_cashiers_reason_of_a_counter_refund_is_named(app: Flask, world: World):
    bank = payment_of(world.case)
    assert bank.channel == "local"
    take_back(world.case, world.broker)
    work_off(app)
    again = order_card(world.broker)
    collect_fee(again, world.cashier)
    take_back(again, world.broker)

    assert "制卡取消" in desk_of(app, world).text()
    page = browser_of(app, world.broker).open(f"/cases/{again.no}")
    assert "请凭收款票据到协会财务领取退款" in page.text()
