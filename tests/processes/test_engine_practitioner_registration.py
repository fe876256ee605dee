"""The shipped registration of a practitioner, with its real forms, from the first submit on."""

from datetime import datetime
from pathlib import Path

import pytest
from scenarios import WAITS, Operations, Player

import forms
from processes import editions
from processes.step import CaseStatus, Submission
from processes.working_time import SHANGHAI
from tests.forms.form_world import AGENCY, MAN, NOBODY_HAS, STORE, World, good_answers, upload

ROOT = Path(forms.__file__).parent.parent
DIAGRAM = (ROOT / "bpmn" / "practitioner_registration.bpmn").read_bytes()
NAMES = ("practitioner_registration", "other_employer", "employer_review", "association_review")
TABLE = (ROOT / "bpmn" / "practitioner_documents.dmn").read_bytes()
RETURN = {"decision": "return", "returned_fields": {"portrait": "请露出双耳"}}


@pytest.fixture(scope="module")
def edition():
    definitions = ROOT / "forms" / "definitions"
    named = {name: (definitions / f"{name}.form").read_bytes() for name in NAMES}
    return editions.load(DIAGRAM, named, {"practitioner_documents": TABLE})


@pytest.fixture
def case(play, edition):
    return registration(play, edition, employer_kind="store")


def registration(
    play, edition, employer_kind: str, self_review: bool = False, **changes: object
) -> Player:
    claimed = {"employer_kind": employer_kind, "self_review": self_review, "taken_over": False}
    operations = Operations({"register.claim_registration": claimed, "cards.draw_card": WAITS})
    world = World(returnable_fields={"portrait": "形象照", "store": "门店"})
    given = {**NOBODY_HAS, "category": "broker"}
    case = play(edition, operations=operations, given=given, lookups=world)
    case.start(**good_answers(**changes))
    return case


def correct(case: Player, node: str, **changes: object) -> None:
    case.submit(
        node,
        Submission(good_answers(**changes), good_answers(), frozenset(changes or {"portrait"})),
    )


def test_a_broker_of_a_store_is_registered_after_two_approvals(case):
    assert (case.open, case.step.milestone) == (["store_review"], "待机构（门店）审核")
    case.complete("store_review", decision="approve")
    assert (case.open, case.step.milestone) == (["association_review"], "待协会审核")
    case.complete("association_review", decision="approve")
    assert case.step.final
    assert case.operations.names[-1] == "cards.draw_card"
    case.finish_job("draw_card")
    assert (case.step.status, case.step.milestone) == (CaseStatus.COMPLETED, "已实名")


def test_a_broker_who_declines_publication_is_registered_and_gets_no_card(play, edition):
    case = registration(play, edition, employer_kind="agency", consent_publication=False)
    case.complete("agency_review", decision="approve")
    case.complete("association_review", decision="approve")
    assert (case.step.status, case.step.milestone) == (CaseStatus.COMPLETED, "已实名")
    assert case.operations.names[-1] == "register.admit_practitioner"


def test_a_broker_without_a_store_is_reviewed_by_the_agency(play, edition):
    case = registration(play, edition, employer_kind="agency")
    assert case.task("agency_review").role == "agency"


def test_a_silent_store_loses_the_task_to_its_agency(case):
    case.wake_when_due()
    case.wake_when_due()
    assert case.open == ["agency_review"]
    assert case.operations.names.count("notices.remind") == 1


def test_the_association_is_reminded_twice_and_keeps_its_task(case):
    case.complete("store_review", decision="approve")
    case.wake_when_due()
    case.wake_when_due()
    assert case.operations.names.count("notices.remind") == 2
    assert (case.open, case.step.next_wake) == (["association_review"], None)


def test_a_correction_for_the_employer_comes_back_to_the_employer(case):
    case.complete("store_review", **RETURN)
    assert (case.open, case.step.milestone) == (["correct_for_employer"], "已退回")
    correct(case, "correct_for_employer")
    assert case.open == ["store_review"]


def test_the_days_of_a_store_stop_while_the_applicant_corrects_and_then_go_on(case):
    case.wake_when_due()
    case.wait(hours=9).complete("store_review", **RETURN)
    assert case.step.next_wake is None
    case.wait(days=14)
    correct(case, "correct_for_employer")
    case.wake_when_due()
    # It was the third day already: its agency has the case when this one ends.
    midnight = datetime(2026, 3, 20, tzinfo=SHANGHAI)
    assert (case.open, case.now) == (["agency_review"], midnight)


@pytest.mark.parametrize("reviewer", ["agency", "association", "association_in_its_place"])
def test_the_days_of_every_reviewer_stop_while_the_applicant_corrects(play, edition, reviewer):
    stands_in = reviewer == "association_in_its_place"
    case = registration(play, edition, employer_kind="agency", self_review=stands_in)
    if reviewer == "association":
        case.complete("agency_review", decision="approve")
    [review] = case.open
    case.wake_when_due()
    case.wait(hours=9).complete(review, **RETURN)
    assert case.step.next_wake is None
    case.wait(days=14)
    correct(case, *case.open)
    case.wake_when_due()
    # Friday was the fourth day: the reminder of the fifth comes when Monday ends.
    midnight = datetime(2026, 3, 24, tzinfo=SHANGHAI)
    assert (case.open, case.now) == ([review], midnight)
    assert case.operations.names.count("notices.remind") == 2


def test_another_employer_has_all_of_its_days(case):
    case.desk = "first"
    correct_once = {"agency": AGENCY, "store": STORE, "labour_contract": [upload(13)]}
    case.complete("store_review", decision="refuse", opinion="不是本店员工")
    case.complete("other_employer", **correct_once)
    case.wake_when_due()
    case.wait(hours=9).complete("store_review", decision="refuse", opinion="不是本店员工")
    case.desk = "second"
    opened = case.complete("other_employer", **correct_once).open_tasks[0]
    assert case.calendar.working_days_between(opened.opened_at, opened.due_at) == 3


def test_a_correction_for_the_association_goes_back_to_the_association(case):
    case.complete("store_review", decision="approve")
    case.complete("association_review", **RETURN)
    correct(case, "correct_for_association")
    assert case.open == ["association_review"]


def test_a_changed_contract_is_seen_by_the_employer_first(case):
    case.complete("store_review", decision="approve")
    case.complete("association_review", **RETURN)
    correct(case, "correct_for_association", labour_contract=[upload(77)])
    assert case.step.values["changed_fields"] == ["labour_contract"]
    assert case.open == ["store_review"]


def test_the_associations_refusal_ends_the_case_and_frees_the_identity_number(case):
    case.complete("store_review", decision="approve")
    case.complete("association_review", decision="refuse", opinion="材料不符")
    assert (case.step.status, case.step.milestone) == (CaseStatus.COMPLETED, "不通过")
    assert case.operations.names[-1] == "register.release_claim"


def test_after_the_employers_refusal_another_employer_sees_the_case(case):
    case.complete("store_review", decision="refuse", opinion="不是本店员工")
    assert (case.open, case.step.milestone) == (["other_employer"], "待另选单位")
    case.complete("other_employer", agency=AGENCY, store=STORE, labour_contract=[upload(13)])
    assert case.open == ["store_review"]


def test_whoever_picks_no_other_employer_for_thirty_days_is_registered_no_more(case):
    case.complete("store_review", decision="refuse", opinion="不是本店员工")
    case.wake_when_due()
    assert (case.step.status, case.step.milestone) == (CaseStatus.COMPLETED, "不通过")
    assert case.operations.names[-1] == "register.release_claim"


def test_the_association_stands_in_for_an_agency_that_is_silent_for_ten_days(play, edition):
    case = registration(play, edition, employer_kind="agency")
    for _ in range(3):
        case.wake_when_due()
    assert case.operations.names[-3:] == ["notices.remind", "notices.remind", "notices.take_over"]
    assert case.task("stand_in_review").role == "association_reviewer"


def test_the_association_that_stands_in_has_a_due_time_and_is_reminded_twice(play, edition):
    case = registration(play, edition, employer_kind="agency", self_review=True)
    assert case.task("stand_in_review").due_at == case.step.next_wake
    case.wake_when_due()
    case.wake_when_due()
    assert case.operations.names.count("notices.remind") == 2
    assert (case.open, case.step.next_wake) == (["stand_in_review"], None)


def test_a_task_that_was_reminded_of_for_the_last_time_is_late(case):
    case.complete("store_review", decision="approve")
    for _ in range(2):
        case.wake_when_due()
    assert case.task("association_review").due_at == case.now
    case.wait(days=3)
    case.wake()
    assert case.task("association_review").due_at < case.now


def test_a_task_whose_days_were_used_up_before_a_correction_is_late_at_once(case):
    case.complete("store_review", decision="approve")
    for _ in range(2):
        case.wake_when_due()
    case.wait(days=4).complete("association_review", **RETURN)
    correct(case, "correct_for_association")
    task = case.task("association_review")
    assert task.due_at == task.opened_at


def test_whoever_owns_the_employer_is_reviewed_by_the_association_in_its_place(play, edition):
    case = registration(play, edition, employer_kind="store", self_review=True)
    assert case.open == ["stand_in_review"]


def test_a_withdrawal_frees_the_identity_number(case):
    case.complete("store_review", decision="approve")
    case.withdraw()
    assert case.operations.names[-1] == "register.release_claim"
    assert case.step.status is CaseStatus.WITHDRAWN


def test_nothing_that_crosses_the_border_shows_an_identity_number_in_a_log(case):
    posted = Submission(good_answers(), previous=good_answers())
    claim = case.operations.calls[0]
    assert claim.answers["id_number"] == case.step.answers["id_number"] == MAN
    assert MAN not in repr((posted, claim, case.step))


def test_the_state_at_the_associations_review_is_small_and_holds_nothing_personal(case):
    case.complete("store_review", decision="approve")
    assert len(case.step.state) < 1024
    for typed in ("王小明", "371003199003071117", "3062020123456789"):
        assert typed.encode() not in case.step.state
