"""The house of design.md: which room may know of which."""

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]


def test_no_module_imports_what_lies_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    # setup.cfg has the rules; what is printed above names the line that breaks one.
    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("package", ["forms", "card_renderer", "processes"])
def test_inner_packages_load_without_web_or_database(package: str) -> None:
    program = f"""
import importlib, pkgutil, sys
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(sorted({{"flask", "sqlalchemy", "psycopg"}} & set(sys.modules)))
"""
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert loaded.stdout.strip() == "[]"
