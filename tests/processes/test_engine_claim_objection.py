"""The shipped objection: upheld with each item kept or reversed, rejected, lapsed, withdrawn."""

from datetime import timedelta

import pytest
from shipped_cases import REFUSE, begin, correct, edition_of, ended, send_back

from processes.errors import NotWithdrawable
from tests.processes import answers

LISTED = {"person:1": "张伟", "store:2": "环翠店"}
FATES = {"person:1": "keep", "store:2": "reverse"}
KEPT = {"objections.uphold": {"kept": True}}


@pytest.fixture
def case(play):
    return begin(play, edition_of("claim_objection"), answers.objecting(), affected=LISTED)


def test_an_objection_freezes_the_account_before_anybody_looks(case):
    assert case.operations.names == ["objections.freeze"]
    assert (case.open, case.step.milestone) == (["association_review"], "待协会核实")


def test_an_upheld_objection_keeps_or_reverses_each_listed_item(case):
    case.operations.answers["objections.uphold"] = {"kept": False}
    case.complete("association_review", decision="approve", affected=FATES)
    assert ended(case) == ("completed", "异议成立")
    assert case.operations.calls[-1].operation == "objections.uphold"
    assert case.operations.calls[-1].params == {"affected": FATES}


def test_a_rejected_objection_ends_the_freeze(case):
    case.complete("association_review", **REFUSE)
    assert ended(case) == ("completed", "异议不成立")
    assert case.operations.names[-1] == "objections.reject"


def test_a_returned_objection_comes_back_to_the_association(case):
    send_back(case, "association_review", "contact_name")
    correct(case, "correct", answers.objecting(), contact_name="李纳")
    assert case.open == ["association_review"]


def test_whoever_objects_and_adds_nothing_is_reminded_and_loses_after_five_days(case):
    send_back(case, "association_review", "contact_name")
    case.wake_when_due()
    assert case.operations.names[-1] == "notices.remind"
    case.wake_when_due()
    assert ended(case) == ("completed", "异议不成立")
    assert case.operations.names[-1] == "objections.reject"


def test_the_association_is_reminded_of_an_objection_twice(case):
    case.wake_when_due()
    case.wake_when_due()
    assert case.operations.names.count("notices.remind") == 2
    assert (case.open, case.step.next_wake) == (["association_review"], None)


def test_a_withdrawn_objection_ends_the_freeze(case):
    case.withdraw()
    assert case.operations.names[-1] == "objections.withdraw"


# -- what was kept waits for its owner -----------------------------------------------------


@pytest.fixture
def waiting(play):
    case = begin(
        play, edition_of("claim_objection"), answers.objecting(), affected=LISTED, operations=KEPT
    )
    case.complete("association_review", decision="approve", affected=FATES)
    return case


def test_what_was_kept_waits_for_the_owner_which_is_asked_to_register(waiting):
    assert waiting.operations.names[-1] == "handing_over.ask_owner"
    assert ended(waiting) == ("open", "异议成立，待单位登记")
    assert (waiting.open, list(waiting.step.awaited)) == ([], ["owner_registered"])
    assert waiting.step.next_wake == waiting.now + timedelta(days=20)


def test_an_owner_that_has_not_registered_after_twenty_days_is_reminded_once(waiting):
    asked = waiting.now
    waiting.wait(days=20).wake()
    assert waiting.operations.names[-1] == "handing_over.remind_owner"
    assert list(waiting.step.awaited) == ["owner_registered"]
    assert waiting.step.next_wake == asked + timedelta(days=30)


def test_an_owner_that_registers_ends_the_waiting_and_the_kept_are_told(waiting):
    waiting.wait(days=29).tell("owner_registered")
    assert ended(waiting) == ("completed", "异议成立")
    assert waiting.operations.calls[-1].operation == "handing_over.tell_handed_over"
    assert waiting.operations.calls[-1].params == {"affected": FATES}


def test_an_owner_that_never_registers_is_given_up_after_thirty_days(waiting):
    waiting.wait(days=29).wake()
    assert waiting.step.status == "open"
    waiting.wake_when_due()
    assert ended(waiting) == ("completed", "异议成立，单位未登记")
    assert waiting.operations.calls[-1].operation == "handing_over.give_up"
    assert waiting.operations.calls[-1].params == {"affected": FATES}


def test_an_objection_that_was_upheld_cannot_be_taken_back_while_it_waits(waiting):
    with pytest.raises(NotWithdrawable):
        waiting.withdraw()


# -- by phone ------------------------------------------------------------------------------


@pytest.fixture
def call(play):
    facts = {"affected": LISTED, "operations": KEPT, "applicant_kind": "association"}
    return begin(play, edition_of("claim_objection"), answers.calling(), **facts)


def test_a_call_freezes_the_account_by_its_number_and_goes_to_the_association(call):
    [freezes] = call.operations.calls
    assert (freezes.operation, freezes.params) == (
        "objections.freeze_by_call",
        {"claimed": answers.USCC},
    )
    assert (call.open, call.step.milestone) == (["call_review"], "待协会核实")


def test_a_call_is_decided_like_an_objection_in_writing(call):
    told = {"opinion": "已回电备案联系人核实"}
    call.complete("call_review", decision="approve", affected=FATES, **told)
    assert list(call.step.awaited) == ["owner_registered"]
    assert call.operations.names[1:] == ["objections.uphold", "handing_over.ask_owner"]


def test_a_call_that_was_not_true_ends_the_freeze(call):
    call.complete("call_review", **REFUSE)
    assert ended(call) == ("completed", "异议不成立")
    assert call.operations.names[-1] == "objections.reject"


def test_the_association_is_reminded_of_a_call_twice(call):
    call.wake_when_due()
    call.wake_when_due()
    assert call.operations.names.count("notices.remind") == 2
    assert (call.open, call.step.next_wake) == (["call_review"], None)


def test_whoever_noted_a_call_down_takes_it_back_and_the_freeze_ends(call):
    call.withdraw()
    assert call.operations.names[-1] == "objections.withdraw"
