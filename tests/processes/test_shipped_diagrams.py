"""The diagrams that we ship can be read by whoever opens them.

That they pass the check, with the operations that exist, is a house rule (tests/house).
"""

from pathlib import Path

import pytest

from processes.checker.graph import BPMN, BPMNDI, MP, Node, read_graph
from processes.safe_xml import parse_xml
from tests.processes.checking import ROOT

FILES = sorted((ROOT / "bpmn").glob("*.bpmn"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_step_and_arrow_of_a_shipped_diagram_has_its_place_on_the_page(file: Path):
    root = parse_xml(file.read_bytes())
    graph = read_graph(root, root.find(f"{{{BPMN}}}process"))
    drawn = {xml.get("bpmnElement") for xml in root.iter(f"{{{BPMNDI}}}*")}
    assert {*graph.nodes, *(flow.id for flow in graph.flows)} <= drawn


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_question_and_its_answers_on_a_shipped_diagram_are_worded(file: Path):
    root = parse_xml(file.read_bytes())
    graph = read_graph(root, root.find(f"{{{BPMN}}}process"))
    questions = [node for node in graph.nodes.values() if node.kind == "exclusiveGateway"]
    assert all(node.name.endswith("？") for node in questions)
    assert all(flow.name for node in questions for flow in node.outgoing)


def test_the_registration_of_a_practitioner_has_the_steps_of_the_association():
    root = parse_xml((ROOT / "bpmn" / "practitioner_registration.bpmn").read_bytes())
    graph = read_graph(root, root.find(f"{{{BPMN}}}process"))
    steps = {node.id: node.role for node in graph.of_kind("userTask")}
    assert steps == {
        "submit": "applicant",
        "store_review": "store",
        "agency_review": "agency",
        "stand_in_review": "association_reviewer",
        "other_employer": "applicant",
        "association_review": "association_reviewer",
        "correct_for_employer": "applicant",
        "correct_for_association": "applicant",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_review_that_can_send_back_keeps_its_clock_over_all_rounds(file: Path):
    root = parse_xml(file.read_bytes())
    graph = read_graph(root, root.find(f"{{{BPMN}}}process"))
    timed = [task for task in graph.of_kind("userTask") if any(map(_days, task.boundaries))]
    reviews = [task for task in timed if _sends_back(task)]
    assert [task.id for task in reviews if not task.xml.get(f"{{{MP}}}clock")] == []


def _days(event: Node) -> str | None:
    timer = event.definition("timer")
    return None if timer is None else timer.get(f"{{{MP}}}workingDays")


def _sends_back(task: Node) -> bool:
    form = ROOT / "forms" / "definitions" / f"{task.xml.get(f'{{{MP}}}form')}.form"
    return '"returned_fields"' in form.read_text()
