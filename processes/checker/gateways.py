"""Branching: every question has its answers, and exactly one arrow when none of them fits."""

from collections.abc import Iterator
from typing import Final

from processes.checker.graph import GATEWAYS, Flow, Graph, Node
from processes.checker.labels import label, refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.sentences import N_

_ASKING: Final = ("exclusiveGateway", "inclusiveGateway")


def default_exists(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Without a default the case fails when no condition holds."""
    for node in _questions(graph):
        if node.default is None:
            yield refuse(
                "no_default",
                node,
                N_(
                    "网关%(element)s没有默认出口：条件都不满足时办件将无法继续。请把一条连线设为默认。"
                ),
            )
        elif node.default not in {flow.id for flow in node.outgoing}:
            yield refuse(
                "default_of_another",
                node,
                N_("网关%(element)s的默认出口不是它自己的连线。请重新设置默认连线。"),
            )


def conditions_exist(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Every other arrow says when it is taken; which are the others, the default tells."""
    for node in _questions(graph):
        for flow in node.outgoing if node.default else ():
            if flow.id != node.default and not flow.condition:
                yield refuse(
                    "no_condition",
                    flow,
                    N_("%(element)s没有条件，也不是默认出口。请写上条件。"),
                )


def default_is_unconditional(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The engine never looks at a condition on the default, so it would deceive its reader."""
    for node in _questions(graph):
        for flow in node.outgoing:
            if flow.id == node.default and flow.condition is not None:
                yield refuse(
                    "condition_on_default",
                    flow,
                    N_("%(element)s是默认出口，上面的条件不起作用。请删去条件，或换一条作默认。"),
                )


def conditions_where_read(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The engine ignores a condition on an arrow that leaves anything but a question."""
    asked = set(_questions(graph))
    for flow in graph.flows:
        if flow.condition is not None and flow.source not in asked:
            yield _ignored_condition(flow)


def _ignored_condition(flow: Flow) -> Problem:
    if flow.source.kind in _ASKING:
        message = N_(
            "%(element)s是网关唯一的出口，条件不满足时办件将无法继续。请删去条件，或再画出口。"
        )
    elif flow.source.kind in GATEWAYS:
        message = N_("%(element)s的条件不起作用：%(source)s不看条件。请改用排他网关或包容网关。")
    else:
        message = N_("%(element)s的条件不起作用。请在%(source)s之后画一个排他网关来判断。")
    return refuse("condition_ignored", flow, message, source=label(flow.source))


def no_implicit_fork(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Two arrows out of a step mean «both at once» in BPMN, and people read «either»."""
    for node in graph.nodes.values():
        if node.kind not in GATEWAYS and node.kind != "endEvent" and len(node.outgoing) > 1:
            yield refuse(
                "implicit_fork",
                node,
                N_("%(element)s之后有 %(count)d 条连线。请用网关说明是选一条还是同时走。"),
                count=len(node.outgoing),
            )


def event_gateway_waits(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Behind an event gateway stand the events that it waits for, two at least."""
    for node in graph.of_kind("eventBasedGateway"):
        if len(node.outgoing) == 1:
            yield refuse(
                "event_gateway_with_one_way",
                node,
                N_("事件网关%(element)s只有一个出口。请至少等两个事件，或去掉这个网关。"),
            )
        for flow in node.outgoing:
            if flow.target.kind not in {"intermediateCatchEvent", "receiveTask"}:
                yield refuse(
                    "event_gateway_without_event",
                    flow.target,
                    N_("事件网关%(source)s之后只能接等待事件或接收任务，%(element)s不是。请改画。"),
                    source=label(node),
                )
            elif len(flow.target.incoming) > 1:
                yield refuse(
                    "event_entered_twice",
                    flow.target,
                    N_("%(element)s由事件网关%(source)s等待，不能再有别的连线接进来。请另画一个。"),
                    source=label(node),
                )


def event_gateway_tells_apart(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """SpiffWorkflow 3.2.0 keeps one time for all timers of a gateway, and so fires one of them.

    Two events that wait for the same message cannot be told apart either.
    """
    for node in graph.of_kind("eventBasedGateway"):
        targets = [flow.target for flow in node.outgoing]
        if sum(target.definition("timer") is not None for target in targets) > 1:
            yield refuse(
                "several_timers",
                node,
                N_("事件网关%(element)s之后有几个定时。请只留最早的一个，其余画成它之后的步骤。"),
            )
        messages = [ref for target in targets if (ref := target.message_reference())]
        if len(set(messages)) < len(messages):
            yield refuse(
                "same_message_twice",
                node,
                N_("事件网关%(element)s之后有两个事件等同一条消息，分不清走哪条。请只留一个。"),
            )


def _questions(graph: Graph) -> list[Node]:
    return [node for node in graph.of_kind(*_ASKING) if len(node.outgoing) > 1]
