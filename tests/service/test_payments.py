"""Money from outside: what comes twice, late, forged or for another amount harms nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from service import paying
from service.actors import Actor
from service.extensions import db
from service.failures import NotFound
from service.jobs import bind
from service.models import (
    Card,
    Case,
    Message,
    NoticeOutcome,
    OrderStatus,
    Payment,
    PaymentNotice,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from service.paying.notices import MOST_FORGERIES
from service.payments import LocalPayments, NotGenuine, RefundOrder, Standing, Started
from service.ports import ports
from service.queries.orders import (
    list_moved_not_paid,
    list_odd_notices,
    list_paid_not_moved,
)
from service.refusals import Refused
from service.worker import tasks
from tests.conftest import Clock
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
from tests.rivals import race
from tests.service.browsing import Browser
from tests.service.desks import browser_of, card_of
from tests.stories import case_of, task_of
from tests.worker import wake_due_cases, work_off


class World:
    """A broker with a card, who has ordered a printed one to be paid online."""

    def __init__(self, people: People) -> None:
        agency = people.agency()
        self.broker: Actor = people.practitioner(agency=agency)
        self.card: Card = card_of(people, self.broker, people.desk(agency))
        self.case: Case = order_card(self.broker, pay_by="online")


@pytest.fixture
def world(people: People) -> World:
    return World(people)


def outcomes() -> list[NoticeOutcome]:
    query = select(PaymentNotice.outcome).order_by(PaymentNotice.received_at)
    return list(db.session.scalars(query))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def moves_on(app: Flask, world: World) -> bool:
    work_off(app)
    return case_of(world.case.no).milestone == "制作中"


def test_a_callback_moves_the_case_to_the_card_maker(app: Flask, world: World):
    assert bank_tells(go_and_pay(world.case, world.broker)) is NoticeOutcome.SETTLED

    assert moves_on(app, world)
    assert task_of(world.case).pool == "post:card_maker"
    assert payment_of(world.case).status is PaymentStatus.PAID


def test_the_same_callback_twice_counts_once(app: Flask, world: World):
    number = go_and_pay(world.case, world.broker)

    assert [bank_tells(number), bank_tells(number)] == [
        NoticeOutcome.SETTLED,
        NoticeOutcome.REPEATED,
    ]

    assert moves_on(app, world)
    assert (count(PaymentNotice), count(Message), count(Refund)) == (1, 1, 0)


def test_a_second_word_for_a_paid_payment_changes_nothing(app: Flask, world: World):
    number = go_and_pay(world.case, world.broker)
    bank_tells(number)

    assert bank_tells(number, event="again") is NoticeOutcome.REPEATED

    assert (count(PaymentNotice), count(Message)) == (2, 1)


def test_a_callback_for_another_amount_moves_nothing_and_is_shown(app: Flask, world: World):
    number = go_and_pay(world.case, world.broker)

    assert bank_tells(number, amount_fen=1) is NoticeOutcome.WRONG_AMOUNT

    assert not moves_on(app, world)
    assert payment_of(world.case).status is PaymentStatus.CREATED
    assert [row.amount_fen for row in list_odd_notices()] == [1]


def test_a_forged_callback_is_refused_and_kept(app: Flask, world: World):
    number = go_and_pay(world.case, world.broker)
    headers, body = provider().bank.notification(number, ports().clock())

    forged = paying.take_notice("local", headers, body.replace(b"2000", b"2001"))

    assert forged is NoticeOutcome.FORGED
    assert outcomes() == [NoticeOutcome.FORGED]
    assert not moves_on(app, world)


def test_of_a_flood_of_forgeries_a_hundred_an_hour_are_kept_and_for_thirty_days(
    app: Flask, world: World, clock: Clock
):
    for number in range(MOST_FORGERIES + 5):
        assert paying.take_notice("local", {}, b"%d" % number) is NoticeOutcome.FORGED
    assert count(PaymentNotice) == MOST_FORGERIES

    clock.advance(hours=2)
    paying.take_notice("local", {}, b"later")
    assert count(PaymentNotice) == MOST_FORGERIES + 1
    go_on = go_and_pay(world.case, world.broker)
    bank_tells(go_on)

    clock.advance(days=30, hours=-1)
    paying.delete_old_forgeries(clock())

    assert count(PaymentNotice) == 2  # The later one, and the genuine.


def test_a_forger_cannot_use_up_a_callback_that_is_still_to_come(app: Flask, world: World):
    number = go_and_pay(world.case, world.broker)
    _headers, body = provider().bank.notification(number, ports().clock())
    assert paying.take_notice("local", {}, body) is NoticeOutcome.FORGED

    assert bank_tells(number) is NoticeOutcome.SETTLED

    assert outcomes() == [NoticeOutcome.FORGED, NoticeOutcome.SETTLED]


def test_a_callback_replayed_with_its_old_time_is_refused(world: World, clock):
    number = go_and_pay(world.case, world.broker)
    headers, body = provider().bank.notification(number, ports().clock())

    clock.advance(minutes=6)

    assert paying.take_notice("local", headers, body) is NoticeOutcome.FORGED
    assert payment_of(world.case).status is PaymentStatus.CREATED


def test_a_callback_before_the_money_came_moves_nothing(app: Flask, world: World):
    paying.start_payment(world.case.no, world.broker)

    assert bank_tells(payment_of(world.case).out_trade_no) is NoticeOutcome.NOT_PAID

    assert not moves_on(app, world)


def test_a_callback_for_a_number_that_is_not_ours_is_kept_for_the_cashier(world: World):
    number = go_and_pay(world.case, world.broker)

    assert bank_tells(number, out_trade_no="SOMEBODYELSE") is NoticeOutcome.UNKNOWN_NUMBER

    assert [row.number for row in list_odd_notices()] == ["SOMEBODYELSE"]


def test_a_callback_after_the_case_was_taken_back_sends_the_money_back(app: Flask, world: World):
    number = go_and_pay(world.case, world.broker)
    take_back(world.case, world.broker)

    assert bank_tells(number) is NoticeOutcome.LATE
    work_off(app)

    assert payment_of(world.case).status is PaymentStatus.SURPLUS
    assert refund_of(world.case).status is RefundStatus.SUCCEEDED
    assert order_of(world.case).status is OrderStatus.REFUNDED


def test_a_late_payment_for_an_order_that_lapsed_sends_the_money_back(
    app: Flask, world: World, clock
):
    paying.start_payment(world.case.no, world.broker)
    clock.advance(days=7, minutes=1)
    wake_due_cases(app)
    number = payment_of(world.case).out_trade_no
    provider().bank.pay(number, ports().clock())

    assert bank_tells(number) is NoticeOutcome.LATE
    work_off(app)

    assert refund_of(world.case).amount_fen == 2000
    assert order_of(world.case).status is OrderStatus.REFUNDED


def test_a_lost_callback_is_made_up_for_by_the_refresh_button(app: Flask, world: World):
    go_and_pay(world.case, world.broker)

    assert paying.refresh_payment(world.case.no, world.broker)

    assert moves_on(app, world)


def test_a_lost_callback_is_made_up_for_by_the_worker(app: Flask, world: World, clock):
    go_and_pay(world.case, world.broker)
    clock.advance(minutes=10)

    db.session.commit()
    _ask_about_money(app)

    assert moves_on(app, world)


def test_the_worker_asks_about_closed_orders_too(app: Flask, world: World, clock):
    go_and_pay(world.case, world.broker)
    take_back(world.case, world.broker)
    clock.advance(minutes=10)

    _ask_about_money(app)
    work_off(app)

    assert order_of(world.case).status is OrderStatus.REFUNDED


def test_callback_and_refresh_at_once_pay_once(app: Flask, world: World, database_url: str):
    number = go_and_pay(world.case, world.broker)
    headers, body = provider().bank.notification(number, ports().clock())
    broker, no = world.broker, world.case.no

    lock = f"SELECT 1 FROM card_orders WHERE case_id = '{world.case.id}' FOR UPDATE"
    told, refreshed = race(
        app,
        database_url,
        lock,
        lambda: paying.take_notice("local", headers, body),
        lambda: paying.refresh_payment(no, broker),
    )

    assert told in {NoticeOutcome.SETTLED, NoticeOutcome.REPEATED}
    assert refreshed is True
    assert moves_on(app, world)
    assert (count(Message), count(Payment), count(Refund)) == (1, 1, 0)


def test_a_callback_and_a_withdrawal_at_once_end_with_the_money_back(
    app: Flask, world: World, database_url: str
):
    number = go_and_pay(world.case, world.broker)
    headers, body = provider().bank.notification(number, ports().clock())
    case, broker = world.case, world.broker

    lock = f"SELECT 1 FROM cases WHERE id = '{world.case.id}' FOR UPDATE"
    raced = race(
        app,
        database_url,
        lock,
        lambda: paying.take_notice("local", headers, body),
        lambda: take_back(case, broker) and None,
    )

    assert [one for one in raced if isinstance(one, Exception)] == []
    work_off(app)
    assert case_of(case.no).milestone == "已撤回"
    assert order_of(case).status is OrderStatus.REFUNDED


def test_a_second_click_on_pay_begins_no_second_payment(world: World):
    first = paying.start_payment(world.case.no, world.broker)
    second = paying.start_payment(world.case.no, world.broker)

    assert first == second
    assert count(Payment) == 1


def test_nobody_pays_the_order_of_somebody_else(world: World, people: People):
    stranger = people.practitioner("李娜", mobile="15400000002")

    with pytest.raises(NotFound):
        paying.start_payment(world.case.no, stranger)

    assert count(Payment) == 0


def test_a_cancelled_order_cannot_be_paid(world: World):
    take_back(world.case, world.broker)

    with pytest.raises(Refused, match="order_moved_on"):
        paying.start_payment(world.case.no, world.broker)


def test_an_order_to_be_paid_at_the_counter_cannot_be_paid_online(world: World):
    take_back(world.case, world.broker)
    case = order_card(world.broker, pay_by="counter")

    with pytest.raises(Refused, match="pay_at_counter"):
        paying.start_payment(case.no, world.broker)

    assert count(Payment) == 0


def test_an_order_is_paid_once_by_the_database_itself(app: Flask, world: World):
    bank_tells(go_and_pay(world.case, world.broker))
    paid = payment_of(world.case)
    db.session.add(
        Payment(
            order_id=paid.order_id,
            out_trade_no="TWICE",
            channel="local",
            amount_fen=2000,
            status=PaymentStatus.PAID,
            transaction_id="t2",
            created_at=paid.created_at,
            paid_at=paid.paid_at,
        )
    )

    with pytest.raises(IntegrityError, match="uq_payments_paid_per_order"):
        db.session.commit()
    db.session.rollback()


def test_no_refund_exceeds_what_was_paid(app: Flask, world: World):
    bank_tells(go_and_pay(world.case, world.broker))
    payment = payment_of(world.case)
    paid = {"payment_id": payment.id, "paid_fen": 2000, "reason": "", "refund_no": "R"}
    db.session.add(Refund(**paid, amount_fen=2001, requested_at=payment.created_at))

    with pytest.raises(IntegrityError, match="at_most_what_was_paid"):
        db.session.commit()
    db.session.rollback()


def test_a_sum_is_never_changed_afterwards(world: World):
    bank_tells(go_and_pay(world.case, world.broker))

    payment_of(world.case).amount_fen = 1

    with pytest.raises(IntegrityError, match="the sum of payments never changes"):
        db.session.commit()
    db.session.rollback()


@pytest.mark.parametrize(
    ("table", "status"),
    [
        ("payments", "created"),
        ("payments", "closed"),
        ("payments", "surplus"),
        ("card_orders", "pending_payment"),
        ("card_orders", "collected"),
        ("card_orders", "making"),
        ("refunds", "requested"),
        ("refunds", "failed"),
    ],
)
def test_the_database_refuses_a_way_that_money_cannot_go(
    app: Flask, world: World, table: str, status: str
):
    """Money that came and went back: paid, refunded, and the end of it."""
    bank_tells(go_and_pay(world.case, world.broker))
    take_back(world.case, world.broker)
    work_off(app)

    with pytest.raises(IntegrityError, match="cannot go from"):
        db.session.execute(db.text(f"UPDATE {table} SET status = :to"), {"to": status})
    db.session.rollback()


def test_a_refund_sent_again_after_a_crash_is_paid_once(app: Flask, world: World):
    bank_tells(go_and_pay(world.case, world.broker))
    take_back(world.case, world.broker)
    refund = refund_of(world.case)
    order = RefundOrder(refund.refund_no, payment_of(world.case).out_trade_no, 2000, 2000, "")
    assert provider().refund(order) is Standing.DONE  # The worker died before it could say so.

    work_off(app)

    assert refund_of(world.case).status is RefundStatus.SUCCEEDED
    assert len(list(provider().bank.folder.glob("*.json"))) == 2


def test_a_refund_that_the_bank_refuses_is_shown_to_the_cashier(
    app: Flask, world: World, people: People
):
    number = go_and_pay(world.case, world.broker)
    bank_tells(number)
    (provider().bank.folder / f"{number}.json").unlink()
    take_back(world.case, world.broker)

    work_off(app)

    assert refund_of(world.case).status is RefundStatus.FAILED
    browser = browser_of(app, people.reviewer("cashier")).open("/association/payments")
    assert "20.00 元" in browser.text()


def test_both_lists_of_the_cashier_stay_empty_on_a_good_day(app: Flask, world: World, clock):
    bank_tells(go_and_pay(world.case, world.broker))
    work_off(app)
    clock.advance(hours=1)

    assert list_paid_not_moved(ports().clock()) == []
    assert list_moved_not_paid() == []
    assert list_odd_notices() == []


def test_money_that_came_while_the_case_stood_still_is_listed(
    app: Flask, world: World, people: People, clock
):
    bank_tells(go_and_pay(world.case, world.broker))
    db.session.execute(db.text("DELETE FROM messages"))
    db.session.commit()
    clock.advance(hours=1)

    (row,) = list_paid_not_moved(ports().clock())

    assert row.case_no == world.case.no
    browser = browser_of(app, people.reviewer("cashier")).open("/association/payments")
    assert world.case.no in browser.text()


def test_money_that_came_for_a_case_that_awaits_none_is_listed(world: World, clock):
    bank_tells(go_and_pay(world.case, world.broker))
    db.session.execute(db.update(Case).values(awaited=[]))
    db.session.commit()
    clock.advance(hours=1)

    assert [row.case_no for row in list_paid_not_moved(ports().clock())] == [world.case.no]


def test_a_case_that_went_on_without_money_is_listed(app: Flask, world: World):
    order_of(world.case).status = OrderStatus.PAID
    db.session.commit()

    assert [row.case_no for row in list_moved_not_paid()] == [world.case.no]


def test_the_door_takes_a_genuine_callback_and_no_token(client: FlaskClient, world: World):
    number = go_and_pay(world.case, world.broker)
    headers, body = provider().bank.notification(number, ports().clock())

    answer = client.post("/payments/local/told", data=body, headers=headers)

    assert (answer.status_code, answer.json) == (200, {"code": "SUCCESS"})
    assert payment_of(world.case).status is PaymentStatus.PAID


def test_the_door_turns_away_what_is_forged_too_long_or_for_nobody(client: FlaskClient):
    assert client.post("/payments/local/told", data=b"{}").status_code == 401
    assert client.post("/payments/local/told", data=b"x" * 70_000).status_code == 413
    assert client.post("/payments/other/told", data=b"{}").status_code == 404


def test_the_door_is_exempt_from_the_token_and_no_other_page_is(app: Flask, client: FlaskClient):
    app.config["WTF_CSRF_ENABLED"] = True

    assert client.post("/payments/local/told", data=b"{}").status_code == 401
    assert client.post("/my-card/lost").status_code == 400


def test_the_applicant_pays_at_the_bank_and_comes_back(app: Flask, world: World):
    browser = browser_of(app, world.broker).open(f"/cases/{world.case.no}")
    assert "请支付工本费 20.00 元" in browser.text()

    browser.press("去支付")
    assert browser.address.startswith("/local-bank/")
    browser.press("确认支付", silent="1")

    assert browser.address == f"/cases/{world.case.no}"
    assert moves_on(app, world)


def test_whoever_comes_back_without_paying_may_still_pay(app: Flask, world: World):
    browser = browser_of(app, world.broker).open(f"/cases/{world.case.no}").press("去支付")
    browser.open(browser.links()["不付，返回"])

    browser.press("已支付？刷新")

    assert "还没有收到付款" in browser.text()
    assert "去支付" in browser.texts("//button")


def test_a_return_to_somebody_elses_payment_is_not_found(app: Flask, world: World, people: People):
    number = go_and_pay(world.case, world.broker)
    stranger: Browser = browser_of(app, people.practitioner("李娜", mobile="15400000002"))

    assert stranger.open(f"/payment/returned?out_trade_no={number}").status == 404


def test_a_cashier_pays_back_at_the_counter_once(app: Flask, world: World, people: People):
    cashier = people.reviewer("cashier")
    take_back(world.case, world.broker)
    case = collect_fee(order_card(world.broker), cashier)
    take_back(case, world.broker)
    browser = browser_of(app, cashier).open("/association/payments")

    browser.press(f"登记已退款 {case.no}", receipt_no="T-0001")

    assert order_of(case).status is OrderStatus.REFUNDED
    assert "没有要退的款" in browser.text()


def test_only_the_cashier_sees_the_money(app: Flask, people: People):
    assert browser_of(app, people.reviewer()).open("/association/payments").status == 403


@pytest.mark.parametrize("stamp", ["", "soon", "99999999999999999999"])
def test_a_notification_without_a_sound_time_is_not_genuine(app: Flask, stamp: str):
    headers = {"Bank-Timestamp": stamp, "Bank-Nonce": "n", "Bank-Signature": "AAAA"}

    with pytest.raises(NotGenuine):
        provider().told(headers, b"{}", ports().clock())


def test_a_sound_signature_over_nonsense_is_not_genuine(app: Flask):
    local: LocalPayments = provider()
    headers, body = local.bank.notification("NOTHING", ports().clock() - timedelta(minutes=1))

    with pytest.raises(NotGenuine):
        local.told(headers, body, ports().clock())


def _ask_about_money(app: Flask) -> None:
    """Do what the worker does every five minutes."""
    db.session.commit()
    bind(app)
    tasks.ask_about_money(timestamp=0)
    db.session.expire_all()


def test_a_provider_that_is_paid_by_scanning_has_its_code_drawn(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
):
    address = "weixin://wxpay/bizpayurl?pr=样本"
    monkeypatch.setattr(LocalPayments, "start", lambda *_: Started(qr=address))
    browser = browser_of(app, world.broker).open(f"/cases/{world.case.no}")

    browser.press("去支付")

    assert browser.page.xpath("//figure/svg/path")
    assert browser.links()["正在用手机？点这里直接支付"] == address
