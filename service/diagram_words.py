"""A diagram in the reader's language: its names are texts for people, as every label is."""

from typing import Any, Final

from flask_babel import get_locale
from lxml import etree

from service.templating import CHINESE, words

_LABELS: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNLabel"
_LABEL_WIDTH: Final = 90
"""Units of the drawing: labels made for two characters would break an English word in four."""


def in_words(diagram: bytes) -> bytes:
    """Give a diagram with its names in the reader's language; in Chinese it stays as drawn."""
    if str(get_locale() or CHINESE) == CHINESE:
        return diagram
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(diagram, parser)
    for element in root.iter(etree.Element):
        if name := element.get("name"):
            element.set("name", words(str(name)))
    for bounds in root.iterfind(f".//{_LABELS}/*"):
        _widen(bounds)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _widen(bounds: Any) -> None:
    """Give a label's box room on both sides; its text stays in the middle."""
    missing = _LABEL_WIDTH - float(bounds.get("width", 0))
    if missing > 0:
        bounds.set("width", str(_LABEL_WIDTH))
        bounds.set("x", str(float(bounds.get("x", 0)) - missing / 2))
