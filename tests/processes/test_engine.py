import pytest
from diagrams import Diagram
from scenarios import WAITS, Operations

from forms import FormErrors
from processes.errors import NotWithdrawable, TaskNotOpen
from processes.step import CaseStatus, Submission

REVIEW = (
    Diagram("registration", on_withdraw="register.release")
    .start()
    .user("submit", milestone="未提交")
    .service("claim", "register.claim", {"who": "note_of"})
    .user("review", form="review", role="agency", milestone="待审核")
    .exclusive("opinion")
    .user("correct", milestone="已退回")
    .service("admit", "register.admit", final=True)
    .service("draw", "cards.draw")
    .service("release", "register.release")
    .end("registered", milestone="已登记")
    .end("refused", milestone="不通过")
    .path("begin", "submit", "claim", "review", "opinion")
    .flow("opinion", "admit", when='decision = "approve"')
    .flow("opinion", "correct", when='decision = "return"')
    .flow("opinion", "release", default=True)
    .path("admit", "draw", "registered")
    .path("release", "refused")
    .path("correct", "claim")
)


@pytest.fixture
def case(play):
    operations = Operations({"cards.draw": WAITS, "register.claim": {"employer_kind": "agency"}})
    return play(REVIEW, operations=operations, given={"note_of": "申请人"})


def test_an_approved_case_ends_with_its_card_drawn(case):
    case.start(note="你好")
    case.complete("review", decision="approve")
    assert [call.operation for call in case.step.waiting] == ["cards.draw"]
    case.finish_job("draw", card="42")
    assert case.step.status is CaseStatus.COMPLETED
    assert (case.step.outcome, case.step.milestone) == ("registered", "已登记")
    assert case.step.values == {
        "employer_kind": "agency",
        "decision": "approve",
        "changed_fields": [],
        "card": "42",
    }


def test_a_case_without_a_submission_waits_for_its_first_task(case):
    case.start()
    assert case.open == ["submit"]
    assert case.step.milestone == "未提交"


def test_the_first_submission_is_completed_in_the_step_that_starts_the_case(case):
    step = case.start(note="你好")
    assert step.completed_task.node == "submit"
    assert step.answers == {"note": "你好"}
    assert case.open == ["review"]


def test_a_refused_case_releases_what_it_held(case):
    case.start(note="你好")
    case.complete("review", decision="refuse")
    assert case.operations.names == ["register.claim", "register.release"]
    assert case.step.outcome == "refused"


def test_a_returned_case_comes_back_to_the_reviewer_with_what_changed(case):
    case.start(note="旧")
    case.complete("review", decision="return")
    assert (case.open, case.step.milestone) == (["correct"], "已退回")
    correction = Submission({"note": "新"}, previous={"note": "旧"}, reopened=frozenset({"note"}))
    step = case.submit("correct", correction)
    assert step.changed == ("note",)
    assert step.values["changed_fields"] == ["note"]
    assert (case.open, case.step.milestone) == (["review"], "待审核")


def test_a_field_that_was_not_returned_is_refused_and_nothing_happens(case):
    case.start(note="旧")
    case.complete("review", decision="return")
    before = case.step
    with pytest.raises(FormErrors):
        case.submit("correct", Submission({"note": "新"}, {"note": "旧"}, frozenset()))
    assert case.step is before
    case.submit("correct", Submission({"note": "旧"}, {"note": "旧"}, frozenset()))
    assert case.open == ["review"]


def test_parameters_are_evaluated_over_values_and_givens(case):
    case.start(note="你好")
    assert case.operations.calls[0].params == {"who": "申请人"}


def test_what_happened_is_told_in_order(case):
    step = case.start(note="你好")
    assert [(event.kind, event.node) for event in step.happened] == [
        ("case_started", None),
        ("milestone_reached", "submit"),
        ("task_opened", "submit"),
        ("task_completed", "submit"),
        ("operation_called", "claim"),
        ("operation_finished", "claim"),
        ("milestone_reached", "review"),
        ("task_opened", "review"),
    ]


def test_an_open_task_keeps_its_id_and_the_time_it_opened(case):
    case.start(note="你好")
    task = case.task("review")
    assert (task.role, task.form, task.name) == ("agency", "review", "review")
    case.wait(hours=3).wake()
    assert case.task("review") == task


def test_a_second_click_finds_the_task_done(case):
    case.start(note="你好")
    task_id = case.task("review").id
    case.complete("review", decision="approve")
    with pytest.raises(TaskNotOpen):
        case.submit_by_id(task_id, Submission({"decision": "refuse"}))
    assert case.step.milestone == "待审核"


def test_a_human_task_is_not_finished_as_a_job(case):
    case.start(note="你好")
    case.complete("review", decision="approve")
    with pytest.raises(TaskNotOpen):
        case.submit_by_id(case.step.waiting[0].task_id, Submission({}))


def test_an_applicant_withdraws_and_the_claim_is_released(case):
    case.start(note="你好")
    step = case.withdraw()
    assert step.status is CaseStatus.WITHDRAWN
    assert case.operations.names[-1] == "register.release"
    assert case.happened("task_cancelled") == ["review"]
    assert case.open == []
    assert step.milestone == "待审核"


def test_nobody_withdraws_after_the_final_element(case):
    case.start(note="你好")
    case.complete("review", decision="approve")
    assert case.step.final
    with pytest.raises(NotWithdrawable):
        case.withdraw()
    case.finish_job("draw")
    assert case.step.status is CaseStatus.COMPLETED


def test_a_closed_case_is_not_withdrawn_again(case):
    case.start(note="你好")
    case.withdraw()
    with pytest.raises(NotWithdrawable):
        case.withdraw()


def test_waking_a_closed_case_changes_nothing(case):
    case.start(note="你好")
    before = case.withdraw()
    assert case.wake().state == before.state


class NumberTaken(Exception):
    """The register says no."""


def test_an_operation_that_refuses_leaves_everything_as_it_was(case):
    case.start(note="你好")
    before = case.step
    case.operations.answers["register.admit"] = NumberTaken("已登记")
    with pytest.raises(NumberTaken, match="已登记"):
        case.complete("review", decision="approve")
    assert case.step is before
    del case.operations.answers["register.admit"]
    case.complete("review", decision="approve")
    assert case.step.final


def test_an_operation_that_withdraws_cannot_wait_for_a_job(case):
    case.start(note="你好")
    case.operations.answers["register.release"] = WAITS
    with pytest.raises(TypeError, match=r"register\.release"):
        case.withdraw()


def test_a_start_with_a_submission_needs_exactly_one_open_task(play):
    both = (
        Diagram()
        .start()
        .parallel("split")
        .user("a")
        .user("b")
        .end()
        .path("begin", "split", "a", "done")
        .path("split", "b", "done")
    )
    with pytest.raises(TaskNotOpen):
        play(both).start(note="你好")


def test_a_lane_says_whose_task_it_is_and_the_task_may_say_otherwise(play):
    diagram = (
        Diagram()
        .start()
        .user("a", role="")
        .user("b", role="association_reviewer")
        .end()
        .path("begin", "a", "b", "done")
        .lane("门店", "store", "a", "b")
    )
    case = play(diagram)
    case.start()
    assert case.task("a").role == "store"
    case.complete("a", note="好")
    assert case.task("b").role == "association_reviewer"


def test_a_terminate_end_closes_everything_else(play):
    diagram = (
        Diagram()
        .start()
        .parallel("split")
        .user("a")
        .user("b")
        .terminate("stop", milestone="终止")
        .end()
        .path("begin", "split", "a", "stop")
        .path("split", "b", "done")
    )
    case = play(diagram)
    case.start()
    case.complete("a", note="停")
    assert case.step.status is CaseStatus.COMPLETED
    assert case.step.outcome == "stop"
    assert case.happened("task_cancelled") == ["b"]


def test_a_side_branch_that_ends_last_does_not_change_the_outcome(play):
    diagram = (
        Diagram()
        .start()
        .parallel("split")
        .user("a")
        .service("notify", "notices.send")
        .end("registered", milestone="已登记")
        .end("notified")
        .path("begin", "split", "a", "registered")
        .path("split", "notify", "notified")
    )
    case = play(diagram, operations=Operations({"notices.send": WAITS}))
    case.start()
    case.complete("a", note="好")
    assert case.step.outcome is None
    case.finish_job("notify")
    assert case.step.outcome == "registered"
