"""A procedure as files: a diagram, and beside it the forms and tables that it may name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from processes.safe_xml import XmlRefused, parse_xml
from processes.vocabulary import MP

ROOT: Final = Path(__file__).parent.parent.parent
SHIPPED_DIAGRAMS: Final = ROOT / "bpmn"
SHIPPED_FORMS: Final = ROOT / "forms" / "definitions"


@dataclass(frozen=True, slots=True)
class Procedure:
    """A diagram with the forms and tables that may be meant by its names, as files give them."""

    diagram: bytes
    forms: Mapping[str, bytes]
    tables: Mapping[str, bytes]


def read_procedure(diagram: Path, *beside: Path) -> Procedure:
    """Read a diagram; forms and tables come from `beside`, then its folder, then the shipped."""
    folders = [*beside, diagram.parent, SHIPPED_FORMS, SHIPPED_DIAGRAMS]
    return Procedure(diagram.read_bytes(), _files(folders, "*.form"), _files(folders, "*.dmn"))


def only_named(procedure: Procedure) -> Procedure:
    """Leave only the forms and tables that the diagram names."""
    try:
        root = parse_xml(procedure.diagram)
    except XmlRefused:
        return Procedure(procedure.diagram, {}, {})  # The check says why.
    forms = {element.get(f"{MP}form") for element in root.iter(etree.Element)}
    tables = {element.get(f"{MP}decision") for element in root.iter(etree.Element)}
    return Procedure(
        procedure.diagram,
        {name: form for name, form in procedure.forms.items() if name in forms},
        {name: table for name, table in procedure.tables.items() if name in tables},
    )


def _files(folders: Iterable[Path], pattern: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(folder.glob(pattern)):
            found.setdefault(path.stem, path.read_bytes())
    return found
