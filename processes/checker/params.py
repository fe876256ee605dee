"""What the parameters of an operation may hold."""

import re
from collections.abc import Iterator
from json import dumps
from typing import Final

from lxml import etree

from processes.checker.graph import MP, Graph, Node
from processes.checker.labels import label, refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import OperationFacts, Vocabulary
from processes.expressions import EvaluationFailed, ExpressionError, parse
from processes.rules.amounts import is_amount
from processes.sentences import N_, shortened

_PLACE: Final = re.compile("【[^】]*】")


def texts_leave_known_places(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A place that nothing fills would be sent to people as it was written."""
    for node, param, facts in _given(graph, vocabulary):
        offered = facts.places.get(param.get("name", ""))
        if offered is None:
            continue
        for place in dict.fromkeys(_PLACE.findall(param.get("value", ""))):
            if place not in offered:
                yield refuse(
                    "unknown_place",
                    node,
                    N_(
                        "%(element)s的文字里有“%(place)s”，系统不会填写它，会照原样发出。"
                        "能用的有：%(offered)s。请改用其中之一，或换成别的括号。"
                    ),
                    place=shortened(place),
                    offered="、".join(offered),
                )


def amounts_are_whole(graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Money below zero or in parts of a fen would be refused when the step runs."""
    for node, param, facts in _given(graph, vocabulary):
        if param.get("name", "") in facts.amounts:
            yield from _wrong_amount(node, param.get("value", "").strip(), graph, vocabulary)


def _wrong_amount(node: Node, text: str, graph: Graph, vocabulary: Vocabulary) -> Iterator[Problem]:
    try:
        expression = parse(text)
        value = None if expression.names else expression.evaluate({})
    except (ExpressionError, EvaluationFailed):
        return  # Another rule says what is wrong with it.
    if expression.names == {text}:
        yield from _wrong_decisions(node, text, graph, vocabulary)
    elif not expression.names and not is_amount(value):
        yield refuse(
            "no_amount",
            node,
            N_("%(element)s的金额“%(text)s”不能用。请写不小于 0 的整数，以分为单位。"),
            text=shortened(text),
        )


def _wrong_decisions(
    reader: Node, name: str, graph: Graph, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Name the rules that decide an amount which the reader cannot take."""
    for node in graph.of_kind("businessRuleTask"):
        table = vocabulary.tables.get(node.mp("decision") or "")
        decided = table.constants.get(name, {}) if table is not None else {}
        for rule, value in decided.items():
            if not is_amount(value):
                yield refuse(
                    "decides_no_amount",
                    node,
                    N_(
                        "%(element)s的决策表第 %(rule)s 条规则给“%(name)s”的结果“%(value)s”"
                        "不能用：%(reader)s把它当作金额。请改为不小于 0 的整数，以分为单位。"
                    ),
                    rule=str(rule),
                    name=name,
                    value=shortened(dumps(value, ensure_ascii=False)),
                    reader=label(reader),
                )


def _given(
    graph: Graph, vocabulary: Vocabulary
) -> Iterator[tuple[Node, etree._Element, OperationFacts]]:
    """Give each parameter of an operation that exists, with its step."""
    for node in graph.of_kind("serviceTask"):
        for operation in node.operations()[:1]:
            facts = vocabulary.operations.get(operation.get("name", "").strip())
            if facts is not None:
                yield from ((node, one, facts) for one in operation.findall(f"{{{MP}}}param"))
