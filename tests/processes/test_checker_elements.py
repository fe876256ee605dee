"""Elements that are not admitted, each with what to draw instead."""

import pytest

from tests.processes.checking import Drawing, problems_of, refused

INSTEAD = {
    "scriptTask": "系统任务",
    "manualTask": "人工任务",
    "task": "人工任务或系统任务",
    "sendTask": "通知操作",
    "subProcess": "主流程",
    "transaction": "主流程",
    "adHocSubProcess": "主流程",
    "callActivity": "主流程",
    "complexGateway": "排他",
    "intermediateThrowEvent": "系统任务",
}


@pytest.mark.parametrize(("kind", "instead"), INSTEAD.items(), ids=INSTEAD.keys())
def test_an_element_that_is_not_admitted_is_refused_with_what_to_draw_instead(kind, instead):
    refused(Drawing().retag("claim", kind), "element_not_admitted", "“登记单位与证件”", instead)


def test_an_event_sub_process_is_refused():
    spoiled = Drawing().retag("claim", "subProcess").set("claim", triggeredByEvent="true")
    refused(spoiled, "event_sub_process", "“登记单位与证件”", "撤回")


ON_A_BOUNDARY = ["signal", "escalation", "compensate", "link", "conditional", "error", "cancel"]


@pytest.mark.parametrize("kind", ON_A_BOUNDARY)
def test_a_boundary_event_of_another_type_is_refused(kind):
    spoiled = Drawing().retag("store_silent_time", f"{kind}EventDefinition")
    refused(spoiled, "event_not_admitted", "“满3个工作日转机构”")


def test_a_start_that_waits_for_a_message_is_refused():
    spoiled = Drawing().insert("start", "<bpmn:messageEventDefinition/>")
    refused(spoiled, "event_not_admitted", "“开始”", "消息")


def test_an_end_that_throws_a_signal_is_refused():
    spoiled = Drawing().insert("registered", "<bpmn:signalEventDefinition/>")
    refused(spoiled, "event_not_admitted", "“已实名”", "信号")


def test_an_end_that_terminates_is_admitted():
    assert problems_of(Drawing().insert("registered", "<bpmn:terminateEventDefinition/>")) == []


def test_a_boundary_event_that_waits_for_nothing_is_refused():
    spoiled = Drawing().remove("store_silent_time")
    refused(spoiled, "event_waits_for_nothing", "“满3个工作日转机构”")


def test_a_boundary_event_that_waits_for_two_things_is_refused():
    spoiled = Drawing().insert("store_silent", "<bpmn:messageEventDefinition/>")
    refused(spoiled, "event_waits_for_several", "“满3个工作日转机构”")


@pytest.mark.parametrize("kind", ["multiInstance", "standard"])
def test_a_step_that_repeats_itself_is_refused(kind):
    spoiled = Drawing().insert("store_review", f"<bpmn:{kind}LoopCharacteristics/>")
    refused(spoiled, "repeating_step", "“门店审核”", "退回")


def test_a_link_to_a_data_object_is_refused():
    link = '<bpmn:dataInputAssociation id="d"><bpmn:sourceRef>x</bpmn:sourceRef>'
    spoiled = Drawing().insert("claim", f"{link}</bpmn:dataInputAssociation>")
    refused(spoiled, "data_link", "“登记单位与证件”", "文本注释")


def test_a_data_store_is_refused():
    spoiled = Drawing().draw('<bpmn:dataStoreReference id="d" name="登记簿"/>')
    refused(spoiled, "data_link")


def test_notes_groups_and_data_objects_are_left_alone():
    drawing = Drawing().draw(
        '<bpmn:textAnnotation id="note"><bpmn:text>见第 12 条</bpmn:text></bpmn:textAnnotation>',
        '<bpmn:association id="line" sourceRef="submit" targetRef="note"/>',
        '<bpmn:group id="frame"/>',
        '<bpmn:dataObject id="data"/>',
        '<bpmn:dataObjectReference id="paper" name="劳动合同" dataObjectRef="data"/>',
    )
    assert problems_of(drawing) == []


def test_a_lane_in_a_lane_is_refused():
    spoiled = Drawing().insert("lane_store", '<bpmn:childLaneSet id="inner"/>')
    refused(spoiled, "nested_lanes", "“门店”", "并列")


SETTINGS = {
    "isForCompensation": ("store_review", "true"),
    "instantiate": ("store_review", "true"),
    "parallelMultiple": ("store_silent", "true"),
    "eventGatewayType": ("which_employer", "Parallel"),
}


@pytest.mark.parametrize("attribute", SETTINGS)
def test_a_setting_that_changes_the_meaning_is_refused(attribute):
    element, value = SETTINGS[attribute]
    name = Drawing().element(element).get("name")
    refused(Drawing().set(element, **{attribute: value}), "special_setting", f"“{name}”")


def test_whatever_else_bpmn_knows_is_refused():
    spoiled = Drawing().insert("store_review", "<bpmn:potentialOwner/>")
    refused(spoiled, "unknown_content", "“门店审核”")


@pytest.mark.parametrize(
    "inside", ["<bpmn:flowNodeRef>submit</bpmn:flowNodeRef>", '<bpmn:userTask id="inner"/>']
)
def test_what_stands_inside_a_step_and_does_not_belong_there_is_refused(inside):
    refused(Drawing().insert("store_review", inside), "unknown_content", "“门店审核”")


@pytest.mark.parametrize("host", ["claim", "check_employer"])
def test_a_boundary_event_on_an_operation_that_ends_at_once_is_refused(host):
    name = Drawing().element(host).get("name")
    spoiled = Drawing().set("store_silent", attachedToRef=host)
    refused(spoiled, "boundary_on_system_step", f"“{name}”")


def test_a_boundary_event_on_a_decision_is_refused():
    spoiled = Drawing().retag("claim", "businessRuleTask")
    refused(spoiled.set("store_silent", attachedToRef="claim"), "boundary_on_system_step")


def test_a_job_may_have_a_time_limit():
    drawing = Drawing().set("store_silent", attachedToRef="draw_card")
    assert problems_of(drawing) == []


def test_a_refused_step_is_not_reproached_for_its_settings_as_well():
    spoiled = Drawing().retag("claim", "scriptTask")
    assert [problem.code for problem in problems_of(spoiled)] == ["element_not_admitted"]
