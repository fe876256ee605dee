"""The shape of a whole diagram."""

from processes.checker import Severity
from tests.processes.checking import Drawing, problems_of, refused
from tests.processes.diagrams import Diagram

PLAIN_END = '<bpmn:endEvent id="over" name="到此为止"/>'
PLAIN_USER = '<bpmn:userTask id="lost" name="无人到达" mp:form="employer_review" mp:role="agency"/>'


def test_a_second_pool_is_refused():
    spoiled = Drawing().insert("collaboration", '<bpmn:participant id="p2" name="银行"/>')
    refused(spoiled, "several_pools", "“银行”", "泳道")


def test_more_than_300_nodes_are_refused():
    chain = Diagram("chain").start()
    for number in range(300):
        chain.service(f"step_{number}", "notices.remind")
    refused(chain.end().xml(), "too_many_nodes", "302", "300")


def test_more_arrows_or_lanes_than_anybody_can_read_are_refused():
    drawing = Diagram("p").start().end()
    for number in range(901):
        drawing.flow("begin", "done").lane(f"l{number}", "agency")
    refused(drawing.xml(), "too_many_flows", "901", "900")
    refused(drawing.xml(), "too_many_lanes", "901", "60")


def test_an_id_used_twice_is_refused_also_inside_extension_elements():
    twice = '<mp:operation id="submit" name="cards.draw_card"/>'
    refused(Drawing().extension("draw_card", twice), "duplicate_id", "“制作信息卡图片”")


def test_an_id_that_the_engine_keeps_for_itself_is_refused():
    spoiled = Drawing().draw('<bpmn:endEvent id="End" name="到此为止"/>')
    refused(spoiled, "unusable_id", "“到此为止”", "“End”")


def test_an_id_with_a_dot_is_refused():
    spoiled = Drawing().draw('<bpmn:endEvent id="the.end" name="到此为止"/>')
    refused(spoiled, "unusable_id", "“到此为止”")


def test_an_id_longer_than_a_task_can_name_is_refused():
    refused(Drawing().draw(f'<bpmn:endEvent id="{"e" * 65}" name="到此为止"/>'), "unusable_id")
    assert "unusable_id" not in {
        problem.code for problem in problems_of(Drawing().draw(PLAIN_END.replace("over", "e" * 64)))
    }


def test_a_process_that_is_not_executable_is_refused():
    spoiled = Drawing().set("practitioner_registration", isExecutable="false")
    refused(spoiled, "not_executable", "“从业人员实名登记”", "可执行")


def test_a_process_id_other_than_the_file_name_is_refused():
    refused(Drawing(), "id_is_not_the_file_name", "“resignation”", stem="resignation")


def test_a_diagram_without_a_start_is_refused():
    spoiled = Drawing().retag("start", "endEvent")
    refused(spoiled, "no_start", "“从业人员实名登记”")


def test_a_second_start_is_refused():
    spoiled = Drawing().draw('<bpmn:startEvent id="again" name="另一个开始"/>')
    refused(spoiled.flow("f", "again", "claim"), "several_starts", "“另一个开始”")


def test_an_arrow_back_into_the_start_is_refused():
    spoiled = Drawing().flow("f", "draw_card", "start").remove("draw_card_to_end")
    refused(spoiled, "flow_into_start", "“开始”")


def test_a_diagram_without_an_end_is_refused():
    loop = Diagram("p").start().user("a", form="employer_review").path("begin", "a", "a")
    refused(loop.xml(), "no_end")


def test_an_arrow_out_of_an_end_is_refused():
    spoiled = Drawing().flow("f", "registered", "submit")
    refused(spoiled, "flow_out_of_end", "“已实名”")


def test_an_arrow_without_a_target_is_refused_by_the_step_that_it_leaves():
    spoiled = Drawing().set("admit_to_publication", targetRef="nowhere")
    refused(spoiled, "dangling_flow", "“登记入册”")


def test_an_arrow_without_a_source_is_refused_by_the_step_that_it_enters():
    spoiled = Drawing().set("admit_to_publication", sourceRef="nowhere")
    refused(spoiled, "dangling_flow", "“同意公示？”")


def test_an_arrow_between_nothing_is_refused():
    refused(Drawing().flow("f", "nowhere", "nowhere"), "dangling_flow", "两端")


def test_a_boundary_event_on_nothing_is_refused():
    spoiled = Drawing().set("store_silent", attachedToRef="nowhere")
    refused(spoiled, "boundary_unattached", "“满3个工作日转机构”")


def test_an_arrow_into_a_boundary_event_is_refused():
    spoiled = Drawing().set("submit_to_claim", targetRef="store_silent")
    refused(spoiled, "flow_into_boundary", "“满3个工作日转机构”")


def test_a_boundary_event_on_a_gateway_is_refused():
    spoiled = Drawing().set("store_silent", attachedToRef="which_employer")
    refused(spoiled, "boundary_not_on_a_step", "“满3个工作日转机构”")


def test_a_step_that_nothing_leads_to_is_refused():
    spoiled = Drawing().draw(PLAIN_USER, PLAIN_END).flow("f", "lost", "over")
    assert refused(spoiled, "unreachable", "“无人到达”").element_id == "lost"


def test_what_follows_an_unreachable_step_is_not_reported_again():
    spoiled = Drawing().draw(PLAIN_USER, PLAIN_END).flow("f", "lost", "over")
    assert [p.element_id for p in problems_of(spoiled) if p.code == "unreachable"] == ["lost"]


def test_an_unreachable_loop_is_refused_once():
    spoiled = Drawing().draw(PLAIN_USER, '<bpmn:receiveTask id="echo" name="回声"/>')
    spoiled.flow("f1", "lost", "echo").flow("f2", "echo", "lost")
    assert len([p for p in problems_of(spoiled) if p.code == "unreachable"]) == 1


def test_a_step_after_which_nothing_comes_is_refused():
    refused(Drawing().remove("draw_card_to_end"), "dead_end", "“制作信息卡图片”", "结束事件")


def test_a_loop_that_nobody_can_leave_is_refused_with_the_steps_in_it():
    spoiled = Drawing().set("draw_card_to_end", targetRef="admit")
    spoiled.set("publication_declined", targetRef="draw_card")
    refused(spoiled, "endless_loop", "“登记入册”", "“制作信息卡图片”")


def test_a_reminder_is_no_way_out_of_a_loop():
    loop = Diagram("p").start().user("a", form="employer_review").user("b", form="employer_review")
    loop.path("begin", "a", "b", "a").end()
    loop.boundary_timer("ring", "a", days=1, interrupting=False).path("ring", "done")
    refused(loop.xml(), "endless_loop")


def test_a_step_that_is_not_on_the_page_is_pointed_out():
    spoiled = Drawing().remove("admit_shape")
    [problem] = problems_of(spoiled)
    assert (problem.code, problem.severity) == ("not_drawn", Severity.WARNING)
    assert "“登记入册”" in problem.sentence
