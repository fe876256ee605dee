"""Arrows that came, went or ask something else.

Arrows are compared by their ends, not their ids: a modeler draws a new one for the old way.
An arrow that only leads through a step that is new, or round one that is gone, is told with
that step and not again; one that asks something is always told.
"""

from collections.abc import Iterator

from processes.checker.graph import Flow, Graph, Node
from processes.checker.labels import label
from processes.difference.change import Change, ChangeKind
from processes.sentences import N_, Words

Ends = tuple[str, str]


def path_changes(old: Graph, new: Graph) -> Iterator[Change]:
    """Compare the ways between the elements that both diagrams have, and those to new ones."""
    before, after = _by_ends(old), _by_ends(new)
    both = old.nodes.keys() & new.nodes.keys()
    for ends, flow in after.items():
        if ends in before:
            yield from _asked_otherwise(before[ends], flow)
        elif not _is_told_with_a_step(flow, old, new):
            yield Change(ChangeKind.ADDED, flow.id, _new_way(flow, old))
    for ends, flow in before.items():
        if ends not in after and both.issuperset(ends) and not _led_through(new, old, ends):
            gone = N_("取消从%(source)s到%(target)s的路径。")
            yield Change(ChangeKind.REMOVED, flow.id, _way(gone, flow))
    yield from _other_defaults(old, new, both)


def _is_told_with_a_step(flow: Flow, old: Graph, new: Graph) -> bool:
    """Whether the sentence of a step that came or went says this of a new arrow already."""
    source, target = flow.source, flow.target
    if source.id in old.nodes and target.id in old.nodes:
        return _led_through(old, new, (source.id, target.id)) and _was_asked(flow, old)
    if flow.condition is not None or (source.id not in old.nodes and source.default == flow.id):
        return False
    # A new element is told with the first step before it and the first one after.
    for node, first in ((target, target.incoming[:1]), (source, source.outgoing[:1])):
        if node.id not in old.nodes and node.incoming and node.outgoing and first == [flow]:
            return True
    return False


def _was_asked(flow: Flow, old: Graph) -> bool:
    """Whether an arrow of before asked the same at this place."""
    return flow.condition in {one.condition for one in old.nodes[flow.source.id].outgoing}


def _new_way(flow: Flow, old: Graph) -> Words:
    if flow.condition is not None:
        way = _way(N_("新增从%(source)s到%(target)s的路径，条件是“%(condition)s”。"), flow)
        return Words(way.message, {**way.params, "condition": flow.condition})
    if flow.source.id not in old.nodes and flow.source.default == flow.id:
        return _way(N_("新增从%(source)s到%(target)s的路径，其他条件都不成立时走。"), flow)
    return _way(N_("新增从%(source)s到%(target)s的路径。"), flow)


def _by_ends(graph: Graph) -> dict[Ends, Flow]:
    return {(flow.source.id, flow.target.id): flow for flow in graph.flows}


def _asked_otherwise(before: Flow, after: Flow) -> Iterator[Change]:
    if before.condition == after.condition:
        return
    nothing = Words(N_("无条件"))
    words = {
        "source": label(after.source),
        "target": label(after.target),
        "old": before.condition or nothing,
        "new": after.condition or nothing,
    }
    sentence = N_("从%(source)s到%(target)s的条件由“%(old)s”改为“%(new)s”。")
    yield Change(ChangeKind.CHANGED, after.id, Words(sentence, words))


def _led_through(without: Graph, having: Graph, ends: Ends) -> bool:
    """Whether `without` leads from one end to the other through steps that `having` lacks."""
    todo, seen = [without.nodes[ends[0]]], set[str]()
    while todo:
        for following in _after(todo.pop()):
            if following.id == ends[1]:
                return True
            if following.id not in having.nodes and following.id not in seen:
                seen.add(following.id)
                todo.append(following)
    return False


def _after(node: Node) -> Iterator[Node]:
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundaries


def _other_defaults(old: Graph, new: Graph, both: set[str]) -> Iterator[Change]:
    for node_id in (one for one in new.nodes if one in both):
        before, after = _default(old.nodes[node_id]), _default(new.nodes[node_id])
        if after and (before is None or before.target.id != after.target.id):
            words = {"element": label(after.source), "target": label(after.target)}
            sentence = N_("其他条件都不成立时，%(element)s改走到%(target)s。")
            yield Change(ChangeKind.CHANGED, after.id, Words(sentence, words))


def _default(node: Node) -> Flow | None:
    return next((flow for flow in node.outgoing if flow.id == node.default), None)


def _way(sentence: str, flow: Flow) -> Words:
    return Words(sentence, {"source": label(flow.source), "target": label(flow.target)})
