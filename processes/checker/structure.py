"""The shape of a whole diagram: one process, one beginning, an end that can be reached."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from processes.checker.graph import (
    ADMITTED,
    BPMN,
    BPMNDI,
    REFUSED_NODES,
    Element,
    Graph,
    Node,
)
from processes.checker.labels import owner, refuse, warn
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.checker.walks import (
    Next,
    after,
    after_on_the_main_line,
    loops,
    reachable,
    starts,
)
from processes.sentences import N_

# SpiffWorkflow's parser recurses along the arrows; 400 nodes in a row work, 600 do not.
MAX_NODES: Final = 300
_MOST: Final[Mapping[str, tuple[int, str]]] = {
    "nodes": (
        MAX_NODES,
        N_("流程%(element)s有 %(count)d 个图形，最多 %(limit)d 个。请拆成几个流程。"),
    ),
    "flows": (
        900,
        N_("流程%(element)s有 %(count)d 条连线，最多 %(limit)d 条。请拆成几个流程。"),
    ),
    "lanes": (60, N_("流程%(element)s有 %(count)d 个泳道，最多 %(limit)d 个。请合并泳道。")),
}
_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""No longer than the columns in which tasks and events name their step."""
# Names that SpiffWorkflow gives to steps of its own.
_RESERVED: Final = frozenset({"Start", "End", "Root"})
ENDLESS: Final = N_("%(element)s所在的循环没有出口（经过：%(through)s）。请画一条走向结束的连线。")


def one_pool(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A case is one process; another pool would be somebody whom the system cannot reach."""
    pools = graph.root.findall(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant")
    for xml in pools[1:]:
        yield refuse(
            "several_pools",
            Element(xml, xml.get("id", ""), "participant", xml.get("name", "")),
            N_("泳池%(element)s是多余的：一张图只能有一个泳池。请改画成泳道，或删去。"),
        )


def too_much_drawn(process: etree._Element) -> Iterator[Problem]:
    """The engine is measured up to so many nodes; nobody could read more arrows and lanes.

    Counted before anything is made of it.
    """
    kinds = {f"{{{BPMN}}}{kind}" for kind in ADMITTED | REFUSED_NODES}
    found = {
        "nodes": sum(child.tag in kinds for child in process),
        "flows": len(process.findall(f"{{{BPMN}}}sequenceFlow")),
        "lanes": len(process.findall(f".//{{{BPMN}}}lane")),
    }
    element = Element(process, process.get("id", ""), "process", process.get("name", ""))
    for what, (limit, message) in _MOST.items():
        if found[what] > limit:
            yield refuse(f"too_many_{what}", element, message, count=found[what], limit=limit)


def duplicate_ids(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The engine finds elements by id, also inside extension elements."""
    seen: set[str] = set()
    for xml in graph.root.iter():
        name = xml.get("id")
        if name in seen:
            yield refuse(
                "duplicate_id",
                owner(graph, xml),
                N_("%(element)s的编号“%(id)s”被用了不止一次。请删去其中一个，重新画。"),
                id=name,
            )
        if name:
            seen.add(name)


def dangling_flows(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """An arrow has a node of this process at each end."""
    for flow in graph.dangling:
        source = graph.nodes.get(flow.xml.get("sourceRef", ""))
        target = graph.nodes.get(flow.xml.get("targetRef", ""))
        if source is not None:
            message = N_("从%(element)s出发的一条连线没有接到任何步骤。请接上，或删去。")
        elif target is not None:
            message = N_("接到%(element)s的一条连线没有起点。请接上，或删去。")
        else:
            message = N_("有一条连线（%(element)s）两端都没有接上步骤。请删去。")
        yield refuse("dangling_flow", source or target or flow, message)


def usable_ids(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """An id is what the engine calls the step by, so it may not clash with its own names."""
    for element in (graph.process, *graph.nodes.values(), *graph.flows):
        if element.id in _RESERVED or not _ID.fullmatch(element.id):
            yield refuse(
                "unusable_id",
                element,
                N_(
                    "%(element)s的编号“%(id)s”不能用。"
                    "请换成以字母开头、只含字母、数字、下划线、不超过 64 个字符的编号，"
                    "且不用 Start、End、Root。"
                ),
                id=element.id,
            )


def executable(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """New diagrams of bpmn-js say isExecutable=false, and the engine skips those."""
    if graph.process.xml.get("isExecutable") != "true":
        yield refuse(
            "not_executable",
            graph.process,
            N_("流程%(element)s没有设为可执行。请选中流程，打开“可执行”。"),
        )


def id_is_the_stem(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """One stem per procedure everywhere: file, process, test."""
    if graph.stem is not None and graph.process.id != graph.stem:
        yield refuse(
            "id_is_not_the_file_name",
            graph.process,
            N_("流程%(element)s的编号是“%(id)s”，文件名却是“%(stem)s”。请改成一致。"),
            id=graph.process.id,
            stem=graph.stem,
        )


def one_start(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A case begins in one place, which is the first thing that happens."""
    found = starts(graph)
    if not found:
        yield refuse(
            "no_start", graph.process, N_("流程%(element)s没有开始事件。请画一个开始事件。")
        )
    for node in found[1:]:
        yield refuse(
            "several_starts",
            node,
            N_("开始事件%(element)s是多余的：流程只能有一个开始。请删去，或用网关分支。"),
        )
    for node in found:
        if node.incoming:
            yield refuse(
                "flow_into_start",
                node,
                N_("有连线接回开始事件%(element)s。请把连线接到开始之后的第一个步骤。"),
            )


def some_end(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Without an end a case stays open for ever."""
    if not graph.of_kind("endEvent"):
        yield refuse("no_end", graph.process, N_("流程%(element)s没有结束事件。请画一个结束事件。"))


def nothing_after_end(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The engine goes on after such an end, people expect that it does not."""
    for node in graph.of_kind("endEvent"):
        if node.outgoing:
            yield refuse(
                "flow_out_of_end",
                node,
                N_("有连线从结束事件%(element)s出发。请删去连线，或把它改成步骤。"),
            )


def boundaries_attached(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A boundary event sits on a step, and nothing leads to it."""
    for node in graph.unattached:
        yield refuse(
            "boundary_unattached",
            node,
            N_("边界事件%(element)s没有附在任何步骤上。请把它拖到要计时的步骤边上。"),
        )
    for node in graph.of_kind("boundaryEvent"):
        if node.incoming:
            yield refuse(
                "flow_into_boundary",
                node,
                N_("有连线接到边界事件%(element)s。请接到它所在的步骤。"),
            )


def boundary_on_a_step(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Only a step can be interrupted."""
    for node in graph.of_kind("boundaryEvent"):
        if node.host is not None and not node.host.kind.endswith("Task"):
            yield refuse(
                "boundary_not_on_a_step",
                node,
                N_("边界事件%(element)s没有附在步骤上。请把它拖到人工任务或接收任务的边上。"),
            )


def everything_reachable(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A step that no case can come to is a mistake of the pen."""
    reached = reachable(starts(graph))
    lost = [node for node in graph.nodes.values() if node not in reached]
    for node in _heads(lost) if starts(graph) else []:
        yield refuse(
            "unreachable",
            node,
            N_("没有连线能走到%(element)s。请从前面的步骤连过来，或删去。"),
        )


def _heads(lost: list[Node]) -> Iterator[Node]:
    """Give the nodes by which all the others hang; what follows them is a consequence."""
    explained: set[Node] = set()
    rootless_last = sorted(lost, key=lambda node: bool(node.incoming) or node.host is not None)
    for node in rootless_last:
        if node not in explained:
            explained |= reachable([node])
            yield node


def no_dead_end(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Only end events may be the last."""
    for node in graph.nodes.values():
        if node.kind != "endEvent" and not node.outgoing:
            yield refuse(
                "dead_end",
                node,
                N_("%(element)s之后没有连线，流程会停在这里。请连到下一步，或连到结束事件。"),
            )


def loops_can_be_left(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """From every loop some arrow leads to an end."""
    stuck = _without_way_out(graph, after_on_the_main_line)
    for group in loops(stuck, after):
        yield refuse("endless_loop", group[0], ENDLESS, through=through(group))


def _without_way_out(graph: Graph, follow: Next) -> list[Node]:
    ends = set(graph.of_kind("endEvent"))
    return [
        node
        for node in graph.nodes.values()
        if not ends & reachable([node], follow) and node.kind != "endEvent"
    ]


def through(group: list[Node]) -> str:
    """Name the steps of a loop."""
    return "、".join(f"“{node.name}”" for node in group if node.name)


def everything_is_drawn(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A step without a shape works, but nobody sees it on the case page."""
    shapes = {xml.get("bpmnElement") for xml in graph.root.iter(f"{{{BPMNDI}}}BPMNShape")}
    missing = [node for node in graph.nodes.values() if node.id not in shapes]
    for node in missing[:1]:
        yield warn(
            "not_drawn",
            node,
            N_("图上看不到%(element)s等 %(count)d 个图形：文件里没有它们的位置。"),
            count=len(missing),
        )
