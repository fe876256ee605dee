"""Questions that a diagram asks, and whether somebody can have answered them."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Final

from processes.checker.graph import Flow, Graph, Node
from processes.checker.labels import label, refuse, warn
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.checker.written import Written, people_before
from processes.expressions import Expression, ExpressionError, parse
from processes.sentences import N_, shortened

_MOST_TRIED: Final = 1_000
"""Combinations of values at one gateway; beyond it any answer is taken for possible."""

_NOT_ASKED: Final[Mapping[str, str]] = {
    "perhaps_not_asked": N_(
        "%(element)s之后的%(gateway)s要看“%(name)s”，但%(element)s的表单没有这一项，"
        "更早的步骤也不一定问过，那时按没有填写来判断。请在表单里加上，或改条件。"
    ),
    "asked_earlier": N_(
        "%(element)s之后的%(gateway)s要看“%(name)s”，但%(element)s的表单没有这一项，"
        "看到的是更早的步骤填写的。如果应由这一步决定，请在它的表单里加上。"
    ),
}


def questions_can_be_answered(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Whoever acts before a gateway is asked for what its conditions read."""
    written = Written(graph, vocabulary)
    for gateway, conditions in _questions(graph):
        names = frozenset[str]().union(*(one.names for one in conditions.values()))
        for name in sorted(names & written.only_by_people):
            if not written.may_have(name, gateway):
                yield _never_asked(gateway, name)
            else:
                yield from _asked_elsewhere(gateway, name, names, written)


def _never_asked(gateway: Node, name: str) -> Problem:
    return refuse(
        "never_asked",
        gateway,
        N_(
            "%(element)s的条件要看“%(name)s”，但走到这里之前，没有哪一步的表单问过这一项。"
            "请在前面的表单里加上，或改条件。"
        ),
        name=name,
    )


def _asked_elsewhere(
    gateway: Node, name: str, names: frozenset[str], written: Written
) -> Iterator[Problem]:
    writers = written.by_name[name]
    for task in people_before(gateway):
        if task in writers:
            continue
        if written.may_lack(name, task):
            yield _not_asked_by(task, gateway, name, "perhaps_not_asked")
        elif _judges(task) and any(map(_judges, writers)) and not _asks_any(task, names, written):
            yield _not_asked_by(task, gateway, name, "asked_earlier")


def _judges(task: Node) -> bool:
    """Whether somebody decides here about what the applicant wrote: that is not decided twice."""
    return task.role != "applicant"


def _asks_any(task: Node, names: frozenset[str], written: Written) -> bool:
    return any(task in written.by_name.get(name, ()) for name in names)


def _not_asked_by(task: Node, gateway: Node, name: str, code: str) -> Problem:
    return warn(code, task, _NOT_ASKED[code], gateway=label(gateway), name=name)


def conditions_can_hold(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A condition that no answer fulfils is a slip of the pen."""
    for flow in never_chosen(graph, vocabulary):
        if flow.condition:
            yield warn(
                "never_holds",
                flow,
                N_(
                    "%(element)s的条件“%(text)s”永远不会成立：没有哪个选项或结果能满足它。请改条件。"
                ),
                text=shortened(flow.condition),
            )


def never_chosen(graph: Graph, vocabulary: Vocabulary) -> list[Flow]:
    """List the arrows that no answer and no result can ever choose, as far as can be told."""
    written = Written(graph, vocabulary)
    return [
        flow
        for gateway, conditions in _questions(graph)
        for flow in _never_chosen_at(gateway, conditions, written)
    ]


def _never_chosen_at(
    gateway: Node, conditions: Mapping[Flow, Expression], written: Written
) -> list[Flow]:
    names = sorted(frozenset[str]().union(*(one.names for one in conditions.values())))
    values = [written.values_at(name, gateway) for name in names]
    listed = [one for one in values if one is not None]
    if len(listed) < len(values) or prod(map(len, listed)) > _MOST_TRIED:
        return []
    chosen: set[Flow] = set()
    try:
        for combination in product(*listed):
            chosen |= _chosen(gateway, conditions, dict(zip(names, combination, strict=True)))
    except ExpressionError:
        return []
    return [flow for flow in gateway.outgoing if flow not in chosen]


def _chosen(
    gateway: Node, conditions: Mapping[Flow, Expression], values: Mapping[str, object]
) -> set[Flow]:
    holding = [flow for flow, one in conditions.items() if one.evaluate(values) is True]
    default = [flow for flow in gateway.outgoing if flow.id == gateway.default]
    return set((holding[:1] if gateway.kind == "exclusiveGateway" else holding) or default)


def _questions(graph: Graph) -> Iterator[tuple[Node, dict[Flow, Expression]]]:
    """Give each gateway that asks, with its conditions in the order of the file."""
    for gateway in graph.of_kind("exclusiveGateway", "inclusiveGateway"):
        conditions: dict[Flow, Expression] = {}
        for flow in gateway.outgoing:
            if flow.condition and flow.id != gateway.default:
                try:
                    conditions[flow] = parse(flow.condition)
                except ExpressionError:
                    break  # Another rule says what is wrong with it.
        else:
            if conditions:
                yield gateway, conditions
