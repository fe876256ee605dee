"""Finds the texts for people in forms and diagrams, for `pybabel extract` (babel.cfg).

Those files have no mark on a text: what is Chinese and stands where people read it, is one.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

Message = tuple[int, str | None, str | list[str], list[str]]
"""Line (the catalogues name none), function, message, comments: what Babel wants."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_READ_IN_FORMS = frozenset({"label", "dateLabel", "description", "text", "why", "hint", "heading"})
_MILESTONE = "{urn:mingpai:bpmn:1}milestone"


def extract_form(file: BinaryIO, *_: object, **__: object) -> Iterator[Message]:
    """Give the labels, explanations and choices of a form definition."""
    for text in _form_texts(json.load(file)):
        yield 0, None, text, []


def extract_diagram(file: BinaryIO, *_: object, **__: object) -> Iterator[Message]:
    """Give the names and milestones of a BPMN or DMN diagram."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for element in etree.parse(file, parser).iter(etree.Element):
        if _CHINESE.search(name := str(element.get("name", ""))):
            yield 0, None, name, []
        # In a context of its own: 不通过 is «refused» here and «refuse» on a button.
        if _CHINESE.search(milestone := str(element.get(_MILESTONE, ""))):
            yield 0, "pgettext", ["milestone", milestone], []


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
