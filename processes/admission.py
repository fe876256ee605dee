"""What the engine refuses by itself, whoever checked the diagram before.

`processes.checker` tells an author everything that is wrong, kindly and at once. This is the
last line: what would run wrongly, or wait for ever, never becomes an edition.
"""

from collections.abc import Collection, Iterator
from typing import Final

from processes.checker.problem import Problem
from processes.sentences import N_
from processes.timers import Cycle
from processes.vocabulary import TASKS, Node, Process

_WAITING: Final = frozenset({"intermediateCatchEvent", "boundaryEvent", "receiveTask"})


def problems_of(
    process: Process, forms: Collection[str], tables: Collection[str]
) -> Iterator[Problem]:
    """Name what cannot be run; `forms` and `tables` are the names that the edition has."""
    starts = [node for node in process.nodes.values() if node.kind == "startEvent"]
    if len(starts) != 1:
        sentence = N_("流程应恰好有一个开始事件，现有 %(count)d 个。")
        yield Problem("start_events", process.id, process.name, sentence, {"count": len(starts)})
    for node in process.nodes.values():
        reason = _lacks(node, forms, tables) or _misplaced(node, process)
        if reason:
            yield Problem("unrunnable", node.id, node.name, reason, {"name": node.name})


def _lacks(node: Node, forms: Collection[str], tables: Collection[str]) -> str | None:
    if node.kind == "userTask" and not (node.role and node.form in forms):
        return N_("任务“%(name)s”没有办理人，或没有可用的表单。")
    if node.kind == "serviceTask" and node.operation is None:
        return N_("系统任务“%(name)s”没有写明操作。")
    if node.kind == "businessRuleTask" and node.decision not in tables:
        return N_("业务规则任务“%(name)s”没有可用的决策表。")
    if node.kind in _WAITING and node.timer is None and not node.message:
        return N_("“%(name)s”没有写明等待哪条消息或等到何时。")
    return None


def _misplaced(node: Node, process: Process) -> str | None:
    if node.kind == "boundaryEvent":
        host = process.nodes.get(node.attached_to or "")
        if host is None or host.kind not in TASKS:
            return N_("边界事件“%(name)s”没有附在任务上。")
    if isinstance(node.timer, Cycle) and (node.kind != "boundaryEvent" or node.interrupting):
        return N_("“%(name)s”的循环计时只能用在不中断任务的边界事件上。")
    return None
