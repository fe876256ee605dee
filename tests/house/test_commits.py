"""One user action is one transaction: only a use case says when it is over."""

import re
from pathlib import Path
from typing import Final

SERVICE: Final = Path(__file__).parents[2] / "service"
USE_CASES: Final = {
    *("cases", "accounts", "publishing", "paying"),
    *("documents.py", "directory.py", "losses.py", "notices.py", "working_calendar.py"),
}
"""As the README has them."""
NO_USE_CASES: Final = {"seeding"}
"""Fills an empty database, as no user does."""


def test_only_use_cases_commit() -> None:
    committing = re.compile(r"\.commit\(\)|\btransaction\(\)")
    offenders = {
        str(path.relative_to(SERVICE))
        for path in SERVICE.rglob("*.py")
        if path.relative_to(SERVICE).parts[0] not in USE_CASES | NO_USE_CASES
        and committing.search(path.read_text())
    }
    assert offenders == set(), "Let a use case do it; the README says which packages those are."


def test_the_readme_names_every_use_case() -> None:
    readme = (SERVICE.parent / "README.md").read_text()
    (row,) = [line for line in readme.splitlines() if "the only code that commits" in line]
    assert {name.removesuffix("/") for name in re.findall(r"`([^`]+)`", row)} == USE_CASES
