"""Finds the texts for people in forms and diagrams, for `pybabel extract` (babel.cfg).

Those files have no mark on a text: what is Chinese and stands where people read it, is one.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

Message = tuple[int, None, str, list[str]]
"""Line (the catalogues name none), function, message, comments: what Babel wants."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_READ_IN_FORMS = frozenset({"label", "description", "text", "why", "hint", "heading"})
_READ_IN_DIAGRAMS = frozenset({"name", "{urn:mingpai:bpmn:1}milestone"})


def extract_form(file: BinaryIO, *_: object, **__: object) -> Iterator[Message]:
    """Give the labels, explanations and choices of a form definition."""
    for text in _form_texts(json.load(file)):
        yield 0, None, text, []


def extract_diagram(file: BinaryIO, *_: object, **__: object) -> Iterator[Message]:
    """Give the names and milestones of a BPMN or DMN diagram."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for element in etree.parse(file, parser).iter(etree.Element):
        for name in sorted(_READ_IN_DIAGRAMS & set(element.attrib)):
            text = str(element.attrib[name])
            if _CHINESE.search(text):
                yield 0, None, text, []


def _form_texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _form_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _READ_IN_FORMS and isinstance(item, str):
                if _CHINESE.search(item):
                    yield item
            else:
                yield from _form_texts(item)
