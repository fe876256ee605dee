"""The shipped way out of an employer, with its certificate or with other evidence."""

import pytest
from shipped_cases import APPROVE, REFUSE, begin, correct, edition_of, ended, send_back

from tests.processes import answers


@pytest.fixture
def case(play):
    return begin(play, edition_of("resignation"), answers.leaving())


def test_the_employer_is_told_and_only_the_association_decides(case):
    assert case.operations.names == ["employment.claim_resignation", "employment.tell_employer"]
    assert case.task("association_review").role == "association_reviewer"
    case.complete("association_review", **APPROVE)
    assert ended(case) == ("completed", "已离职")
    assert case.operations.names[-1] == "employment.end_employment"


def test_whoever_gets_no_certificate_leaves_with_other_evidence(play):
    case = begin(play, edition_of("resignation"), answers.leaving_without_certificate())
    assert (case.open, case.step.milestone) == (["association_review"], "离职审核中")


def test_a_returned_resignation_comes_back_to_the_association(case):
    send_back(case, "association_review", "last_day")
    assert (case.open, case.step.milestone) == (["correct"], "已退回")
    correct(case, "correct", answers.leaving(), last_day="2026-01-21")
    assert case.open == ["association_review"]


def test_the_employer_hears_of_a_refused_resignation(case):
    case.complete("association_review", **REFUSE)
    assert ended(case) == ("completed", "不通过")
    assert case.operations.names[-1] == "employment.drop_resignation"


def test_the_association_is_reminded_of_a_resignation_twice(case):
    case.wake_when_due()
    case.wake_when_due()
    assert case.operations.names.count("notices.remind") == 2
    assert (case.open, case.step.next_wake) == (["association_review"], None)


def test_the_employer_hears_of_a_withdrawn_resignation(case):
    case.withdraw()
    assert case.operations.names[-1] == "employment.drop_resignation"
