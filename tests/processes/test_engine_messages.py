import pytest
from diagrams import Diagram

from processes.errors import NotAwaited
from processes.step import CaseStatus

PAYMENT = (
    Diagram()
    .start()
    .user("apply")
    .event_gateway("which")
    .catch_message("paid", "paid", milestone="已支付")
    .catch_timer("too_late", after="P7D")
    .user("make_card")
    .end("made")
    .end("expired", milestone="已关闭")
    .path("begin", "apply", "which", "paid", "make_card", "made")
    .path("which", "too_late", "expired")
)


def test_the_first_event_after_an_event_based_gateway_ends_the_others(play):
    case = play(PAYMENT)
    case.start(note="好")
    assert case.step.awaited == ("paid",)
    assert case.step.next_wake is not None
    assert case.step.milestone is None
    case.tell("paid", {"amount": 100})
    assert (case.open, case.step.milestone) == (["make_card"], "已支付")
    assert case.step.values["amount"] == 100
    assert (case.step.awaited, case.step.next_wake) == ((), None)


def test_the_timer_after_an_event_based_gateway_ends_the_waiting(play):
    case = play(PAYMENT)
    case.start(note="好")
    case.wake_when_due()
    assert case.step.outcome == "expired"
    with pytest.raises(NotAwaited):
        case.tell("paid")


def test_an_early_message_is_not_awaited_and_nothing_happens(play):
    case = play(PAYMENT)
    before = case.start()
    with pytest.raises(NotAwaited, match="paid"):
        case.tell("paid", {"amount": 100})
    assert case.step is before
    case.complete("apply", note="好")
    case.tell("paid", {"amount": 100})
    assert case.open == ["make_card"]


def test_a_receive_task_waits_for_its_message(play):
    diagram = (
        Diagram()
        .start()
        .receive("wait", "paid", milestone="待支付")
        .user("after")
        .end()
        .path("begin", "wait", "after", "done")
    )
    case = play(diagram)
    case.start()
    assert (case.step.milestone, case.step.awaited) == ("待支付", ("paid",))
    case.tell("paid")
    assert case.happened("message_received") == ["wait"]
    assert case.open == ["after"]


def on_the_edge(*, interrupting: bool) -> Diagram:
    return (
        Diagram()
        .start()
        .user("review")
        .boundary_message("objected", "review", "objection", interrupting=interrupting)
        .user("answer")
        .end()
        .end("answered")
        .path("begin", "review", "done")
        .path("objected", "answer", "answered")
    )


def test_an_interrupting_message_closes_the_task(play):
    case = play(on_the_edge(interrupting=True))
    case.start()
    case.tell("objection")
    assert case.open == ["answer"]
    assert case.happened("task_cancelled") == ["review"]


def test_a_message_beside_a_task_leaves_it_open_and_comes_once(play):
    case = play(on_the_edge(interrupting=False))
    case.start()
    case.tell("objection")
    assert case.open == ["answer", "review"]
    assert case.step.awaited == ()
    with pytest.raises(NotAwaited):
        case.tell("objection")
    case.complete("review", note="好")
    assert case.step.status is CaseStatus.OPEN
    case.complete("answer", note="好")
    assert case.step.status is CaseStatus.COMPLETED


def test_a_side_branch_lives_on_when_its_task_is_done(play):
    case = play(on_the_edge(interrupting=False))
    case.start()
    case.tell("objection")
    case.complete("review", note="好")
    assert case.open == ["answer"]


def test_everything_that_waits_for_a_name_takes_the_message(play):
    diagram = (
        Diagram()
        .start()
        .parallel("split")
        .receive("a", "paid")
        .receive("b", "paid")
        .parallel("join")
        .user("after")
        .end()
        .path("begin", "split", "a", "join", "after", "done")
        .path("split", "b", "join")
    )
    case = play(diagram)
    case.start()
    assert case.step.awaited == ("paid",)
    case.tell("paid")
    assert case.open == ["after"]


def test_a_message_that_ends_a_task_is_not_taken_by_what_else_waited_on_it(play):
    diagram = (
        Diagram()
        .start()
        .user("review")
        .boundary_message("first", "review", "objection")
        .boundary_message("second", "review", "objection")
        .user("answer")
        .end()
        .path("begin", "review", "done")
        .path("first", "answer", "done")
        .path("second", "answer")
    )
    case = play(diagram)
    case.start()
    case.tell("objection")
    assert case.happened("message_received") == ["first"]
    assert case.open == ["answer"]


@pytest.mark.parametrize("key", ["typename", "self", "due", "from", "__class__"])
def test_no_key_of_a_payload_can_harm_a_case(play, key):
    case = play(PAYMENT)
    case.start(note="好")
    case.tell("paid", {key: {key: ["paid"]}})
    case.complete("make_card", note="好")
    assert case.step.outcome == "made"
    assert case.step.values[key] == {key: ["paid"]}
