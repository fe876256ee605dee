"""The page of edge cases names tests that exist, and no row stands on a whole file."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "edge-cases.md").read_text()
FILES = {file.name: file.read_text() for file in (ROOT / "tests").rglob("test_*.py")}


def cited() -> list[tuple[str, str]]:
    """Give (file, test) of each citation; `::test_…` goes on in the file named before it."""
    found, file = [], ""
    for named, test in re.findall(r"`([\w/]*test_\w+\.py)?(?:::(test_\w+))?`", PAGE):
        file = named.rpartition("/")[2] or file
        if named or test:
            found.append((file, test))
    return found


def test_every_test_that_the_edge_cases_cite_exists() -> None:
    missing = [
        f"{file}::{test}" for file, test in cited() if f"def {test}(" not in FILES.get(file, "")
    ]
    assert missing == [], "Name a test that there is, or write it."


def test_every_edge_case_names_a_test_or_what_will_own_it() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
    bare = [row for row in rows if "::test_" not in row and "not built" not in row]
    assert len(rows) >= 20
    assert bare == [], "Cite `test_file.py::test_name`, or say «not built» and what will own it."


def test_every_case_of_the_table_is_cited_by_name() -> None:
    assert [file for file, test in cited() if not test] == [], "Cite tests, not whole files."
