"""Which BPMN elements may be drawn, and what to draw instead of the others.

The list is the one in the design: what the engine runs rightly and the oracle covers.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from processes.checker.graph import ADMITTED, BPMN, REFUSED_NODES, Graph, Node
from processes.checker.labels import kind_words, label, owner, refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.sentences import N_, Words

_SUB_PROCESS: Final = N_("请把里面的步骤直接画在主流程里")
INSTEAD: Final[Mapping[str, str]] = {
    "adHocSubProcess": _SUB_PROCESS,
    "callActivity": N_("请把被调用的步骤直接画在主流程里"),
    "complexGateway": N_("请改用排他、并行或包容网关"),
    "intermediateThrowEvent": N_("请改用系统任务，并为它选择一个操作"),
    "manualTask": N_("请改成人工任务，并为它选择表单"),
    "scriptTask": N_("流程图里不能写程序，请改用系统任务并选择一个操作，或用业务规则任务"),
    "sendTask": N_("请改用系统任务，并选择一个通知操作"),
    "subProcess": _SUB_PROCESS,
    "task": N_("没有人会看到普通任务，流程会停在这里；请改成人工任务或系统任务"),
    "transaction": _SUB_PROCESS,
}
EVENT_INSTEAD: Final[Mapping[str, tuple[str, str]]] = {
    "cancelEventDefinition": (N_("取消"), N_("请删去；申请人撤回由系统处理")),
    "compensateEventDefinition": (N_("补偿"), N_("请把要做的补救画成系统任务")),
    "conditionalEventDefinition": (N_("条件"), N_("请在人工任务之后用排他网关判断条件")),
    "errorEventDefinition": (N_("错误"), N_("请删去；系统任务出错时会自动进入问题清单")),
    "escalationEventDefinition": (N_("升级"), N_("请改用定时边界事件")),
    "linkEventDefinition": (N_("链接"), N_("请用连线直接连到目标步骤")),
    "messageEventDefinition": (N_("消息"), N_("请只在接收任务、等待事件或边界事件上等消息")),
    "signalEventDefinition": (N_("信号"), N_("请改用消息")),
    "terminateEventDefinition": (N_("终止"), N_("请只把结束事件设为终止")),
    "timerEventDefinition": (N_("定时"), N_("请改用等待事件或边界事件来计时")),
}
_TIMED: Final = frozenset({"timerEventDefinition", "messageEventDefinition"})
EVENTS_ON: Final[Mapping[str, frozenset[str]]] = {
    "startEvent": frozenset(),
    "endEvent": frozenset({"terminateEventDefinition"}),
    "boundaryEvent": _TIMED,
    "intermediateCatchEvent": _TIMED,
}
# Drawn for people and left alone by the engine, or read by other rules.
_HARMLESS: Final = frozenset(
    {
        "association",
        "category",
        "categoryValue",
        "conditionExpression",
        "dataObject",
        "dataObjectReference",
        "dataState",
        "documentation",
        "extensionElements",
        "flowNodeRef",
        "group",
        "incoming",
        "lane",
        "laneSet",
        "outgoing",
        "sequenceFlow",
        "text",
        "textAnnotation",
    }
)
_REPEATING: Final = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
# The engine would try to read and write these at run time and fail.
_DATA: Final = frozenset(
    {
        "dataInputAssociation",
        "dataOutputAssociation",
        "dataStoreReference",
        "ioSpecification",
        "property",
    }
)
_NAMED_BY_OTHER_RULES: Final = frozenset({*EVENT_INSTEAD, *_REPEATING, *_DATA, "childLaneSet"})
_INSIDE_A_STEP: Final = _NAMED_BY_OTHER_RULES | {
    "documentation",
    "extensionElements",
    "incoming",
    "outgoing",
}
# With these the BPMN words mean something else, which the engine ignores or runs wrongly.
_TURNS: Final[Mapping[tuple[str, str], str]] = {
    ("isForCompensation", "true"): N_(
        "%(element)s被设为补偿步骤。请取消该设置，并用连线接入流程。"
    ),
    ("instantiate", "true"): N_(
        "%(element)s被设为启动流程。请取消该设置；办件由申请人提交时开始。"
    ),
    ("parallelMultiple", "true"): N_("%(element)s同时等待多个事件。请拆成几个步骤。"),
    ("eventGatewayType", "Parallel"): N_(
        "%(element)s被设为等待全部事件。请改用并行网关，每个分支等待一个事件。"
    ),
}


def refused_node(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Only these steps, gateways and events are admitted."""
    for node in graph.nodes.values():
        if node.kind not in ADMITTED and not _is_event_sub_process(node):
            yield refuse(
                "element_not_admitted",
                node,
                N_("%(element)s是%(kind)s，系统不能办理。%(instead)s。"),
                kind=kind_words(node.kind),
                instead=Words(INSTEAD[node.kind]),
            )


def event_sub_process(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """An event sub-process never starts in SpiffWorkflow 3.2.0, or spoils the shared spec."""
    for node in graph.nodes.values():
        if _is_event_sub_process(node):
            yield refuse(
                "event_sub_process",
                node,
                N_("%(element)s是事件子流程，系统不能办理。撤回由系统处理；超时请画成边界事件。"),
            )


def refused_event(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Start events are plain, end events plain or terminating, the others wait for one thing."""
    for node in graph.nodes.values():
        for definition in node.definitions() if node.kind in ADMITTED else ():
            kind = etree.QName(definition).localname
            if kind not in EVENTS_ON.get(node.kind, frozenset()):
                yield _refused_definition(node, kind)


def _refused_definition(node: Node, kind: str) -> Problem:
    word, instead = EVENT_INSTEAD.get(kind, (N_("其他"), N_("请删去")))
    return refuse(
        "event_not_admitted",
        node,
        N_("%(element)s是%(word)s类型的%(kind)s，系统不能办理。%(instead)s。"),
        word=Words(word),
        kind=kind_words(node.kind),
        instead=Words(instead),
    )


def event_waits_for_one_thing(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A boundary or waiting event has exactly one definition."""
    for node in graph.of_kind("boundaryEvent", "intermediateCatchEvent"):
        count = len(list(node.definitions()))
        if count == 0:
            yield refuse(
                "event_waits_for_nothing",
                node,
                N_("%(element)s没有写在等什么。请选择定时或消息。"),
            )
        if count > 1:
            yield refuse(
                "event_waits_for_several",
                node,
                N_("%(element)s同时写了几种等待。请只留一种，其余各画一个事件。"),
            )


def repetition(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Loops and multiple instances are drawn as arrows and branches."""
    for node in graph.nodes.values():
        if any(node.xml.find(f"{{{BPMN}}}{kind}") is not None for kind in _REPEATING):
            yield refuse(
                "repeating_step",
                node,
                N_(
                    "%(element)s被设为循环或多实例。请用网关和退回的连线画出重复，或并行画出几个步骤。"
                ),
            )


def data_links(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Data objects are drawings; a link to one would be read by the engine, and fail."""
    for xml in _bpmn_inside(graph):
        if etree.QName(xml).localname in _DATA:
            yield refuse(
                "data_link",
                owner(graph, xml),
                N_(
                    "%(element)s连着数据对象或数据存储，系统不会读写它。请删去该连线，用文本注释说明。"
                ),
            )


def nested_lanes(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """One level of lanes says who acts."""
    for lane in graph.lanes:
        if lane.xml.find(f"{{{BPMN}}}childLaneSet") is not None:
            yield refuse(
                "nested_lanes",
                lane,
                N_("泳道%(element)s里又分了泳道。请画成并列的泳道。"),
            )


def special_settings(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Attributes that change what an admitted element means."""
    for node in graph.nodes.values():
        for (attribute, value), message in _TURNS.items():
            if node.xml.get(attribute) == value:
                yield refuse("special_setting", node, message)


def unknown_bpmn(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Whatever else BPMN knows has no effect here, so it may not stand on a diagram."""
    known = ADMITTED | REFUSED_NODES | _HARMLESS | _NAMED_BY_OTHER_RULES
    steps = {node.xml for node in graph.nodes.values()}
    for xml in _bpmn_inside(graph):
        admitted = _INSIDE_A_STEP if xml.getparent() in steps else known
        if etree.QName(xml).localname not in admitted:
            yield refuse(
                "unknown_content",
                owner(graph, xml),
                N_("%(element)s里有系统不认识的内容（%(content)s）。请在设计器里删去。"),
                content=etree.QName(xml).localname,
            )


def boundary_on_system_step(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Nothing can happen while a system step runs, unless a job outside finishes it."""
    for node in graph.of_kind("boundaryEvent"):
        if node.host is not None and _ends_at_once(node.host, vocabulary):
            yield refuse(
                "boundary_on_system_step",
                node,
                N_(
                    "%(element)s附在当场办完的系统步骤%(host)s上，永远不会触发。"
                    "请把它附在人工任务或接收任务上；系统步骤出错会自动进入问题清单。"
                ),
                host=label(node.host),
            )


def _ends_at_once(host: Node, vocabulary: Vocabulary) -> bool:
    names = [operation.get("name", "").strip() for operation in host.operations()]
    facts = [vocabulary.operations[name] for name in names if name in vocabulary.operations]
    return host.kind == "businessRuleTask" or any(not fact.waits for fact in facts)


def _is_event_sub_process(node: Node) -> bool:
    return node.kind == "subProcess" and node.xml.get("triggeredByEvent") == "true"


def _bpmn_inside(graph: Graph) -> Iterator[etree._Element]:
    """Give every BPMN element of the process that is not inside a refused node."""
    waiting = deque(graph.process.xml)
    while waiting:
        xml = waiting.popleft()
        name = etree.QName(xml)
        if name.namespace == BPMN:
            yield xml
            if name.localname not in REFUSED_NODES | _NAMED_BY_OTHER_RULES:
                waiting.extend(xml)
