"""How a person finds an element: by its name, else by what stands before it."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from processes.checker.graph import Element, Flow, Graph, Node
from processes.checker.problem import Problem, Severity
from processes.checker.walks import before, nearest
from processes.sentences import N_, Words, sayable, shortened

KINDS: Final[Mapping[str, str]] = {
    "adHocSubProcess": N_("自由子流程"),
    "boundaryEvent": N_("边界事件"),
    "businessRuleTask": N_("业务规则任务"),
    "callActivity": N_("调用活动"),
    "complexGateway": N_("复杂网关"),
    "endEvent": N_("结束事件"),
    "eventBasedGateway": N_("事件网关"),
    "exclusiveGateway": N_("排他网关"),
    "inclusiveGateway": N_("包容网关"),
    "intermediateCatchEvent": N_("等待事件"),
    "intermediateThrowEvent": N_("抛出事件"),
    "lane": N_("泳道"),
    "manualTask": N_("手工任务"),
    "parallelGateway": N_("并行网关"),
    "participant": N_("泳池"),
    "process": N_("流程"),
    "receiveTask": N_("接收任务"),
    "scriptTask": N_("脚本任务"),
    "sendTask": N_("发送任务"),
    "sequenceFlow": N_("连线"),
    "serviceTask": N_("系统任务"),
    "startEvent": N_("开始事件"),
    "subProcess": N_("子流程"),
    "task": N_("普通任务"),
    "transaction": N_("事务子流程"),
    "userTask": N_("人工任务"),
}
_OTHER_KIND: Final = N_("图形")


def kind_words(kind: str) -> Words:
    """Give the word for a kind of element, as the studio's palette shows it."""
    return Words(KINDS.get(kind, _OTHER_KIND))


def label(element: Element) -> Words:
    """Give the words by which a person finds this element on the diagram."""
    if isinstance(element, Flow):
        return _flow_label(element)
    if element.name:
        return Words(N_("“%(name)s”"), {"name": shortened(element.name)})
    return _unnamed_label(element)


def _flow_label(flow: Flow) -> Words:
    ends = {
        "source": label(flow.source),
        "target": label(flow.target),
        "name": shortened(flow.name),
    }
    if flow.name:
        return Words(N_("从%(source)s到%(target)s的连线“%(name)s”"), ends)
    return Words(N_("从%(source)s到%(target)s的连线"), ends)


def _unnamed_label(element: Element) -> Words:
    kind = kind_words(element.kind)
    if isinstance(element, Node):
        named = nearest(element, before, lambda other: bool(other.name))
        if named is not None:
            message = N_("“%(name)s”之后未命名的%(kind)s")
            return Words(message, {"name": shortened(named.name), "kind": kind})
    return Words(N_("未命名的%(kind)s"), {"kind": kind})


def owner(graph: Graph, xml: etree._Element) -> Element:
    """Find the node, arrow or lane that a piece of XML belongs to; else the process."""
    around = (above for above in (xml, *xml.iterancestors()) if above in graph.drawn)
    found = next(around, None)
    return graph.process if found is None else graph.drawn[found]


def refuse(
    code: str, element: Element, message: str, path: tuple[str, ...] = (), **params: object
) -> Problem:
    """Say that a diagram with this cannot be published; the message may use %(element)s."""
    return _problem(Severity.ERROR, code, element, message, path, params)


def warn(code: str, element: Element, message: str, **params: object) -> Problem:
    """Say that this is probably not what was meant; the message may use %(element)s."""
    return _problem(Severity.WARNING, code, element, message, (), params)


def _problem(
    severity: Severity,
    code: str,
    element: Element,
    message: str,
    path: tuple[str, ...],
    params: Mapping[str, object],
) -> Problem:
    found = label(element)
    return Problem(
        code=code,
        element_id=element.id or None,
        element_name=shortened(element.name) or str(found),
        message=message,
        params={"element": found, **sayable(params)},
        severity=severity,
        path=path,
    )
