"""Questions and their answers."""

from tests.processes.checking import Drawing, problems_of, refused
from tests.processes.diagrams import Diagram


def waiting() -> Diagram:
    """A case that waits for a message or for three days."""
    drawing = Diagram("p").start().event_gateway("which").end()
    drawing.catch_message("paid", "paid").catch_timer("late", days=3)
    return drawing.path("begin", "which", "paid", "done").path("which", "late", "done")


def test_a_question_without_a_default_is_refused():
    refused(Drawing().set("employer_opinion", default=None), "no_default", "“单位意见？”")


def test_a_default_that_belongs_to_another_question_is_refused():
    spoiled = Drawing().set("employer_opinion", default="association_refuses")
    refused(spoiled, "default_of_another", "“单位意见？”")


def test_an_answer_without_a_condition_is_refused_by_both_its_ends():
    refused(Drawing().when("store_chosen", None), "no_condition", "“由谁先审？”", "“门店审核”")


def test_an_empty_condition_is_refused():
    refused(Drawing().when("store_chosen", "  "), "no_condition", "“由谁先审？”")


def test_a_condition_on_the_default_is_refused():
    spoiled = Drawing().when("no_store_chosen", 'employer_kind = "agency"')
    refused(spoiled, "condition_on_default", "连线“机构”")


def test_a_condition_after_a_step_is_refused():
    spoiled = Drawing().when("admit_to_publication", 'decision = "approve"')
    refused(spoiled, "condition_ignored", "“登记入册”", "排他网关")


def test_a_condition_after_a_parallel_gateway_is_refused():
    spoiled = Drawing().retag("which_employer", "parallelGateway")
    refused(spoiled, "condition_ignored", "“由谁先审？”", "不看条件")


def test_a_condition_on_the_only_way_out_is_refused():
    spoiled = Drawing().draw('<bpmn:exclusiveGateway id="g" name="可发卡？"/>')
    spoiled.set("draw_card_to_end", targetRef="g")
    refused(spoiled.flow("f", "g", "registered", "true"), "condition_ignored", "唯一")


def test_two_arrows_out_of_a_step_are_refused():
    refused(Drawing().flow("f", "submit", "admit"), "implicit_fork", "“提交实名登记”", "网关")


def test_two_arrows_out_of_the_start_are_refused():
    refused(Drawing().flow("f", "start", "admit"), "implicit_fork", "“开始”")


def test_an_event_gateway_with_a_message_and_a_timer_is_admitted():
    assert {problem.code for problem in problems_of(waiting().xml())} == {
        "nothing_final",
        "not_drawn",
    }


def test_two_timers_after_an_event_gateway_are_refused():
    spoiled = waiting().catch_timer("later", days=30).path("which", "later", "done")
    refused(spoiled.xml(), "several_timers", "“which”")


def test_the_same_message_twice_after_an_event_gateway_is_refused():
    spoiled = waiting().catch_message("paid_too", "paid").path("which", "paid_too", "done")
    refused(spoiled.xml(), "same_message_twice", "“which”")


def test_a_step_after_an_event_gateway_is_refused():
    spoiled = waiting().user("ask", form="employer_review").path("which", "ask", "done")
    refused(spoiled.xml(), "event_gateway_without_event", "“ask”", "“which”")


def test_an_event_gateway_with_one_way_is_refused():
    single = Diagram("p").start().event_gateway("which").catch_timer("late", days=3).end()
    refused(single.path("begin", "which", "late", "done").xml(), "event_gateway_with_one_way")


def test_another_way_into_an_awaited_event_is_refused():
    spoiled = waiting().user("ask", form="employer_review").exclusive("g")
    spoiled.flow("g", "late", default=True).path("ask", "g")
    refused(spoiled.xml(), "event_entered_twice", "“late”", "“which”")


def test_a_question_without_a_default_is_not_asked_for_more_conditions():
    spoiled = Drawing().set("employer_opinion", default=None)
    assert [problem.code for problem in problems_of(spoiled)] == ["no_default"]
