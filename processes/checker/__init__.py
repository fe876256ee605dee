"""Says what is wrong with a diagram before it is published, each thing in one sentence.

This is the public face of the package; everything else in it may change.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree

from processes.checker.answers import never_chosen
from processes.checker.coming_to_an_end import Played, play_all, show_ways_into_loops
from processes.checker.graph import BPMN, Graph, read_graph
from processes.checker.problem import Problem, Severity
from processes.checker.report import format_problems
from processes.checker.rules import STAGES
from processes.checker.structure import too_much_drawn
from processes.checker.vocabulary import (
    FieldFacts,
    FormFacts,
    OperationFacts,
    TableFacts,
    Vocabulary,
)
from processes.safe_xml import XmlRefused, parse_xml
from processes.sentences import N_, Translate, Words

MOST_PROBLEMS: Final = 1_000
"""In one stage. Nobody reads more, and a file may have one on each of its 60,000 elements; far
fewer of them can be warnings, so an error is never cut off."""

__all__ = [
    "Checked",
    "FieldFacts",
    "FormFacts",
    "OperationFacts",
    "Problem",
    "Severity",
    "TableFacts",
    "Translate",
    "Vocabulary",
    "Words",
    "check",
    "check_drawing",
    "examine",
    "format_problems",
]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a diagram, and how it was played; None: it could not be played."""

    problems: list[Problem]
    played: Played | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps it from being published."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


def check(diagram: bytes, vocabulary: Vocabulary, stem: str | None = None) -> list[Problem]:
    """List what is wrong with a diagram; without an error it may be published.

    `stem` is the name of its file without the ending, which must be the id of its process;
    None leaves that open. Nothing is raised: unreadable XML is a problem as well.
    """
    return examine(diagram, vocabulary, stem).problems


def examine(diagram: bytes, vocabulary: Vocabulary, stem: str | None = None) -> Checked:
    """As `check`, and say how much of what can happen on the diagram was played."""
    graph, found = _drawn(diagram, vocabulary, stem)
    if graph is None:
        return Checked(found)
    if not Checked(found).is_sound:
        return Checked(show_ways_into_loops(graph, found))
    played = play_all(graph, never_chosen(graph, vocabulary))
    return Checked([*found, *islice(played.problems, MOST_PROBLEMS)], played)


def check_drawing(diagram: bytes, vocabulary: Vocabulary, stem: str | None = None) -> list[Problem]:
    """As `check`, but do not play what can happen: that may take seconds, this milliseconds."""
    return _drawn(diagram, vocabulary, stem)[1]


def _drawn(
    diagram: bytes, vocabulary: Vocabulary, stem: str | None
) -> tuple[Graph | None, list[Problem]]:
    try:
        root = parse_xml(diagram)
    except XmlRefused as refusal:
        return None, [_of_the_file("unreadable_file", refusal.message, **refusal.params)]
    processes = root.findall(f"{{{BPMN}}}process")
    if root.tag != f"{{{BPMN}}}definitions":
        message = N_("文件不是 BPMN 流程图。请上传从设计器导出的文件。")
        return None, [_of_the_file("not_a_diagram", message)]
    if len(processes) != 1:
        return None, [_other_than_one(processes)]
    too_much = list(too_much_drawn(processes[0]))
    if too_much:
        return None, too_much
    graph = read_graph(root, processes[0], stem)
    return graph, _ask_all(graph, vocabulary)


def _other_than_one(processes: list[etree._Element]) -> Problem:
    if not processes:
        return _of_the_file("no_process", N_("文件里没有流程。请先画出流程再上传。"))
    names = "、".join(f"“{xml.get('name') or xml.get('id')}”" for xml in processes)
    message = N_("文件里有几个流程（%(names)s），只能有一个。请分成几个文件。")
    return _of_the_file("several_processes", message, names=names)


def _ask_all(graph: Graph, vocabulary: Vocabulary) -> list[Problem]:
    found: list[Problem] = []
    for stage in STAGES:
        told = (problem for rule in stage for problem in rule(graph, vocabulary))
        found += islice(told, MOST_PROBLEMS)
        if not Checked(found).is_sound:
            break
    return found


def _of_the_file(code: str, message: str, **params: object) -> Problem:
    return Problem(code, None, "", message, params)
