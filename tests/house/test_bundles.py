"""What the browser loads: ours, whole, and allowed by the content security policy."""

import json
import re
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "service" / "static" / "dist"
NAMES = ["app.css", "app.js", "case.css", "case.js"]


def _read(name: str) -> str:
    manifest = json.loads((DIST / "manifest.json").read_text())
    return (DIST / manifest[name]).read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_is_named_after_its_content(name: str) -> None:
    manifest = json.loads((DIST / "manifest.json").read_text())
    stem, suffix = name.split(".")
    assert re.fullmatch(rf"{stem}-[A-Z0-9]{{8}}\.{suffix}", manifest[name])
    assert (DIST / manifest[name]).is_file()


@pytest.mark.parametrize("name", ["app.css", "case.css"])
def test_a_style_sheet_loads_nothing_but_our_own_files(name: str) -> None:
    addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", _read(name))
    # A data: address needs a hole in the policy; another host's tells it who reads our pages.
    assert [a for a in addresses if not re.fullmatch(r"\./[\w-]+\.(svg|woff2?)", a)] == []
    assert all((DIST / address).is_file() for address in addresses)


def test_htmx_is_the_second_version_because_the_fourth_inherits_nothing() -> None:
    assert re.search(r'version:"2\.0\.\d+"', _read("app.js"))
