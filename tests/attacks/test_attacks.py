"""Whatever an author writes, anywhere: no code runs, nothing is fetched, nobody waits.

It is all tried in a process of its own, whose memory is limited and in which the interpreter
tells of every file, address, program or code that it is asked for.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.entrances import ENTRANCES

ROOT = Path(__file__).parents[2]
SLOWEST = 0.2
"""Seconds of the processor, at the best of several tries: others share the machine."""
STEADY = 4_000_000
"""Bytes that may stay behind when everything has been tried a second time."""


pytestmark = pytest.mark.xdist_group("attacks")


@pytest.fixture(scope="module")
def all_tried() -> dict[str, dict[str, Any]]:
    """What came of everything that was tried, by the entrance."""
    command = [sys.executable, "-m", "tests.attacks.child"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, (done.stdout[-500:], done.stderr[-2000:])
    told = map(json.loads, done.stdout.splitlines())
    found = {}
    for name, entrance in ENTRANCES.items():
        sound = next(told)["sound"]
        attempts = [next(told) for _ in entrance.handed_in]
        assert [one["attack"] for one in attempts] == list(entrance.handed_in)
        found[name] = {"sound": sound, "attempts": attempts, "grown": next(told)["grown"]}
    return found


@pytest.fixture(params=ENTRANCES)
def tried(request: pytest.FixtureRequest, all_tried: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What came of everything that was tried at one entrance."""
    return all_tried[request.param]


def test_what_is_sound_is_let_in(tried: dict[str, Any]):
    assert tried["sound"] == []


def test_each_attack_is_refused_with_a_sentence(tried: dict[str, Any]):
    for one in tried["attempts"]:
        assert one["sentences"], f"let in: {one['attack']}"
        for sentence in one["sentences"]:
            assert sentence.endswith("。"), one
            assert len(sentence) < 600, one


def test_each_attack_is_refused_within_200_milliseconds(tried: dict[str, Any]):
    slow = [one for one in tried["attempts"] if one["seconds"] > SLOWEST]
    assert slow == []


def test_no_attack_opens_a_file_reaches_the_network_or_runs_code(tried: dict[str, Any]):
    assert [one for one in tried["attempts"] if one["did"]] == []


def test_memory_is_steady(tried: dict[str, Any]):
    assert tried["grown"] < STEADY
