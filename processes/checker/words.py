"""Settings in our own words, where they are read, and in nobody else's."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from processes.checker.graph import BPMN, BPMNDI, GATEWAYS, MP, REFUSED_NODES, Element, Graph
from processes.checker.labels import owner, refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.sentences import N_, Words

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
            N_(
                "%(element)s带有其他软件的设置（%(names)s），系统不会执行。请选中它，点“删去其他软件的设置”。"
            ),
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
    for xml in _on_admitted_elements(graph):
        allowed = _ATTRIBUTES.get(etree.QName(xml).localname, frozenset())
        for attribute in map(etree.QName, xml.attrib):
            if attribute.namespace == MP and attribute.localname not in allowed:
                yield refuse(
                    "unknown_attribute",
                    owner(graph, xml),
                    N_("%(element)s上的设置“%(name)s”在这里没有作用。请删去。"),
                    name=f"mp:{attribute.localname}",
                )


def own_elements(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """One mp:operation with its mp:param on a system step, and nothing else."""
    for xml in _on_admitted_elements(graph):
        name = etree.QName(xml)
        if name.namespace == MP and not _stands_right(xml):
            yield refuse(
                "unknown_own_element",
                owner(graph, xml),
                N_("%(element)s里的设置“%(name)s”位置不对或无法识别。请删去。"),
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


def _on_admitted_elements(graph: Graph) -> Iterator[etree._Element]:
    """Leave out what stands on a refused step: it has its own sentence already."""
    refused = {id(node.xml) for node in graph.of_kind(*REFUSED_NODES)}
    for xml in _drawn_by_people(graph):
        if not refused & {id(xml), *map(id, xml.iterancestors())}:
            yield xml


def own_values(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """mp:final says true or nothing; a milestone or a clock says something."""
    for element in (graph.process, *graph.lanes, *graph.nodes.values()):
        if element.mp("final") not in (None, "true", "false"):
            yield refuse(
                "final_is_not_true",
                element,
                N_("%(element)s的“办结后不可撤回”设置有误。请重新打开或关闭它。"),
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
