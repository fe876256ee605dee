"""The shipped making of a card: paid here, there or not at all, made, handed over, voided."""

import pytest
from shipped_cases import APPROVE, REFUSE, begin, correct, edition_of, ended, send_back

from tests.processes import answers
from tests.processes.oracle.shipped import sample_of

HANDED = {"result": "handed", "pickup_code": "123456", "collector": "张伟"}


def order(play, pay_by: str = "counter", *, lost: bool = False, free: bool = False):
    fees = sample_of("card_making").tables["card_fee"]
    table = {"card_fee": fees.replace(b">2000<", b">0<")} if free else {}
    asked = answers.ordering(pay_by=pay_by)
    if free:
        del asked["pay_by"]
    return begin(
        play,
        edition_of("card_making", **table),
        asked,
        operations={"orders.start_making": {"draws_anew": lost}},
        category="broker",
        online_payment=True,
        card_reason="lost" if lost else "new",
    )


def made(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    case.complete("make_card", **APPROVE)
    return case


def test_a_card_is_paid_at_the_counter_made_and_collected(play):
    case = order(play)
    assert (case.task("collect_fee").role, case.step.milestone) == ("cashier", "待支付")
    case.complete("collect_fee", receipt_no="R0001")
    assert (case.task("make_card").role, case.step.milestone) == ("card_maker", "制作中")
    case.complete("make_card", **APPROVE)
    assert (case.open, case.step.milestone) == (["hand_over"], "待领取")
    case.complete("hand_over", **HANDED)
    assert ended(case) == ("completed", "已领取")


def test_a_card_that_is_paid_online_goes_to_the_maker(play):
    case = order(play, "online")
    assert case.open == []
    case.tell("card_paid")
    assert case.open == ["make_card"]


def test_a_free_card_goes_to_the_maker_at_once(play):
    assert order(play, free=True).open == ["make_card"]


@pytest.mark.parametrize("pay_by", ["counter", "online"])
def test_an_order_that_is_not_paid_for_seven_days_is_cancelled(play, pay_by: str):
    case = order(play, pay_by)
    case.wake_when_due()
    assert ended(case) == ("completed", "已取消")
    assert case.operations.names[-1] == "orders.cancel_order"


@pytest.mark.parametrize("pay_by", ["counter", "online"])
def test_a_resignation_cancels_an_unpaid_order(play, pay_by: str):
    case = order(play, pay_by)
    case.tell("practitioner_resigned")
    assert ended(case) == ("completed", "已取消")


def test_a_lost_card_is_drawn_anew_before_it_is_made(play):
    case = order(play, lost=True)
    case.complete("collect_fee", receipt_no="R0001")
    assert case.open == []
    case.finish_job("draw_card")
    assert case.open == ["make_card"]


def test_the_maker_sends_an_order_back_and_gets_it_again(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    send_back(case, "make_card", "pickup")
    assert (case.open, case.step.milestone) == (["correct"], "已退回")
    changed = {"pickup": "other", "collector_name": "李娜"}
    correct(case, "correct", answers.ordering(), **changed)
    assert case.open == ["make_card"]


def test_a_card_that_changes_while_it_is_made_is_begun_anew(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    before = case.task("make_card").id
    case.tell("card_changed")
    assert case.open == ["make_card"]
    assert case.task("make_card").id != before
    assert case.operations.names[-2:] == ["orders.start_making", "orders.start_making"]


def test_a_resignation_while_correcting_cancels_the_order(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    send_back(case, "make_card", "pickup")
    case.tell("practitioner_resigned")
    assert ended(case) == ("completed", "已取消")


def test_an_order_that_the_maker_refuses_is_cancelled(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    case.complete("make_card", **REFUSE)
    assert ended(case) == ("completed", "已取消")
    assert case.operations.names[-1] == "orders.cancel_order"


def test_a_resignation_before_printing_cancels_the_order(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    case.tell("practitioner_resigned")
    assert ended(case) == ("completed", "已取消")


def test_the_maker_is_reminded_twice(play):
    case = order(play)
    case.complete("collect_fee", receipt_no="R0001")
    case.wake_when_due()
    case.wake_when_due()
    assert case.operations.names.count("notices.remind") == 2
    assert (case.open, case.step.next_wake) == (["make_card"], None)


def test_a_resignation_after_printing_voids_the_card(play):
    case = made(play)
    case.tell("practitioner_resigned")
    assert ended(case) == ("completed", "作废")


def test_a_card_that_cannot_be_handed_over_is_void(play):
    case = made(play)
    case.complete("hand_over", result="void")
    assert ended(case) == ("completed", "作废")


def test_whoever_does_not_fetch_a_card_is_reminded_and_may_still_fetch_it(play):
    case = made(play)
    case.wake_when_due()
    assert case.operations.names[-1] == "orders.remind_collector"
    case.complete("hand_over", **HANDED)
    assert ended(case) == ("completed", "已领取")


def test_a_withdrawn_order_is_cancelled(play):
    case = order(play)
    case.withdraw()
    assert case.operations.names[-1] == "orders.cancel_order"
