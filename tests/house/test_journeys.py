"""Every branch of every shipped procedure is walked by a journey that says so.

That a journey did walk what its mark names is held by tests/journeys/conftest.py, which asks the
history of the cases.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.branches import STEMS, branches_of

JOURNEYS = Path(__file__).parents[1] / "journeys"


def marks() -> Iterator[tuple[str, str]]:
    """Give (procedure, branch) of each mark `pytest.mark.branch("procedure", "branch", …)`."""
    for file in JOURNEYS.glob("test_*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.branch":
                stem, *names = (ast.literal_eval(one) for one in call.args)
                yield from ((stem, name) for name in names)


def test_every_mark_of_a_journey_names_a_branch_that_is_drawn() -> None:
    drawn = {(stem, name) for stem in STEMS for name in branches_of(stem)}
    assert set(marks()) - drawn == set(), "Name branches as tests/branches.py does."


@pytest.mark.parametrize("stem", STEMS)
def test_every_branch_of_a_shipped_procedure_has_a_journey(stem: str) -> None:
    walked = {name for procedure, name in marks() if procedure == stem}
    drawn = branches_of(stem).items()
    missing = [f"{name} ({words})" for name, words in drawn if name not in walked]
    assert missing == [], "Mark a journey with pytest.mark.branch for: " + ", ".join(missing)
