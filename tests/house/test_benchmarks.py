"""What the benchmarks promise, and what their last run left."""

import json
from pathlib import Path

import pytest

from benchmarks.claims import checking, engine
from benchmarks.limits import LIMITS, PROMISED
from benchmarks.measure import Effort

LATEST = Path(__file__).parents[2] / "benchmarks" / "latest.json"
MEMBERS = ["name", "value", "unit", "ratio", "against", "p95"]
CONDITIONS = {"run.cores", "run.requests", "run.postgresql.fsync", "run.rows.open_tasks"}


@pytest.fixture(scope="module")
def latest() -> dict[str, dict[str, object]]:
    return {figure["name"]: figure for figure in json.loads(LATEST.read_text())}


def test_every_promised_figure_has_its_limit():
    acts = {"submit_form", "decide_review", "admit"}
    assert {f"{kind}.{act}" for kind in ("http", "sql") for act in acts} <= LIMITS.keys()
    others = {"http.inbox_100k", "case.state_bytes", "engine.step_after_100_corrections"}
    assert others | {"card.draw", "check.60_nodes", "check.state_space"} <= LIMITS.keys()
    assert {"floor.http_read", "floor.http_write", "http.inbox_1k"} <= PROMISED


def test_the_last_run_left_every_promised_figure_and_its_conditions(latest):
    assert latest.keys() >= PROMISED | CONDITIONS


def test_every_figure_of_the_last_run_has_the_agreed_members(latest):
    assert all(list(figure) == MEMBERS for figure in latest.values())
    limited = [name for name, limit in LIMITS.items() if limit.of == "ratio"]
    assert all(latest[name]["ratio"] and latest[name]["against"] for name in limited)


def test_the_step_that_is_measured_still_runs_on_the_shipped_registration():
    figures = engine.measure(Effort(rounds=2, warm_ups=0))

    assert [figure.name for figure in figures] == [engine.FLOOR, engine.CLAIM]


def test_the_diagrams_that_are_checked_are_sound_and_too_wide():
    figures = {figure.name: figure for figure in checking.measure(Effort(rounds=2, warm_ups=0))}

    assert figures.keys() == {checking.FLOOR, checking.CLAIM, checking.STATES}
    assert figures[checking.CLAIM].against == checking.FLOOR
