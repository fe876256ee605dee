"""Steps, events and gateways that came, went, say something else or were only moved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from lxml import etree

from processes.checker.graph import BPMNDI, Graph
from processes.checker.graph import Node as Drawn
from processes.checker.labels import kind_words, label
from processes.difference.change import Change, ChangeKind
from processes.editions import Edition
from processes.sentences import N_, Words
from processes.timers import At, Cycle, Once, Timer, WorkingDays
from processes.vocabulary import Node
from processes.working_time import SHANGHAI

RoleName = Callable[[str], object]

_NOBODY: Final = Words(N_("（无）"))


def element_changes(
    old: Edition, drawn_before: Graph, new: Edition, drawn_after: Graph, role_name: RoleName
) -> Iterator[Change]:
    """Compare two diagrams element by element, by their ids."""
    places = _places(drawn_before), _places(drawn_after)
    for node_id, drawn in drawn_after.nodes.items():
        if node_id not in old.nodes:
            told = [
                _added(drawn, new.nodes[node_id], role_name),
                *_settings(new.nodes[node_id], drawn),
            ]
            yield from (Change(ChangeKind.ADDED, node_id, words) for words in told)
            continue
        told = list(_said_otherwise(old, new, drawn, role_name))
        yield from (Change(ChangeKind.CHANGED, node_id, words) for words in told)
        if not told and places[0].get(node_id) != places[1].get(node_id):
            moved = Words(N_("%(element)s只换了图上的位置。"), {"element": label(drawn)})
            yield Change(ChangeKind.MOVED, node_id, moved)
    for node_id, drawn in drawn_before.nodes.items():
        if node_id not in new.nodes:
            words = {"kind": kind_words(drawn.kind), "element": label(drawn)}
            gone = Words(N_("取消%(kind)s%(element)s。"), words)
            yield Change(ChangeKind.REMOVED, node_id, gone)


def _added(drawn: Drawn, node: Node, role_name: RoleName) -> Words:
    words: dict[str, object] = {"kind": kind_words(drawn.kind), "element": label(drawn)}
    if drawn.incoming and drawn.outgoing:
        first, then = label(drawn.incoming[0].source), label(drawn.outgoing[0].target)
        words["where"] = Words(
            N_("，在%(first)s之后、%(then)s之前"), {"first": first, "then": then}
        )
    else:
        words["where"] = ""
    if _is_somebodys(node):
        words |= {"role": role_name(node.role or ""), "form": node.form}
        sentence = N_("新增%(kind)s%(element)s%(where)s，由%(role)s办理，填写表单“%(form)s”。")
        return Words(sentence, words)
    return Words(N_("新增%(kind)s%(element)s%(where)s。"), words)


def _is_somebodys(node: Node) -> bool:
    """Whether the first sentence of a new element names a person and a form."""
    return node.kind == "userTask" and bool(node.role)


def _settings(node: Node, drawn: Drawn) -> Iterator[Words]:
    """Give a sentence for each thing that a new element says beside what it is called."""
    element = label(drawn)
    if drawn.host is not None:
        words = {"element": element, "host": label(drawn.host)}
        yield Words(_SITS_ON[node.interrupting], words)
    for question in _QUESTIONS:
        if question.of(node) and not (question is _FORM and _is_somebodys(node)):
            yield Words(question.says, {"element": element, "new": question.of(node)})
    if node.final:
        yield Words(_FINAL[True], {"element": element})
    if node.terminates:
        yield Words(_TERMINATES[True], {"element": element})


def _said_otherwise(
    before: Edition, after: Edition, drawn: Drawn, role_name: RoleName
) -> Iterator[Words]:
    """Give a sentence for each thing that an element of both diagrams says otherwise."""
    old, new, element = before.nodes[drawn.id], after.nodes[drawn.id], label(drawn)
    if old.kind != new.kind:
        yield _from_to(N_("%(element)s由%(old)s改为%(new)s。"), element, old, new, _kind)
        return
    if old.name != new.name:
        renamed = {"old": old.name, "new": new.name}
        yield Words(N_("“%(old)s”改名为“%(new)s”。"), renamed)
    for question in _QUESTIONS:
        if question.of(old) != question.of(new):
            yield _from_to(question.changed, element, old, new, question.of)
    if old.role != new.role:
        sentence = N_("%(element)s的办理人由%(old)s改为%(new)s。")
        yield _from_to(sentence, element, old, new, lambda node: _role(node, role_name))
    if old.final != new.final:
        yield Words(_FINAL[new.final], {"element": element})
    if old.interrupting != new.interrupting:
        yield Words(_INTERRUPTS[new.interrupting], {"element": element})
    if old.terminates != new.terminates:
        yield Words(_TERMINATES[new.terminates], {"element": element})
    if drawn.host is not None and old.attached_to != new.attached_to:
        words = {"element": element, "host": label(drawn.host)}
        yield Words(N_("%(element)s改附在%(host)s上。"), words)


def _from_to(
    sentence: str, element: Words, old: Node, new: Node, of: Callable[[Node], Any]
) -> Words:
    words = {"element": element, "old": of(old) or _NOBODY, "new": of(new) or _NOBODY}
    return Words(sentence, words)


def _role(node: Node, role_name: RoleName) -> object:
    return role_name(node.role) if node.role else None


def _kind(node: Node) -> Words:
    return kind_words(node.kind)


def _operation(node: Node) -> str | None:
    if node.operation is None:
        return None
    params = "，".join(f"{name}={text}" for name, text in node.operation.params)
    return f"{node.operation.name}（{params}）" if params else node.operation.name


def _time(node: Node) -> Words | str | None:
    return None if node.timer is None else timer_words(node.timer)


def timer_words(timer: Timer) -> Words | str:
    """Say when a timer fires."""
    match timer:
        case WorkingDays(days=days):
            return Words(N_(" %(days)d 个工作日"), {"days": days})
        case Once(after=after):
            return Words(N_("%(span)s之后"), {"span": _span(after)})
        case Cycle(times=times, every=every):
            return Words(
                N_("每隔%(span)s，共 %(times)d 次"), {"span": _span(every), "times": times}
            )
        case At(instant=instant):
            return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _span(length: timedelta) -> Words:
    minutes = round(length.total_seconds() / 60)
    if minutes % 1440 == 0:
        return Words(N_(" %(days)d 天"), {"days": minutes // 1440})
    if minutes % 60 == 0:
        return Words(N_(" %(hours)d 小时"), {"hours": minutes // 60})
    return Words(N_(" %(minutes)d 分钟"), {"minutes": minutes})


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing that an element may say: the sentence of a change, of a new one, the answer."""

    changed: str
    says: str
    of: Callable[[Node], Any]


_FORM: Final = _Question(
    N_("%(element)s的表单由“%(old)s”改为“%(new)s”。"),
    N_("%(element)s的表单是“%(new)s”。"),
    lambda node: node.form,
)
_QUESTIONS: Final = (
    _FORM,
    _Question(
        N_("申请人在%(element)s读到的进度由“%(old)s”改为“%(new)s”。"),
        N_("申请人在%(element)s读到的进度是“%(new)s”。"),
        lambda node: node.milestone,
    ),
    _Question(
        N_("%(element)s的期限由%(old)s改为%(new)s。"), N_("%(element)s的期限是%(new)s。"), _time
    ),
    _Question(
        N_("%(element)s的计时由“%(old)s”改为“%(new)s”。"),
        N_("%(element)s计入计时“%(new)s”。"),
        lambda node: node.clock,
    ),
    _Question(
        N_("%(element)s执行的操作由“%(old)s”改为“%(new)s”。"),
        N_("%(element)s执行的操作是“%(new)s”。"),
        _operation,
    ),
    _Question(
        N_("%(element)s所用的决策表由“%(old)s”改为“%(new)s”。"),
        N_("%(element)s所用的决策表是“%(new)s”。"),
        lambda node: node.decision,
    ),
    _Question(
        N_("%(element)s等待的消息由“%(old)s”改为“%(new)s”。"),
        N_("%(element)s等待的消息是“%(new)s”。"),
        lambda node: node.message,
    ),
)


_FINAL: Final = {
    True: N_("%(element)s办理之后，申请人不能再撤回。"),
    False: N_("%(element)s办理之后，申请人仍可撤回。"),
}
_TERMINATES: Final = {
    True: N_("走到%(element)s时，办件的其他分支一并终止。"),
    False: N_("走到%(element)s时，办件的其他分支照常办理。"),
}
_SITS_ON: Final = {
    True: N_("%(element)s附在%(host)s上，发生时收回任务。"),
    False: N_("%(element)s附在%(host)s上，发生时任务照常办理。"),
}
_INTERRUPTS: Final = {
    True: N_("%(element)s到时会收回任务。"),
    False: N_("%(element)s到时只提醒，任务照常办理。"),
}


def _places(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Give where each element is drawn: x, y, width, height as written."""
    places: dict[str, tuple[str, ...]] = {}
    for shape in graph.root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = shape.find("{http://www.omg.org/spec/DD/20100524/DC}Bounds")
        if isinstance(bounds, etree._Element):
            corners = (bounds.get(key, "") for key in ("x", "y", "width", "height"))
            places[shape.get("bpmnElement", "")] = tuple(corners)
    return places
