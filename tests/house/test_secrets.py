"""What people wrote does not leave by the back door."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("service", "processes", "forms")


def test_no_answers_stand_in_the_repr_of_a_dataclass() -> None:
    shown = [place for package in PACKAGES for place in _shown_answers(ROOT / package)]

    assert not shown, f"A traceback would say ID numbers: field(repr=False) on {shown}"


def _shown_answers(package: Path) -> Iterator[str]:
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and _is_dataclass(node):
                names = (one for one in node.body if isinstance(one, ast.AnnAssign))
                yield from (f"{path.name}: {node.name}" for one in names if _shows_answers(one))


def _is_dataclass(node: ast.ClassDef) -> bool:
    return any("dataclass" in ast.unparse(one) for one in node.decorator_list)


def _shows_answers(declared: ast.AnnAssign) -> bool:
    # A function that gives answers says nothing of them.
    if ast.unparse(declared.target) != "answers" or "Callable" in ast.unparse(declared.annotation):
        return False
    return declared.value is None or "repr=False" not in ast.unparse(declared.value)
