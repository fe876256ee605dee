"""One table of expressions, read by us and by feelin, the evaluator inside form-js.

A row is [text, values, expected], or in cells.json [cell, column's value, values, expected].
A last {"feelin": …, "why": …} marks a row where feelin says something else, and why we keep
to ours.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from processes.expressions import parse, unary_tests

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases.json").read_text("utf-8"))
CELLS = json.loads((HERE / "cells.json").read_text("utf-8"))
NODE_LIMIT = 60


def ask_feelin(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Never skipped: without node or the package the two languages could drift apart."""
    package = Path(__file__).parents[3] / "node_modules" / "@bpmn-io" / "feelin"
    assert package.is_dir(), f"{package} is missing: run `npm ci --ignore-scripts`"
    answer = subprocess.run(
        ["node", HERE / "run_feelin.mjs"],
        input=json.dumps(rows).encode(),
        capture_output=True,
        check=True,
        timeout=NODE_LIMIT,
    )
    answers: list[dict[str, Any]] = json.loads(answer.stdout)
    return answers


@pytest.fixture(scope="module")
def feelin_on_cases() -> list[dict[str, Any]]:
    return ask_feelin([[text, values] for text, values, *_ in CASES])


@pytest.fixture(scope="module")
def feelin_on_cells() -> list[dict[str, Any]]:
    return ask_feelin([[text, {**values, "?": subject}] for text, subject, values, *_ in CELLS])


def same(one: object, other: object) -> bool:
    """JSON equality: unlike in Python, 1 is not true."""
    return json.dumps(one) == json.dumps(other) or (
        one == other and not isinstance(one, bool) and not isinstance(other, bool)
    )


def test_the_table_is_large_and_names_every_departure() -> None:
    notes = [row[-1] for row in CASES + CELLS if isinstance(row[-1], dict) and "why" in row[-1]]
    assert len(CASES) >= 250
    assert len(CELLS) >= 60
    assert len(notes) <= 20


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_our_evaluator_answers_as_the_table_says(row: list[Any]) -> None:
    text, values, expected = row[:3]
    assert same(parse(text).evaluate(values), expected)


@pytest.mark.parametrize("row", CELLS, ids=lambda row: f"{row[0]} / {row[1]}")
def test_our_cells_pass_as_the_table_says(row: list[Any]) -> None:
    text, subject, values, expected = row[:4]
    assert unary_tests(text).passes(subject, values) is expected


def test_feelin_answers_as_the_table_says(feelin_on_cases: list[dict[str, Any]]) -> None:
    wrong = {
        row[0]: answer["value"]
        for row, answer in zip(CASES, feelin_on_cases, strict=True)
        if not same(answer["value"], row[3]["feelin"] if len(row) > 3 else row[2])
    }
    assert wrong == {}


def test_feelin_passes_cells_as_the_table_says(feelin_on_cells: list[dict[str, Any]]) -> None:
    wrong = {
        (row[0], str(row[1])): answer["test"]
        for row, answer in zip(CELLS, feelin_on_cells, strict=True)
        if answer["test"] is not (row[4]["feelin"] if len(row) > 4 else row[3])
    }
    assert wrong == {}


def test_form_js_hides_what_we_hide(feelin_on_cases: list[dict[str, Any]]) -> None:
    # form-js evaluates a condition as a test, and so takes null for true where we do not.
    wrong = {
        row[0]: answer["test"]
        for row, answer in zip(CASES, feelin_on_cases, strict=True)
        if isinstance(row[2], bool) and len(row) == 3 and answer["test"] is not row[2]
    }
    assert wrong == {}
