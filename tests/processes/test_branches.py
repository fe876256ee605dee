"""The names of branches, and which of them a case's history has walked."""

from tests.branches import Passed, branches_of, walked

ASKED = (
    Passed("task_opened", "association_review"),
    Passed("task_completed", "association_review"),
)


def test_answers_events_ends_and_the_withdrawal_are_branches():
    names = branches_of("resignation")
    assert names["opinion>drop"] == "协会意见？不通过"
    assert {"association_reminder_3", "resigned", "refused", "withdrawn"} <= names.keys()


def test_a_case_has_walked_the_answer_that_leads_to_what_came_next():
    refused = [
        *ASKED,
        Passed("operation_called", "drop"),
        Passed("operation_finished", "drop"),
        Passed("milestone_reached", "refused"),
        Passed("case_completed", "refused"),
    ]
    assert walked("resignation", refused) == {"opinion>drop", "refused"}


def test_answers_of_two_questions_in_a_row_are_both_walked():
    corrected = [
        Passed("operation_finished", "claim_again_for_association"),
        Passed("task_opened", "agency_review"),
    ]
    both = {"employer_changed>which_employer", "which_employer>agency_review"}
    assert walked("practitioner_registration", corrected) == both


def test_a_reminder_is_walked_while_the_case_waits_and_nothing_else_is():
    reminded = [
        Passed("task_opened", "association_review"),
        Passed("timer_fired", "association_reminder_3"),
        Passed("operation_called", "remind_association"),
        Passed("operation_finished", "remind_association"),
    ]
    assert walked("resignation", reminded) == {"association_reminder_3"}


def test_a_case_that_was_taken_back_has_walked_no_answer():
    assert walked("resignation", [ASKED[0], Passed("case_withdrawn", None)]) == {"withdrawn"}
