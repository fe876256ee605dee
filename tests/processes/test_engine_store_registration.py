"""The shipped registration of a store: filed or not, its agency ready, silent, gone, invited."""

from datetime import datetime

import pytest
from shipped_cases import APPROVE, REFUSE, begin, correct, edition_of, ended, send_back

from processes.working_time import SHANGHAI
from tests.forms.form_world import OTHER_AGENCY
from tests.processes import answers

UNFILED = answers.store(**answers.LEGAL)
OTHER = {"parent_registered": "yes", "parent": OTHER_AGENCY}


def registration(
    play,
    *,
    filed: bool = True,
    parents=("ready",),
    reviewed_changed: bool = False,
    contested: bool = False,
):
    states = iter(parents)
    last = parents[-1]
    return begin(
        play,
        edition_of("store_registration"),
        answers.store() if filed else UNFILED,
        operations={
            "stores.claim_store": {
                "filing_valid": filed,
                "number_differs": False,
                "contested": contested,
                "reviewed_changed": reviewed_changed,
            },
            "stores.settle_parent": lambda call: {
                "parent_state": next(states, last),
                "taken_over": False,
            },
            "notices.take_over": {"taken_over": True},
        },
        applicant_kind="store",
        filed=filed,
    )


@pytest.fixture
def filed(play):
    return registration(play)


@pytest.fixture
def unfiled(play):
    return registration(play, filed=False)


def test_a_filed_store_is_confirmed_by_its_agency_alone(filed):
    assert filed.task("parent_confirmation").role == "agency"
    filed.complete("parent_confirmation", **APPROVE)
    assert ended(filed) == ("completed", "已通过")


def test_a_filed_store_whose_name_was_taken_before_is_reviewed_by_the_association_first(play):
    case = registration(play, contested=True)
    assert case.open == ["association_review"]


def test_an_unfiled_store_is_reviewed_by_the_association_and_then_by_its_agency(unfiled):
    assert (unfiled.open, unfiled.step.milestone) == (["association_review"], "待协会审核")
    unfiled.complete("association_review", **APPROVE)
    assert (unfiled.open, unfiled.step.milestone) == (["parent_confirmation"], "待机构确认")
    unfiled.complete("parent_confirmation", **APPROVE)
    assert unfiled.step.final


def test_a_store_returned_by_the_association_comes_back_to_it(unfiled):
    send_back(unfiled, "association_review", "region")
    correct(unfiled, "correct_for_association", UNFILED, region="371082")
    assert unfiled.open == ["association_review"]


def test_a_store_refused_by_the_association_gives_its_name_free(unfiled):
    unfiled.complete("association_review", **REFUSE)
    assert ended(unfiled) == ("completed", "不通过")
    assert unfiled.operations.names[-1] == "stores.refuse_store"


def test_a_refused_parent_is_replaced_without_a_second_review_of_the_association(unfiled):
    unfiled.complete("association_review", **APPROVE)
    unfiled.complete("parent_confirmation", **REFUSE)
    assert (unfiled.open, unfiled.step.milestone) == (["other_parent"], "待另选机构")
    unfiled.complete("other_parent", **OTHER)
    assert unfiled.open == ["parent_confirmation"]


def test_whoever_picks_no_other_parent_for_thirty_days_is_not_registered(filed):
    filed.complete("parent_confirmation", **REFUSE)
    filed.wake_when_due()
    assert ended(filed) == ("completed", "不通过")


def test_a_store_returned_by_its_agency_comes_back_to_the_agency(unfiled):
    unfiled.complete("association_review", **APPROVE)
    send_back(unfiled, "parent_confirmation", "agent_name")
    correct(unfiled, "correct_for_parent", UNFILED, agent_name="王方")
    assert unfiled.open == ["parent_confirmation"]


def test_what_the_association_reviewed_and_the_store_changed_is_reviewed_again(play):
    case = registration(play, filed=False, reviewed_changed=True)
    case.complete("association_review", **APPROVE)
    send_back(case, "parent_confirmation", "region")
    correct(case, "correct_for_parent", UNFILED, region="371082")
    assert case.open == ["association_review"]


def test_a_silent_agency_is_reminded_twice_and_then_the_association_confirms(filed):
    for _ in range(3):
        filed.wake_when_due()
    assert filed.operations.names[-3:] == ["notices.remind", "notices.remind", "notices.take_over"]
    assert filed.task("association_confirms").role == "association_reviewer"
    filed.complete("association_confirms", **APPROVE)
    assert ended(filed) == ("completed", "已通过")


def test_an_agency_that_is_known_to_be_silent_is_not_asked_again(play):
    case = registration(play, parents=("silent",))
    assert case.open == ["association_confirms"]


def test_an_agency_that_is_gone_is_replaced(play):
    case = registration(play, parents=("gone", "ready"))
    assert case.open == ["other_parent"]
    case.complete("other_parent", **OTHER)
    assert case.open == ["parent_confirmation"]


def test_an_invited_agency_confirms_once_it_is_registered(play):
    case = registration(play, parents=("invited", "ready"))
    case.finish_job("text_invited")
    assert (case.open, case.step.milestone) == ([], "待机构登记")
    case.tell("employer_registered")
    assert case.open == ["parent_confirmation"]


def test_an_invitation_of_an_agency_lapses_after_thirty_days_and_another_is_picked(play):
    case = registration(play, parents=("invited", "ready"))
    case.finish_job("text_invited")
    case.wake_when_due()
    assert case.operations.names[-1] == "stores.lapse_invitation"
    assert case.open == ["other_parent"]


def test_a_store_that_withdraws_gives_its_name_free(filed):
    filed.withdraw()
    assert filed.operations.names[-1] == "stores.release_store"


def reminders(case) -> int:
    return case.operations.names.count("notices.remind")


def test_the_days_of_the_association_stop_while_a_store_corrects_and_then_go_on(unfiled):
    unfiled.wake_when_due()
    unfiled.wait(hours=9)
    send_back(unfiled, "association_review", "region")
    assert unfiled.step.next_wake is None
    unfiled.wait(days=14)
    correct(unfiled, "correct_for_association", UNFILED, region="371082")
    # Friday was the fourth day, so only the reminder of the fifth is left, on the next one.
    assert unfiled.step.next_wake == datetime(2026, 3, 24, tzinfo=SHANGHAI)
    unfiled.wake_when_due()
    assert (reminders(unfiled), unfiled.step.next_wake) == (2, None)


def test_the_days_of_an_agency_stop_while_a_store_corrects_and_then_go_on(filed):
    filed.wake_when_due()
    filed.wait(hours=9)
    send_back(filed, "parent_confirmation", "region")
    assert filed.step.next_wake is None
    correct(filed, "correct_for_parent", answers.store(), region="371082")
    for _ in range(2):
        filed.wake_when_due()
    assert (reminders(filed), filed.open) == (2, ["association_confirms"])
    # Ten working days after Monday the 2nd, as if nothing had been returned.
    assert filed.now == datetime(2026, 3, 17, tzinfo=SHANGHAI)


def test_another_agency_has_all_of_its_days(filed):
    filed.desk = "another"
    filed.wait(days=4)
    filed.complete("parent_confirmation", **REFUSE)
    opened = filed.complete("other_parent", **OTHER).open_tasks[0]
    assert filed.calendar.working_days_between(opened.opened_at, opened.due_at) == 10
