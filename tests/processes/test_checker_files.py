"""Files that are no diagram we would read, and how long they may take."""

import time

import pytest

from processes.checker import MOST_PROBLEMS, Problem, Severity, format_problems
from tests.processes.checking import BPMN, MP, Drawing, problems_of

LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
ATTACKS = {
    "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "billion laughs": b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>",
    "ten megabytes": b"<a>" + b" " * 10_000_000 + b"</a>",
    "ten thousand deep": b"<a>" * 10_000 + b"</a>" * 10_000,
    "deep inside a diagram": Drawing()
    .xml()
    .replace(
        b"<bpmn:laneSet",
        b"<bpmn:documentation>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</bpmn:documentation>"
        b"<bpmn:laneSet",
    ),
    "an external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
    "another format": b"PK\x03\x04 a zip archive",
    "nothing": b"",
}


@pytest.mark.parametrize("data", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_hostile_file_is_refused_at_once_with_one_sentence(data: bytes):
    began = time.thread_time()
    [problem] = problems_of(data)
    assert time.thread_time() - began < 0.2
    assert problem.code == "unreadable_file"
    assert problem.severity is Severity.ERROR
    assert problem.sentence.endswith("。")


def test_xml_that_is_no_diagram_is_refused():
    assert [problem.code for problem in problems_of(b"<svg/>")] == ["not_a_diagram"]


def test_a_diagram_without_a_process_is_refused():
    empty = f'<definitions xmlns="{BPMN}"/>'.encode()
    assert [problem.code for problem in problems_of(empty)] == ["no_process"]


def test_two_processes_in_one_file_are_refused_by_their_names():
    spoiled = Drawing()
    spoiled.insert("definitions", '<bpmn:process id="other" name="离职办理"/>')
    [problem] = problems_of(spoiled)
    assert problem.code == "several_processes"
    assert "“从业人员实名登记”、“离职办理”" in problem.sentence


def test_the_shipped_diagram_is_checked_within_a_fraction_of_a_second():
    diagram = Drawing().xml()
    problems_of(diagram)
    began = time.thread_time()
    problems_of(diagram)
    # Measured: 5 ms; ten times that leaves room for a busy machine.
    assert time.thread_time() - began < 0.05


def with_notes(count: int, **attributes: str) -> bytes:
    """Write many notes on one step, which has no name to be told by."""
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    notes = "".join(f"<documentation {written.format(n)}/>" for n in range(count))
    return (
        f'<definitions xmlns="{BPMN}" xmlns:mp="{MP}"><process id="p"><userTask id="a">'
        f"{notes}</userTask></process></definitions>"
    ).encode()


@pytest.mark.parametrize(
    "data",
    [with_notes(15_000, id="same"), with_notes(9_000, **{"id": "f{}", "mp:note": "1"})],
    ids=["one id for all", "a setting without effect on each"],
)
def test_a_fault_on_every_note_is_told_in_seconds_and_not_in_minutes(data: bytes):
    began = time.thread_time()
    assert len(problems_of(data)) >= MOST_PROBLEMS
    assert time.thread_time() - began < 5


def test_a_name_of_a_megabyte_does_not_fill_every_sentence():
    spoiled = Drawing().set("store_review", name="审" * 300_000, mp_form=None)
    [problem] = [one for one in problems_of(spoiled) if one.code == "no_form"]
    assert len(problem.sentence) < 200


def test_the_command_line_lists_errors_before_warnings_and_says_where():
    warning = Problem("w", "a", "甲", "注意%(element)s", {"element": "甲"}, Severity.WARNING)
    error = Problem("e", "b", "乙", "改%(element)s", {"element": "乙"})
    assert format_problems([warning, error]) == ["1. 错误：改乙 [b]", "2. 提醒：注意甲 [a]"]


def test_the_command_line_gives_the_way_into_a_problem():
    stuck = Problem("s", "b", "乙", "停在%(element)s", {"element": "乙"}, path=("a", "f", "b"))
    assert format_problems([stuck]) == ["1. 错误：停在乙 [b] (a → f → b)"]


def test_a_problem_is_translated_with_the_words_inside_it():
    spoiled = Drawing().set("employer_opinion", name="", default=None)
    english = {"排他网关": "exclusive gateway"}
    [problem] = [one for one in problems_of(spoiled) if one.code == "no_default"]
    assert "exclusive gateway" in problem.render(lambda text: english.get(text, text))
