"""Whether every case comes to an end, each step open once at a time."""

import time

from processes.checker import Severity, examine
from tests.processes.checking import VOCABULARY, Drawing, problems_of, refused
from tests.processes.diagrams import Diagram

AGAIN = 'category = "broker"'


def case(*users: str) -> Diagram:
    """A diagram with a start, an end and these human tasks, not yet connected."""
    drawing = Diagram("p").start().end()
    for user in users:
        drawing.user(user, form="employer_review")
    return drawing


def two_branches(split: str = "parallel", join: str = "parallel") -> Diagram:
    """Two reviews beside each other: begin → fork → a, b → meet → done."""
    drawing = case("a", "b")
    getattr(drawing, split)("fork")
    getattr(drawing, join)("meet")
    if split == "parallel":
        drawing.path("fork", "a").path("fork", "b")
    else:
        drawing.flow("fork", "a", when=AGAIN).flow("fork", "b", default=True)
    return drawing.path("begin", "fork").path("a", "meet", "done").path("b", "meet")


def errors(drawing: Diagram) -> list[str]:
    found = problems_of(drawing.xml())
    return [problem.code for problem in found if problem.severity is Severity.ERROR]


def test_branches_that_meet_as_they_parted_are_admitted():
    for kind in ("parallel", "exclusive", "inclusive"):
        assert errors(two_branches(kind, kind)) == []


def test_either_of_two_branches_into_a_join_of_both_waits_for_ever():
    refused(two_branches("exclusive", "parallel").xml(), "join_waits_for_ever", "“meet”", "排他")


def test_both_branches_into_a_merge_open_the_next_step_twice():
    refused(two_branches("parallel", "exclusive").xml(), "opened_twice", "“meet”", "并行网关")


def test_both_branches_into_one_step_open_it_twice():
    drawing = case("a", "b", "c").parallel("fork").path("begin", "fork", "a", "c", "done")
    refused(drawing.path("fork", "b", "c").xml(), "opened_twice", "“c”")


def test_branches_that_each_come_to_an_end_of_their_own_are_admitted():
    drawing = case("a", "b").parallel("fork").end("done_b")
    assert errors(drawing.path("begin", "fork", "a", "done").path("fork", "b", "done_b")) == []


def test_a_time_limit_that_leaves_a_parallel_branch_leaves_the_other_at_the_join():
    drawing = two_branches().boundary_timer("late", "a", days=3).end("given_up")
    refused(drawing.path("late", "given_up").xml(), "left_at_the_end", "“meet”", "“given_up”")


def test_a_time_limit_that_ends_everything_is_admitted():
    drawing = two_branches().boundary_timer("late", "a", days=3).terminate("given_up")
    assert errors(drawing.path("late", "given_up")) == []


def test_a_way_back_past_an_open_branch_is_refused():
    drawing = case("a", "b").exclusive("top").exclusive("ask").parallel("fork").parallel("meet")
    drawing.path("begin", "top", "fork", "a", "ask").path("fork", "b", "meet", "done")
    drawing.flow("ask", "top", when=AGAIN).flow("ask", "meet", default=True)
    found = refused(drawing.xml(), "back_past_open_branch", "“ask”", "“top”", "汇合")
    assert found.element_id == "ask"


def test_a_way_back_inside_an_open_branch_is_refused():
    drawing = case("a", "b").exclusive("ask").parallel("fork").parallel("meet")
    drawing.path("begin", "fork", "a", "ask").path("fork", "b", "meet", "done")
    drawing.flow("ask", "a", when=AGAIN).flow("ask", "meet", default=True)
    refused(drawing.xml(), "back_past_open_branch", "“ask”", "“a”")


def test_a_way_back_after_all_branches_have_met_is_admitted():
    drawing = case("a", "b").exclusive("top").exclusive("ask").parallel("fork").parallel("meet")
    drawing.path("begin", "top", "fork", "a", "meet", "ask").path("fork", "b", "meet")
    drawing.flow("ask", "top", when=AGAIN).flow("ask", "done", default=True)
    assert errors(drawing) == []


def test_a_loop_in_which_nobody_acts_is_refused():
    drawing = Diagram("p").start().end().service("try", "notices.remind").exclusive("ask")
    drawing.path("begin", "try", "ask")
    drawing.flow("ask", "try", when=AGAIN).flow("ask", "done", default=True)
    refused(drawing.xml(), "automatic_loop", "“try”")


def test_a_side_line_that_returns_to_the_main_line_is_refused():
    spoiled = Drawing().set("store_silent", cancelActivity="false")
    refused(spoiled, "side_line_returns", "“满3个工作日转机构”", "“机构审核”", "中断")


def test_a_loop_on_a_side_line_is_refused():
    drawing = case("a", "call").path("begin", "a", "done").exclusive("ask").end("called")
    drawing.boundary_timer("ring", "a", days=1, interrupting=False).path("ring", "call", "ask")
    drawing.flow("ask", "call", when=AGAIN).flow("ask", "called", default=True)
    refused(drawing.xml(), "loop_on_side_line", "“ring”")


def test_branches_on_a_side_line_are_played_as_well():
    drawing = case("a", "b", "c").path("begin", "a", "done").parallel("fork").exclusive("meet")
    drawing.end("called").boundary_timer("ring", "a", days=1, interrupting=False)
    drawing.path("ring", "fork", "b", "meet", "called").path("fork", "c", "meet")
    refused(drawing.xml(), "opened_twice", "“meet”")


def test_two_inclusive_joins_that_wait_for_each_other_are_refused():
    drawing = case("a", "b").parallel("fork").inclusive("left").inclusive("right")
    drawing.inclusive("left_out").inclusive("right_out").end("done_too")
    drawing.path("begin", "fork", "a", "left", "left_out").path("fork", "b", "right", "right_out")
    drawing.flow("left_out", "right", when=AGAIN).flow("left_out", "done", default=True)
    drawing.flow("right_out", "left", when=AGAIN).flow("right_out", "done_too", default=True)
    refused(drawing.xml(), "join_waits_for_ever", "“left”")


def wide(branches: int, steps: int) -> Diagram:
    """Branches beside each other, in which people act and questions are asked in turn."""
    drawing = case().parallel("fork").parallel("meet").path("begin", "fork").path("meet", "done")
    for branch in range(branches):
        last = "fork"
        for step in range(steps):
            user, ask, merge = (f"{word}_{branch}_{step}" for word in ("user", "ask", "merge"))
            drawing.user(user, form="employer_review").exclusive(ask).exclusive(merge)
            drawing.path(last, user, ask)
            drawing.flow(ask, merge, when=AGAIN).flow(ask, merge, default=True)
            last = merge
        drawing.path(last, "meet")
    return drawing


def test_more_than_can_be_played_is_refused_and_says_how_far_the_play_went():
    began = time.thread_time()
    refused(wide(10, 3).xml(), "too_complex", "“p”", "分支", "试走了 20")
    # Measured: 0.4 s. It ends by itself after 20,000 states or 2 s.
    assert time.thread_time() - began < 5


def test_an_inclusive_question_with_very_many_answers_is_refused_in_bounded_time():
    drawing = case().inclusive("ask")
    for number in range(24):
        drawing.user(f"u{number}", form="employer_review").path(f"u{number}", "done")
        drawing.flow("ask", f"u{number}", when=AGAIN)
    began = time.thread_time()
    refused(drawing.path("begin", "ask").flow("ask", "done", default=True).xml(), "too_complex")
    # Measured: 0.4 s; before, minutes and gigabytes.
    assert time.thread_time() - began < 5


def test_four_branches_with_questions_can_be_played():
    checked = examine(wide(4, 2).xml(), VOCABULARY)
    assert checked.is_sound
    assert checked.played is not None
    assert checked.played.complete
    assert checked.played.states > 3**4


def test_a_diagram_with_errors_is_not_played():
    assert examine(case().xml(), VOCABULARY).played is None


def test_steps_in_a_row_are_one_place():
    row = Diagram("p").start().end().path("begin", "u0")
    for number in range(100):
        row.user(f"u{number}", form="employer_review").path(f"u{number}", f"u{number + 1}")
    row.user("u100", form="employer_review").path("u100", "done")
    played = examine(row.xml(), VOCABULARY).played
    assert played is not None
    assert played.states < 5


def test_a_second_token_before_a_merge_is_told_with_the_whole_way():
    found = refused(two_branches("parallel", "exclusive").xml(), "opened_twice")
    assert found.path == (
        *("begin", "flow_3", "fork", "flow_1", "flow_2"),
        *("a", "flow_4", "meet", "flow_5", "b", "flow_6", "meet", "flow_5"),
    )


def test_a_fault_on_a_side_line_is_told_with_the_way_to_its_reminder():
    drawing = case("a", "z", "b", "c").path("begin", "z", "a", "done").parallel("fork")
    drawing.exclusive("meet").end("called")
    drawing.boundary_timer("ring", "a", days=1, interrupting=False)
    drawing.path("ring", "fork", "b", "meet", "called").path("fork", "c", "meet")
    path = refused(drawing.xml(), "opened_twice", "“meet”").path
    assert path[:6] == ("begin", "flow_1", "z", "flow_2", "ring", "flow_4")


def test_an_inclusive_join_does_not_wait_for_a_branch_that_comes_round_by_a_loop():
    drawing = case("a", "b", "c").exclusive("top").exclusive("ask")
    drawing.parallel("all").parallel("met").inclusive("fork").inclusive("meet")
    drawing.path("begin", "top", "all", "fork").path("a", "meet", "met", "ask").path("b", "meet")
    drawing.path("all", "c", "met")
    drawing.flow("fork", "a", when=AGAIN).flow("fork", "b", default=True)
    drawing.flow("ask", "top", when=AGAIN).flow("ask", "done", default=True)
    assert errors(drawing) == []
