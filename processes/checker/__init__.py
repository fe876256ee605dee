"""Says what is wrong with a diagram before it is published, each thing in one sentence.

This is the public face of the package; everything else in it may change.
"""

from itertools import islice
from typing import Final

from lxml import etree

from processes.checker.graph import BPMN, read_graph
from processes.checker.problem import Problem, Severity
from processes.checker.report import format_problems
from processes.checker.rules import STAGES
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
    "format_problems",
]


def check(diagram: bytes, vocabulary: Vocabulary, stem: str | None = None) -> list[Problem]:
    """List what is wrong with a diagram; without an error it may be published.

    `stem` is the name of its file without the ending, which must be the id of its process;
    None leaves that open. Nothing is raised: unreadable XML is a problem as well.
    """
    try:
        root = parse_xml(diagram)
    except XmlRefused as refusal:
        return [_of_the_file("unreadable_file", refusal.message, **refusal.params)]
    if root.tag != f"{{{BPMN}}}definitions":
        return [
            _of_the_file("not_a_diagram", N_("文件不是 BPMN 流程图。请上传从设计器导出的文件。"))
        ]
    return _check_process(root, vocabulary, stem)


def _check_process(root: etree._Element, vocabulary: Vocabulary, stem: str | None) -> list[Problem]:
    processes = root.findall(f"{{{BPMN}}}process")
    if not processes:
        return [_of_the_file("no_process", N_("文件里没有流程。请先画出流程再上传。"))]
    if len(processes) > 1:
        names = "、".join(f"“{xml.get('name') or xml.get('id')}”" for xml in processes)
        message = N_("文件里有几个流程（%(names)s），只能有一个。请分成几个文件。")
        return [_of_the_file("several_processes", message, names=names)]
    return _ask_all(root, processes[0], vocabulary, stem)


def _ask_all(
    root: etree._Element, process: etree._Element, vocabulary: Vocabulary, stem: str | None
) -> list[Problem]:
    graph = read_graph(root, process, stem)
    found: list[Problem] = []
    for stage in STAGES:
        told = (problem for rule in stage for problem in rule(graph, vocabulary))
        found += islice(told, MOST_PROBLEMS)
        if any(problem.severity is Severity.ERROR for problem in found):
            break
    return found


def _of_the_file(code: str, message: str, **params: object) -> Problem:
    return Problem(code, None, "", message, params)
