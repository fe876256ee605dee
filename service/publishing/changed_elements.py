"""Which elements of a diagram two of its states differ in: by id, with the name people know."""

from lxml import etree

from processes.safe_xml import parse_xml
from service.publishing.procedures import Procedure


def changed_elements(before: Procedure, after: Procedure) -> dict[str, str]:
    """Give what was added, changed or removed: id → name; forms and tables by their own names."""
    old, new = _texts(before.diagram), _texts(after.diagram)
    elements = {
        id_: (new.get(id_) or old[id_])[1] for id_ in {**old, **new} if old.get(id_) != new.get(id_)
    }
    pairs = ((before.forms, after.forms), (before.tables, after.tables))
    files = {
        name: name
        for one, other in pairs
        for name in {**one, **other}
        if one.get(name) != other.get(name)
    }
    return elements | files


def _texts(diagram: bytes) -> dict[str, tuple[bytes, str]]:
    """Give each step, flow and lane as text; where it is drawn does not count."""
    found: dict[str, tuple[bytes, str]] = {}
    for element in parse_xml(diagram).iterfind("{*}process//*[@id]"):
        if isinstance(element.tag, str) and not element.tag.endswith(("laneSet", "Definition")):
            text = etree.tostring(element, method="c14n")
            key = element.get("id") or ""
            found[key] = (text, element.get("name") or key)
    return found
