"""The shipped way into an employer: picked or typed, confirmed by agency and association."""

import pytest
from shipped_cases import APPROVE, REFUSE, begin, correct, edition_of, ended, send_back

from tests.forms.form_world import upload
from tests.processes import answers


def joining(play, *, states=("registered",), card: bool = True, own: bool = False):
    found, last = iter(states), states[-1]
    typed = states[0] == "invited"
    return begin(
        play,
        edition_of("onboarding"),
        answers.joining_typed() if typed else answers.joining(),
        operations={
            "employment.claim_onboarding": lambda call: {
                "employer_state": next(found, last),
                "self_review": own,
            },
            "employment.take_invited": {"self_review": own},
            "notices.take_over": {"taken_over": True},
            "employment.begin_employment": {"card_issued": card},
        },
    )


@pytest.fixture
def case(play):
    return joining(play)


@pytest.fixture
def typed(play):
    case = joining(play, states=("invited", "registered"))
    case.finish_job("text_invited")
    return case


def test_whoever_picked_a_store_is_confirmed_by_the_agency_and_then_by_the_association(case):
    assert case.task("agency_review").role == "agency"
    case.complete("agency_review", **APPROVE)
    assert (case.open, case.step.milestone) == (["association_review"], "入职待协会审核")
    case.complete("association_review", **APPROVE)
    case.finish_job("draw_card")
    assert ended(case) == ("completed", "在职")


def test_without_consent_to_publication_a_newcomer_gets_no_card(play):
    case = joining(play, card=False)
    case.complete("agency_review", **APPROVE)
    case.complete("association_review", **APPROVE)
    assert ended(case) == ("completed", "在职")
    assert case.operations.names[-1] == "employment.begin_employment"


def test_a_typed_employer_confirms_once_it_is_registered(typed):
    assert (typed.open, typed.step.milestone) == ([], "待单位登记")
    typed.tell("employer_registered")
    assert typed.operations.names[-1] == "employment.take_invited"
    assert typed.open == ["agency_review"]


def test_a_typed_employer_lapses_after_thirty_days_and_another_is_picked(typed):
    typed.wake_when_due()
    assert typed.operations.names[-1] == "employment.lapse_invitation"
    assert typed.open == ["choose_after_lapse"]
    typed.complete("choose_after_lapse", **answers.joining())
    assert typed.open == ["agency_review"]


def test_an_agency_that_refuses_a_newcomer_is_replaced(case):
    case.complete("agency_review", **REFUSE)
    assert (case.open, case.step.milestone) == (["choose_after_refusal"], "待另选单位")
    case.complete("choose_after_refusal", **answers.joining())
    assert case.open == ["agency_review"]


def test_a_newcomer_corrects_for_the_agency(case):
    send_back(case, "agency_review", "start_date")
    correct(case, "correct_for_agency", answers.joining(), start_date="2026-03-02")
    assert case.open == ["agency_review"]


def test_a_newcomer_corrects_for_the_association_alone(case):
    case.complete("agency_review", **APPROVE)
    send_back(case, "association_review", "start_date")
    correct(case, "correct_for_association", answers.joining(), start_date="2026-03-02")
    assert case.open == ["association_review"]


def test_a_changed_contract_of_a_newcomer_is_seen_by_the_agency_first(case):
    case.complete("agency_review", **APPROVE)
    send_back(case, "association_review", "labour_contract")
    changed = {"labour_contract": [upload(77)]}
    correct(case, "correct_for_association", answers.joining(), **changed)
    assert case.open == ["agency_review"]


def test_a_typed_employer_that_turns_out_to_be_a_store_sees_the_newcomer_first(typed):
    typed.tell("employer_registered")
    typed.complete("agency_review", **APPROVE)
    send_back(typed, "association_review", "typed_kind")
    correct(typed, "correct_for_association", answers.joining_typed(), typed_kind="store")
    assert typed.operations.names[-1] == "employment.claim_onboarding"
    assert typed.open == ["agency_review"]


def test_a_newcomer_whom_the_association_refuses_is_not_employed(case):
    case.complete("agency_review", **APPROVE)
    case.complete("association_review", **REFUSE)
    assert ended(case) == ("completed", "不通过")
    assert case.operations.names[-1] == "employment.release_onboarding"


def test_a_silent_agency_leaves_a_newcomer_to_the_association(case):
    for _ in range(3):
        case.wake_when_due()
    assert case.operations.names[-3:] == ["notices.remind", "notices.remind", "notices.take_over"]
    assert case.open == ["association_review"]


@pytest.mark.parametrize("states", [("registered",), ("invited",)])
def test_whoever_joins_an_employer_of_their_own_is_judged_by_the_association(play, states):
    case = joining(play, states=states, own=True)
    if states == ("invited",):
        case.finish_job("text_invited")
        case.tell("employer_registered")
    assert (case.open, case.step.milestone) == (["association_review"], "入职待协会审核")


def test_whoever_picks_no_other_employer_for_thirty_days_after_a_lapse_is_refused(typed):
    typed.wake_when_due()
    typed.wake_when_due()
    assert ended(typed) == ("completed", "不通过")
    assert typed.operations.names[-1] == "employment.release_onboarding"


def test_whoever_picks_no_other_employer_for_thirty_days_after_a_refusal_is_refused(case):
    case.complete("agency_review", **REFUSE)
    case.wake_when_due()
    assert ended(case) == ("completed", "不通过")


def test_the_association_is_reminded_of_a_newcomer_twice(case):
    case.complete("agency_review", **APPROVE)
    case.wake_when_due()
    case.wake_when_due()
    assert (case.open, case.step.next_wake) == (["association_review"], None)


def test_a_newcomer_who_withdraws_takes_the_invitation_back(typed):
    typed.withdraw()
    assert typed.operations.names[-1] == "employment.release_onboarding"
