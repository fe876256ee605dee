"""Every name on a diagram must mean something: forms, roles, operations, tables, our own words."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from lxml import etree

from processes.checker.graph import BPMN, BPMNDI, GATEWAYS, MP, Element, Graph, Node
from processes.checker.labels import owner, refuse, warn
from processes.checker.problem import Problem, Words
from processes.checker.vocabulary import OperationFacts, Vocabulary
from processes.sentences import N_

_STANDARD: Final = frozenset(
    {
        BPMN,
        BPMNDI,
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
    }
)
_ANYWHERE: Final = frozenset({"milestone", "final"})
_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "process": frozenset({"onWithdraw"}),
    "lane": frozenset({"role"}),
    "userTask": frozenset({"role", "form", "clock"}) | _ANYWHERE,
    "receiveTask": frozenset({"clock"}) | _ANYWHERE,
    "serviceTask": _ANYWHERE,
    "businessRuleTask": frozenset({"decision"}) | _ANYWHERE,
    "startEvent": _ANYWHERE,
    "endEvent": _ANYWHERE,
    "intermediateCatchEvent": _ANYWHERE,
    "boundaryEvent": _ANYWHERE,
    "timerEventDefinition": frozenset({"workingDays"}),
    **dict.fromkeys(GATEWAYS, frozenset({"milestone"})),
}
# A lane of this role has no people in it.
_NOBODY: Final = "system"


def other_vocabularies(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Two vocabularies that define one name make bpmn-js drop steps without a word."""
    foreign: dict[Element, list[str]] = {}
    for xml in _drawn_by_people(graph):
        names = _foreign_names(xml)
        if names:
            foreign.setdefault(owner(graph, xml), []).extend(names)
    for element, names in foreign.items():
        yield refuse(
            "other_vocabulary",
            element,
            N_("%(element)s带有其他软件的设置（%(names)s），系统不会执行。请在设计器里删去。"),
            names="、".join(dict.fromkeys(names)),
        )


def _foreign_names(xml: etree._Element) -> list[str]:
    prefix_of = {uri: prefix or "" for prefix, uri in xml.nsmap.items()}
    names = [etree.QName(name) for name in (xml.tag, *xml.attrib)]
    return [
        f"{prefix_of.get(name.namespace, '')}:{name.localname}"
        for name in names
        if name.namespace is not None and name.namespace not in _STANDARD | {MP}
    ]


def own_attributes(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Our own words stand only where they are read."""
    for xml in _drawn_by_people(graph):
        allowed = _ATTRIBUTES.get(etree.QName(xml).localname, frozenset())
        for attribute in map(etree.QName, xml.attrib):
            if attribute.namespace == MP and attribute.localname not in allowed:
                yield refuse(
                    "unknown_attribute",
                    owner(graph, xml),
                    N_("%(element)s上的设置「%(name)s」在这里没有作用。请删去。"),
                    name=f"mp:{attribute.localname}",
                )


def own_elements(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """One mp:operation with its mp:param on a system step, and nothing else."""
    for xml in _drawn_by_people(graph):
        name = etree.QName(xml)
        if name.namespace == MP and not _stands_right(xml):
            yield refuse(
                "unknown_own_element",
                owner(graph, xml),
                N_("%(element)s里的设置「%(name)s」放错了地方或不认识。请删去。"),
                name=f"mp:{name.localname}",
            )


def _stands_right(xml: etree._Element) -> bool:
    path = [etree.QName(above).localname for above in xml.iterancestors()]
    own = etree.QName(xml).localname
    if own == "operation":
        return path[:2] == ["extensionElements", "serviceTask"]
    return own == "param" and path[:1] == ["operation"]


def _drawn_by_people(graph: Graph) -> Iterator[etree._Element]:
    """Everything but the drawing itself, where tools keep colours under names of their own."""
    for child in graph.root:
        if etree.QName(child).namespace == BPMN:
            yield from child.iter()


def user_task_form(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A human task shows a form that exists."""
    for node in graph.of_kind("userTask"):
        form = node.mp("form")
        if not form:
            yield refuse(
                "no_form", node, N_("人工任务%(element)s没有表单，办理人无法填写。请选择表单。")
            )
        elif form not in vocabulary.forms:
            yield refuse(
                "unknown_form",
                node,
                N_("%(element)s用的表单「%(form)s」不存在。%(hint)s"),
                form=form,
                hint=_hint(form, vocabulary.forms, N_("请选择已有的表单，或先建好这张表单。")),
            )


def user_task_name(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The inbox lists tasks by name."""
    for node in graph.of_kind("userTask"):
        if not node.name:
            yield refuse(
                "unnamed_task",
                node,
                N_("%(element)s没有名称，待办列表里无法显示。请写上名称。"),
            )


def user_task_role(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A human task is somebody's: by its lane, or by its own role."""
    for node in graph.of_kind("userTask"):
        if not node.role:
            yield refuse(
                "no_role",
                node,
                N_("没有人办理%(element)s。请把它放进有办理角色的泳道，或为它选择办理角色。"),
            )
        elif node.role == _NOBODY:
            yield refuse(
                "role_is_the_system",
                node,
                N_("人工任务%(element)s在系统泳道里，没有人会看到。请移到办理人的泳道。"),
            )
    for element in (*graph.lanes, *graph.of_kind("userTask")):
        role = element.mp("role")
        if role and role != _NOBODY and role not in vocabulary.roles:
            yield refuse(
                "unknown_role",
                element,
                N_("%(element)s的办理角色「%(role)s」不存在。%(hint)s"),
                role=role,
                hint=_hint(role, vocabulary.roles, N_("请选择已有的角色，或先添加这个角色。")),
            )


def service_task_operation(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A system step asks for exactly one operation that exists."""
    for node in graph.of_kind("serviceTask"):
        operations = node.operations()
        name = operations[0].get("name", "").strip() if operations else ""
        if not name:
            yield refuse(
                "no_operation",
                node,
                N_("系统任务%(element)s没有选择操作，不知道该做什么。请选择一个操作。"),
            )
        elif name not in vocabulary.operations:
            yield _unknown_operation(node, name, vocabulary)
        if len(operations) > 1:
            yield refuse(
                "several_operations",
                node,
                N_("系统任务%(element)s选了几个操作。请每个操作画一个系统任务。"),
            )


def withdrawal_operation(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What a withdrawal calls exists and needs no parameters, for there is nobody to give them."""
    name = graph.process.mp("onWithdraw")
    if name is None:
        return
    facts = vocabulary.operations.get(name)
    if facts is None:
        yield _unknown_operation(graph.process, name, vocabulary)
    elif facts.required:
        yield refuse(
            "withdrawal_needs_params",
            graph.process,
            N_("%(element)s撤回时的操作「%(operation)s」需要参数，撤回时无法提供。请换一个操作。"),
            operation=name,
        )


def _unknown_operation(element: Element, name: str, vocabulary: Vocabulary) -> Problem:
    return refuse(
        "unknown_operation",
        element,
        N_("%(element)s的操作「%(operation)s」不存在。%(hint)s"),
        operation=name,
        hint=_hint(name, vocabulary.operations, N_("请选择已有的操作。")),
    )


def operation_params(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """An operation is given all that it needs, once each, and nothing that it does not know."""
    for node in graph.of_kind("serviceTask"):
        for xml in node.operations()[:1]:
            facts = vocabulary.operations.get(xml.get("name", "").strip())
            if facts is not None:
                yield from _wrong_params(node, xml, facts)


def _wrong_params(node: Node, xml: etree._Element, facts: OperationFacts) -> Iterator[Problem]:
    given = [param.get("name", "") for param in xml.findall(f"{{{MP}}}param")]
    for name in sorted(facts.required - set(given)):
        yield refuse(
            "missing_param", node, N_("%(element)s缺少参数「%(param)s」。请补上。"), param=name
        )
    for name in sorted(set(given) - facts.required - facts.optional):
        yield refuse(
            "unknown_param",
            node,
            N_("%(element)s的参数「%(param)s」不存在。%(hint)s"),
            param=name,
            hint=_hint(name, facts.required | facts.optional, N_("请删去。")),
        )
    for name in sorted({name for name in given if given.count(name) > 1}):
        yield refuse(
            "repeated_param",
            node,
            N_("%(element)s的参数「%(param)s」写了不止一次。请只留一个。"),
            param=name,
        )


def decision_table(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A business-rule step names a decision table that exists."""
    for node in graph.of_kind("businessRuleTask"):
        table = node.mp("decision")
        if not table:
            yield refuse(
                "no_decision_table", node, N_("业务规则任务%(element)s没有决策表。请选择决策表。")
            )
        elif table not in vocabulary.tables:
            yield refuse(
                "unknown_decision_table",
                node,
                N_("%(element)s用的决策表「%(table)s」不存在。%(hint)s"),
                table=table,
                hint=_hint(table, vocabulary.tables, N_("请选择已有的决策表，或先建好它。")),
            )


def own_values(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """mp:final says true or nothing; a milestone or a clock says something."""
    for element in (graph.process, *graph.lanes, *graph.nodes.values()):
        if element.mp("final") not in (None, "true", "false"):
            yield refuse(
                "final_is_not_true",
                element,
                N_("%(element)s的“办结后不可撤回”设置写错了。请重新打开或关闭它。"),
            )
        for name, word in _TEXTS.items():
            if element.mp(name) == "":
                yield refuse(
                    "empty_setting",
                    element,
                    N_("%(element)s的%(setting)s是空的。请写上，或删去该设置。"),
                    setting=Words(word),
                )


_TEXTS: Final[Mapping[str, str]] = {
    "milestone": N_("办件状态"),
    "clock": N_("计时名称"),
    "role": N_("办理角色"),
    "onWithdraw": N_("撤回操作"),
}


def something_is_final(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Without a final step an applicant may withdraw what has already been registered."""
    if not any(node.mp("final") == "true" for node in graph.nodes.values()):
        yield warn(
            "nothing_final",
            graph.process,
            N_("流程%(element)s里没有标为“办结后不可撤回”的步骤，申请人直到结束都能撤回。"),
        )


def _hint(name: str, known: "Mapping[str, object] | frozenset[str]", otherwise: str) -> Words:
    """Say which known name was probably meant, else what to do."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    if close:
        return Words(N_("是不是「%(name)s」？"), {"name": close[0]})
    return Words(otherwise)
