"""What the parameters of an operation may hold."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from processes.checker.graph import MP, Graph, Node
from processes.checker.labels import refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import OperationFacts, Vocabulary
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


def _given(
    graph: Graph, vocabulary: Vocabulary
) -> Iterator[tuple[Node, etree._Element, OperationFacts]]:
    """Give each parameter of an operation that exists, with its step."""
    for node in graph.of_kind("serviceTask"):
        for operation in node.operations()[:1]:
            facts = vocabulary.operations.get(operation.get("name", "").strip())
            if facts is not None:
                yield from ((node, one, facts) for one in operation.findall(f"{{{MP}}}param"))
