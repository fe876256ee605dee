"""The shipped registration of an agency: filed, lapsed, and not in the directory."""

import pytest
from shipped_cases import APPROVE, REFUSE, begin, correct, edition_of, ended, send_back

from tests.processes import answers

UNFILED = answers.agency(**answers.LEGAL)


def registration(play, *, filed: bool, filing_valid: bool, **found: bool):
    claimed = {
        "filing_valid": filing_valid,
        "number_differs": False,
        "contested": False,
        **found,
    }
    return begin(
        play,
        edition_of("agency_registration"),
        answers.agency() if filed and filing_valid else UNFILED,
        operations={"organisations.claim_organisation": claimed},
        applicant_kind="agency",
        filed=filed,
        filing_lapsed=filed and not filing_valid,
    )


@pytest.fixture
def unfiled(play):
    return registration(play, filed=False, filing_valid=False)


def test_a_filed_agency_passes_at_once_with_nobodys_review(play):
    case = registration(play, filed=True, filing_valid=True)
    assert ended(case) == ("completed", "已通过")
    assert case.operations.names[-2:] == ["organisations.approve", "organisations.tell_approved"]


def test_an_agency_whose_filing_has_lapsed_is_reviewed(play):
    case = registration(play, filed=True, filing_valid=False)
    assert (case.open, case.step.milestone) == (["association_review"], "待协会审核")


@pytest.mark.parametrize("doubt", ["number_differs", "contested"])
def test_a_filed_agency_about_which_there_is_a_doubt_is_reviewed(play, doubt):
    case = registration(play, filed=True, filing_valid=True, **{doubt: True})
    assert (case.open, case.step.milestone) == (["association_review"], "待协会审核")


def test_a_filed_agency_whose_licence_has_another_number_is_asked_what_an_unfiled_one_is(play):
    told = {"uscc_differs": True, "licence_uscc": "91371082XX0000035H"}
    case = begin(
        play,
        edition_of("agency_registration"),
        {**UNFILED, **told},
        operations={
            "organisations.claim_organisation": {
                "filing_valid": True,
                "number_differs": True,
                "contested": False,
            }
        },
        applicant_kind="agency",
        filed=True,
        filing_lapsed=False,
    )
    assert case.open == ["association_review"]
    assert case.step.answers.keys() >= {"licence_uscc", "licence", "legal_id"}


def test_an_agency_that_the_directory_does_not_hold_is_reviewed(unfiled):
    assert unfiled.task("association_review").role == "association_reviewer"
    unfiled.complete("association_review", **APPROVE)
    assert ended(unfiled) == ("completed", "已通过")


def test_a_returned_agency_corrects_and_comes_back_to_the_association(unfiled):
    send_back(unfiled, "association_review", "agent_name")
    assert (unfiled.open, unfiled.step.milestone) == (["correct"], "已退回")
    correct(unfiled, "correct", UNFILED, agent_name="王方")
    assert unfiled.step.changed == ("agent_name",)
    assert unfiled.open == ["association_review"]
    assert unfiled.operations.names.count("organisations.claim_organisation") == 2


def test_a_refused_agency_gives_its_name_free(unfiled):
    unfiled.complete("association_review", **REFUSE)
    assert ended(unfiled) == ("completed", "不通过")
    assert unfiled.operations.names[-1] == "organisations.refuse_organisation"


def test_the_association_is_reminded_of_an_agency_twice_and_keeps_its_task(unfiled):
    unfiled.wake_when_due()
    unfiled.wake_when_due()
    assert unfiled.operations.names.count("notices.remind") == 2
    assert (unfiled.open, unfiled.step.next_wake) == (["association_review"], None)


def test_an_agency_that_withdraws_gives_its_name_free(unfiled):
    unfiled.withdraw()
    assert unfiled.operations.names[-1] == "organisations.release_organisation"
