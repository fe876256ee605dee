import pytest
from diagrams import Diagram
from scenarios import Operations

from processes.errors import EndlessLoop, NoFlowMatches
from processes.step import CaseStatus

PARALLEL = (
    Diagram()
    .start()
    .exclusive("again")
    .parallel("split")
    .user("a")
    .user("b")
    .parallel("join")
    .user("final_review", form="review")
    .exclusive("opinion")
    .end()
    .path("begin", "again", "split", "a", "join")
    .path("split", "b", "join", "final_review", "opinion")
    .flow("opinion", "again", when='decision = "return"')
    .flow("opinion", "done", default=True)
)

INCLUSIVE = (
    Diagram()
    .start()
    .user("choose", form="choice")
    .inclusive("split")
    .user("a")
    .user("b")
    .user("c")
    .inclusive("join")
    .user("final_review", form="review")
    .exclusive("opinion")
    .end()
    .path("begin", "choose", "split")
    .flow("split", "a", when='a = "yes"')
    .flow("split", "b", when='b = "yes"')
    .flow("split", "c", default=True)
    .path("a", "join")
    .path("b", "join")
    .path("c", "join", "final_review", "opinion")
    .flow("opinion", "choose", when='decision = "return"')
    .flow("opinion", "done", default=True)
)


@pytest.mark.parametrize("first", ["a", "b"])
@pytest.mark.parametrize("second", ["a", "b"])
def test_a_parallel_review_waits_for_both_reviewers_in_every_round(play, first, second):
    case = play(PARALLEL)
    case.start()
    for leader in (first, second, first):
        follower = "b" if leader == "a" else "a"
        case.complete(leader, note="好")
        assert case.open == [follower]
        case.complete(follower, note="好")
        assert case.open == ["final_review"]
        case.complete("final_review", decision="return")
        assert case.open == ["a", "b"]


@pytest.mark.parametrize("first", ["a", "b"])
@pytest.mark.parametrize("second", ["a", "b"])
def test_an_inclusive_review_waits_for_all_who_were_asked_in_every_round(play, first, second):
    case = play(INCLUSIVE)
    case.start()
    for leader in (first, second, first):
        follower = "b" if leader == "a" else "a"
        case.complete("choose", a="yes", b="yes")
        case.complete(leader, note="好")
        assert case.open == [follower]
        case.complete(follower, note="好")
        assert case.open == ["final_review"]
        case.complete("final_review", decision="return")


def test_an_inclusive_gateway_asks_only_those_whose_condition_holds(play):
    case = play(INCLUSIVE)
    case.start()
    case.complete("choose", a="yes", b="no")
    assert case.open == ["a"]
    case.complete("a", note="好")
    assert case.open == ["final_review"]


def test_an_inclusive_gateway_falls_back_to_its_default(play):
    case = play(INCLUSIVE)
    case.start()
    case.complete("choose", a="no", b="no")
    assert case.open == ["c"]


def test_a_routing_field_that_is_not_answered_again_has_no_value_any_more(play):
    case = play(INCLUSIVE)
    case.start()
    case.complete("choose", a="yes", b="yes", c="yes")
    case.complete("a", note="好")
    case.complete("b", note="好")
    case.complete("final_review", decision="return")
    case.complete("choose", a="yes")
    assert case.open == ["a"]
    assert case.step.values["b"] is None


def test_an_inclusive_join_is_not_held_up_by_a_branch_that_only_comes_round_again(play):
    # A token in `beside` could reach the join only by the outer loop, through the split
    # that serves all its flows: BPMN lets the join pass.
    diagram = (
        Diagram()
        .start()
        .exclusive("again")
        .parallel("fork")
        .inclusive("split")
        .user("a")
        .user("b")
        .inclusive("join")
        .user("beside")
        .parallel("meet")
        .user("final_review", form="review")
        .exclusive("opinion")
        .end()
        .path("begin", "again", "fork", "split")
        .flow("split", "a", default=True)
        .flow("split", "b", when='mode = "both"')
        .path("a", "join")
        .path("b", "join", "meet")
        .path("fork", "beside", "meet", "final_review", "opinion")
        .flow("opinion", "again", when='decision = "return"')
        .flow("opinion", "done", default=True)
    )
    case = play(diagram)
    case.start()
    assert case.open == ["a", "beside"]
    case.complete("a", note="好")
    case.complete("beside", note="好")
    assert case.open == ["final_review"]


def test_an_inclusive_join_waits_for_a_branch_that_corrects_within_itself(play):
    diagram = (
        Diagram()
        .start()
        .inclusive("split")
        .user("a")
        .user("b", form="review")
        .exclusive("enough")
        .inclusive("join")
        .user("after")
        .end()
        .path("begin", "split")
        .flow("split", "a", when="1 = 1")
        .flow("split", "b", when="2 = 2")
        .flow("split", "join", default=True)
        .path("a", "join")
        .path("b", "enough")
        .flow("enough", "b", when='decision = "return"')
        .flow("enough", "join", default=True)
        .path("join", "after", "done")
    )
    case = play(diagram)
    case.start()
    case.complete("a", note="好")
    for _ in range(3):
        case.complete("b", decision="return")
        assert case.open == ["b"]
    case.complete("b", decision="approve")
    assert case.open == ["after"]


def test_branches_read_each_others_results_and_the_last_one_wins(play):
    case = play(PARALLEL, operations=Operations())
    case.start({"x": 1})
    case.complete("a", note="好")
    case.complete("b", note="好")
    case.complete("final_review", decision="approve")
    assert case.step.values["decision"] == "approve"
    assert case.step.status is CaseStatus.COMPLETED


def test_two_flows_between_the_same_gateways_bring_two_tokens(play):
    diagram = (
        Diagram()
        .start()
        .parallel("split")
        .parallel("join")
        .user("after")
        .end()
        .path("begin", "split", "join", "after", "done")
        .path("split", "join")
    )
    case = play(diagram)
    case.start()
    assert case.open == ["after"]


def test_conditions_are_asked_in_the_order_of_the_file_and_not_of_the_drawing(play):
    diagram = (
        Diagram()
        .start()
        .exclusive("gate")
        .user("second")
        .user("first")
        .end()
        .path("begin", "gate")
        .flow("gate", "first", when="x > 1")
        .flow("gate", "second", when="x > 0")
        .flow("gate", "done", default=True)
        .path("first", "done")
        .path("second", "done")
    )
    case = play(diagram)
    case.start({"x": 2})
    assert case.open == ["first"]


def test_only_true_lets_a_condition_hold(play):
    diagram = (
        Diagram()
        .start()
        .exclusive("gate")
        .user("taken")
        .user("other")
        .end()
        .path("begin", "gate")
        .flow("gate", "taken", when="answer")
        .flow("gate", "other", default=True)
        .path("taken", "done")
        .path("other", "done")
    )
    for answer, node in ((True, "taken"), ("yes", "other"), (1, "other"), (None, "other")):
        case = play(diagram)
        case.start({"answer": answer})
        assert case.open == [node]


def test_a_name_without_a_value_yet_is_null(play):
    diagram = (
        Diagram()
        .start()
        .exclusive("gate")
        .user("later")
        .user("other")
        .end()
        .path("begin", "gate")
        .flow("gate", "later", when="paid = true")
        .flow("gate", "other", default=True)
        .path("later", "done")
        .path("other", "done")
    )
    case = play(diagram)
    case.start()
    assert case.open == ["other"]


def test_a_gateway_without_a_way_out_is_an_error(play):
    diagram = (
        Diagram()
        .start()
        .exclusive("gate")
        .user("a")
        .end()
        .path("begin", "gate")
        .flow("gate", "a", when="x = 1")
        .flow("gate", "done", when="x = 2")
        .path("a", "done")
    )
    with pytest.raises(NoFlowMatches, match="gate"):
        play(diagram).start({"x": 3})


def test_a_loop_that_never_waits_is_an_error_and_not_a_hanging_server(play):
    diagram = (
        Diagram()
        .start()
        .exclusive("again")
        .service("work")
        .exclusive("gate")
        .end()
        .path("begin", "again", "work", "gate")
        .flow("gate", "done", when="x = 1")
        .flow("gate", "again", default=True)
    )
    with pytest.raises(EndlessLoop):
        play(diagram).start()
