"""Whether somebody can have answered what a diagram asks, and whether anybody is there."""

from dataclasses import replace

from forms import compile_form
from processes.checker import Severity
from processes.decisions import load_table
from processes.expressions import parse_form_expression
from tests.processes.checking import VOCABULARY, Drawing, is_plain, problems_of, refused
from tests.processes.diagrams import Diagram
from tests.processes.oracle.drawing import decision_table
from tests.processes.oracle.questions import question

# Each form asks for choice_n, which is a, b or c, and for level_n.
FORMS = {f"ask_{n}": compile_form(question(n), parse_form_expression) for n in "12"}
TABLES = {
    "route": load_table(decision_table("route", "choice_1", "way", [('"a"', '"x"'), ("-", '"y"')])),
    "fee": load_table(decision_table("fee", "choice_1", "fen", [('"a"', "100"), ("-", "200")])),
}
ASKING = replace(VOCABULARY, forms=FORMS, tables=TABLES)
OURS = {"never_asked", "perhaps_not_asked", "asked_earlier", "never_holds", "impossible_exit"}


def case(role: str = "applicant") -> Diagram:
    """A step that asks choice_1, one that asks choice_2, a gateway and two ends, unconnected."""
    drawing = Diagram("p").start().user("first", form="ask_1", role=role).exclusive("which")
    drawing.user("second", form="ask_2", role="agency").end("left").end("right")
    return drawing


def asking(drawing: Diagram, condition: str) -> Diagram:
    """Let the gateway ask this, and go right else."""
    drawing.flow("which", "left", when=condition)
    return drawing.flow("which", "right", default=True)


def said(drawing: Diagram) -> list[tuple[str, str | None]]:
    """Give what is said of answers: (code, element)."""
    found = problems_of(drawing.xml(), ASKING)
    assert all(map(is_plain, found)), [problem.sentence for problem in found]
    assert {problem.code for problem in found} <= {*OURS, "not_drawn", "nothing_final"}
    return [(problem.code, problem.element_id) for problem in found if problem.code in OURS]


def test_a_question_about_the_form_before_it_is_in_order():
    drawing = case().path("begin", "first", "second", "which")
    assert said(asking(drawing, 'choice_2 = "a"')) == []


def test_a_question_that_no_step_before_has_asked_is_refused():
    drawing = case().path("begin", "first", "which").path("second", "right")
    drawing.flow("which", "left", when='choice_2 = "a"').flow("which", "second", default=True)
    refused(drawing.xml(), "never_asked", "“which”", "“choice_2”", vocabulary=ASKING)


def test_a_question_that_only_one_of_two_ways_has_asked_is_pointed_out():
    drawing = case().exclusive("skip").user("last", form="ask_1", role="agency")
    drawing.path("begin", "first", "skip").path("second", "last", "which")
    drawing.flow("skip", "second", when='choice_1 = "a"').flow("skip", "last", default=True)
    assert said(asking(drawing, 'choice_2 = "a"')) == [("perhaps_not_asked", "last")]


def test_a_second_reviewer_whose_form_lacks_the_decision_is_pointed_out():
    drawing = case(role="store").path("begin", "first", "second", "which")
    assert said(asking(drawing, 'choice_1 = "a"')) == [("asked_earlier", "second")]


def test_a_reviewer_need_not_ask_again_what_the_applicant_has_said():
    drawing = case().path("begin", "first", "second", "which")
    assert said(asking(drawing, 'choice_1 = "a"')) == []


def test_a_reviewer_who_decides_too_may_leave_a_part_to_the_one_before():
    drawing = case(role="store").path("begin", "first", "second", "which")
    assert said(asking(drawing, 'choice_1 = "a" and choice_2 = "b"')) == []


def test_a_task_that_was_taken_away_has_answered_nothing():
    drawing = case().boundary_timer("late", "second", days=3).exclusive("meet")
    drawing.path("begin", "first", "second", "meet", "which").path("late", "meet")
    assert said(asking(drawing, 'choice_2 = "a"')) == [("perhaps_not_asked", "first")]


def test_a_condition_that_no_option_fulfils_is_pointed_out():
    drawing = case().path("begin", "first", "second", "which")
    assert said(asking(drawing, 'choice_2 = "d"')) == [("never_holds", "flow_4")]


def test_a_condition_that_no_result_of_a_table_fulfils_is_pointed_out():
    drawing = case().rule("decide", "route").path("begin", "first", "second", "decide", "which")
    assert said(asking(drawing, 'way = "z"')) == [("never_holds", "flow_5")]


def test_an_amount_in_a_table_may_change_any_day():
    drawing = case().rule("decide", "fee").path("begin", "first", "second", "decide", "which")
    assert said(asking(drawing, "fen = 0")) == []


def test_a_condition_that_an_earlier_one_forestalls_is_pointed_out():
    drawing = case().path("begin", "first", "second", "which").end("third")
    drawing.flow("which", "third", when='choice_2 in ["a", "b"]')
    assert said(asking(drawing, 'choice_2 = "a"')) == [("never_holds", "flow_5")]


def test_a_condition_on_what_anybody_may_write_is_left_alone():
    drawing = case().path("begin", "first", "second", "which")
    assert said(asking(drawing, "level_2 = 77")) == []


def test_a_loop_whose_only_way_out_is_impossible_is_refused_with_the_way_round_it():
    drawing = case().exclusive("top").path("begin", "first", "top", "second", "which")
    drawing.flow("which", "left", when='choice_2 = "d"').flow("which", "top", default=True)
    drawing.boundary_message("stop", "first", "stopped").path("stop", "right")
    found = refused(drawing.xml(), "impossible_exit", "“which”", "“left”", vocabulary=ASKING)
    assert found.element_id == "flow_5"
    assert found.path[:6] == ("begin", "flow_1", "first", "flow_2", "top", "flow_3")
    assert found.path[-2:] == ("which", "flow_6")


def test_a_loop_whose_conditions_leave_nothing_for_the_way_out_is_refused():
    drawing = case().exclusive("top").path("begin", "first", "top", "second", "which")
    drawing.flow("which", "top", when='choice_2 = "a"').flow("which", "left", default=True)
    drawing.flow("which", "top", when='choice_2 != "a"')
    drawing.boundary_message("stop", "first", "stopped").path("stop", "right")
    found = refused(drawing.xml(), "impossible_exit", "“which”", "“left”", vocabulary=ASKING)
    assert found.element_id == "flow_6"


def test_a_step_whose_post_nobody_holds_is_pointed_out():
    nobody = replace(VOCABULARY, unheld={"association_reviewer": "协会审核岗"})
    found = [p for p in problems_of(Drawing(), nobody) if p.code == "nobody_has_the_role"]
    assert {problem.element_id for problem in found} >= {"association_review"}
    assert all("“协会审核岗”" in problem.sentence for problem in found)
    assert {problem.severity for problem in found} == {Severity.WARNING}
