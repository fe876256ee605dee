"""The shipped objection: upheld with each item kept or reversed, rejected, lapsed, withdrawn."""

import pytest
from shipped_cases import REFUSE, begin, correct, edition_of, ended, send_back

from tests.processes import answers

LISTED = {"person:1": "张伟", "store:2": "环翠店"}


@pytest.fixture
def case(play):
    return begin(play, edition_of("claim_objection"), answers.objecting(), affected=LISTED)


def test_an_objection_freezes_the_account_before_anybody_looks(case):
    assert case.operations.names == ["objections.freeze"]
    assert (case.open, case.step.milestone) == (["association_review"], "待协会核实")


def test_an_upheld_objection_keeps_or_reverses_each_listed_item(case):
    fates = {"person:1": "keep", "store:2": "reverse"}
    case.complete("association_review", decision="approve", affected=fates)
    assert ended(case) == ("completed", "异议成立")
    assert case.operations.calls[-1].operation == "objections.uphold"
    assert case.operations.calls[-1].params == {"affected": fates}


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
