"""Diagrams to be checked: one of sixty nodes, and one on which more can happen than is played."""

import re
from typing import Final

SIXTY: Final = "sixty_nodes"
WIDE: Final = "wide"
FORMS: Final = ("association_review", "employer_review", "resignation")
"""The shipped forms that the diagrams name."""
_REVIEWS: Final = 4
_BRANCHES: Final = 10
_STEPS: Final = 3

_WHOLE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions id="definitions" targetNamespace="urn:mingpai:benchmarks"
    xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:mp="urn:mingpai:bpmn:1">
<bpmn:process id="{process}" name="样图" isExecutable="true">
<bpmn:startEvent id="begin" name="开始"/>
<bpmn:userTask id="apply" name="申请" mp:role="applicant" mp:form="resignation"/>
{inside}
<bpmn:serviceTask id="enter" name="登记" mp:final="true">{operation}</bpmn:serviceTask>
<bpmn:endEvent id="done" name="办结" mp:milestone="已办结"/>
<bpmn:sequenceFlow id="begun" sourceRef="begin" targetRef="apply"/>
<bpmn:sequenceFlow id="applied" sourceRef="apply" targetRef="{first}"/>
<bpmn:sequenceFlow id="entered" sourceRef="enter" targetRef="done"/>
</bpmn:process>
<bpmndi:BPMNDiagram id="drawing"><bpmndi:BPMNPlane id="plane" bpmnElement="{process}">
{drawing}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>
"""
_REVIEW: Final = """
<bpmn:exclusiveGateway id="top_{n}" name="进入审核"/>
<bpmn:userTask id="review_{n}" name="审核" mp:role="association_reviewer"
    mp:form="association_review" mp:milestone="待审核" mp:clock="review_{n}"/>
<bpmn:boundaryEvent id="remind_{n}" name="满2个工作日" attachedToRef="review_{n}"
    cancelActivity="false">{two_days}</bpmn:boundaryEvent>
<bpmn:serviceTask id="call_{n}" name="催办">{operation}</bpmn:serviceTask>
<bpmn:endEvent id="called_{n}" name="已催办"/>
<bpmn:exclusiveGateway id="ask_{n}" name="审核意见？" default="approved_{n}"/>
<bpmn:userTask id="correct_{n}" name="补正" mp:role="applicant" mp:form="resignation"/>
<bpmn:parallelGateway id="fork_{n}" name="同时征求意见"/>
<bpmn:userTask id="left_{n}" name="机构意见" mp:role="agency" mp:form="employer_review"/>
<bpmn:userTask id="right_{n}" name="门店意见" mp:role="store" mp:form="employer_review"/>
<bpmn:parallelGateway id="join_{n}" name="意见到齐"/>
<bpmn:serviceTask id="note_{n}" name="告知">{operation}</bpmn:serviceTask>
<bpmn:exclusiveGateway id="which_{n}" name="是否等待？" default="at_once_{n}"/>
<bpmn:intermediateCatchEvent id="wait_{n}" name="公示期满">{one_day}</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="begun_{n}" sourceRef="top_{n}" targetRef="review_{n}"/>
<bpmn:sequenceFlow id="reviewed_{n}" sourceRef="review_{n}" targetRef="ask_{n}"/>
<bpmn:sequenceFlow id="returned_{n}" name="退回" sourceRef="ask_{n}" targetRef="correct_{n}">
<bpmn:conditionExpression>decision = "return"</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="corrected_{n}" sourceRef="correct_{n}" targetRef="top_{n}"/>
<bpmn:sequenceFlow id="approved_{n}" name="通过" sourceRef="ask_{n}" targetRef="fork_{n}"/>
<bpmn:sequenceFlow id="to_left_{n}" sourceRef="fork_{n}" targetRef="left_{n}"/>
<bpmn:sequenceFlow id="to_right_{n}" sourceRef="fork_{n}" targetRef="right_{n}"/>
<bpmn:sequenceFlow id="from_left_{n}" sourceRef="left_{n}" targetRef="join_{n}"/>
<bpmn:sequenceFlow id="from_right_{n}" sourceRef="right_{n}" targetRef="join_{n}"/>
<bpmn:sequenceFlow id="joined_{n}" sourceRef="join_{n}" targetRef="note_{n}"/>
<bpmn:sequenceFlow id="noted_{n}" sourceRef="note_{n}" targetRef="which_{n}"/>
<bpmn:sequenceFlow id="to_wait_{n}" name="要公示" sourceRef="which_{n}" targetRef="wait_{n}">
<bpmn:conditionExpression>category = "broker" and decision != "refuse"</bpmn:conditionExpression>
</bpmn:sequenceFlow>
<bpmn:sequenceFlow id="at_once_{n}" name="不公示" sourceRef="which_{n}" targetRef="{after}"/>
<bpmn:sequenceFlow id="waited_{n}" sourceRef="wait_{n}" targetRef="{after}"/>
<bpmn:sequenceFlow id="reminded_{n}" sourceRef="remind_{n}" targetRef="call_{n}"/>
<bpmn:sequenceFlow id="told_{n}" sourceRef="call_{n}" targetRef="called_{n}"/>
"""
_FORK: Final = """
<bpmn:parallelGateway id="fork" name="同时征求意见"/>
<bpmn:parallelGateway id="join" name="意见到齐"/>
{branches}
<bpmn:sequenceFlow id="joined" sourceRef="join" targetRef="enter"/>
"""
_STEP: Final = """
<bpmn:userTask id="say_{n}" name="意见" mp:role="agency" mp:form="employer_review"/>
<bpmn:exclusiveGateway id="ask_{n}" name="通过？" default="approved_{n}"/>
<bpmn:exclusiveGateway id="met_{n}" name="下一项"/>
<bpmn:sequenceFlow id="to_{n}" sourceRef="{before}" targetRef="say_{n}"/>
<bpmn:sequenceFlow id="said_{n}" sourceRef="say_{n}" targetRef="ask_{n}"/>
<bpmn:sequenceFlow id="refused_{n}" name="不通过" sourceRef="ask_{n}" targetRef="met_{n}">
<bpmn:conditionExpression>decision = "refuse"</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="approved_{n}" name="通过" sourceRef="ask_{n}" targetRef="met_{n}"/>
"""
_OPERATION: Final = (
    '<bpmn:extensionElements><mp:operation name="notices.remind"/></bpmn:extensionElements>'
)
_TIMER: Final = (
    '<bpmn:timerEventDefinition id="time_{days}_{n}" mp:workingDays="{days}">'
    "<bpmn:timeDuration>P{days}D</bpmn:timeDuration></bpmn:timerEventDefinition>"
)
_SHAPE: Final = (
    '<bpmndi:BPMNShape id="{id}_shape" bpmnElement="{id}">'
    '<dc:Bounds x="{x}" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
)
_EDGE: Final = (
    '<bpmndi:BPMNEdge id="{id}_edge" bpmnElement="{id}"><di:waypoint x="{x}" y="140"/>'
    '<di:waypoint x="{x}" y="200"/><di:waypoint x="0" y="140"/></bpmndi:BPMNEdge>'
)


def sixty_nodes() -> bytes:
    """Give a diagram as the association might draw it: four reviews, one after another.

    Each has its reminder, a way back for corrections, two opinions asked at once, and a wait.
    """
    return _drawn(process=SIXTY, first="top_0", inside="".join(map(_review, range(_REVIEWS))))


def too_wide() -> bytes:
    """Give a diagram with ten branches at once, in each of which three people say yes or no."""
    branches = "".join(map(_branch, range(_BRANCHES)))
    return _drawn(process=WIDE, first="fork", inside=_FORK.format(branches=branches))


def nodes_of(diagram: str) -> list[str]:
    """List the ids of the nodes in a diagram of ours."""
    return re.findall(r'<bpmn:\w+(?:Task|Gateway|Event) id="(\w+)"', diagram)


def _drawn(**parts: str) -> bytes:
    process = _WHOLE.format(**parts, operation=_OPERATION, drawing="")
    flows = re.findall(r'<bpmn:sequenceFlow id="(\w+)"', process)
    shapes = [_SHAPE.format(id=node, x=at * 150) for at, node in enumerate(nodes_of(process))]
    edges = [_EDGE.format(id=flow, x=at * 90) for at, flow in enumerate(flows)]
    drawing = "\n".join([*shapes, *edges])
    return _WHOLE.format(**parts, operation=_OPERATION, drawing=drawing).encode()


def _branch(number: int) -> str:
    names = [f"{number}_{step}" for step in range(_STEPS)]
    befores = ["fork", *(f"met_{name}" for name in names)]
    steps = (_STEP.format(n=n, before=before) for n, before in zip(names, befores, strict=False))
    last = f'<bpmn:sequenceFlow id="last_{number}" sourceRef="{befores[-1]}" targetRef="join"/>'
    return "".join(steps) + last


def _review(n: int) -> str:
    last = n == _REVIEWS - 1
    return _REVIEW.format(
        n=n,
        after="enter" if last else f"top_{n + 1}",
        operation=_OPERATION,
        one_day=_TIMER.format(days=1, n=n),
        two_days=_TIMER.format(days=2, n=n),
    )
