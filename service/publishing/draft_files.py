"""What a draft may hold: diagrams that are not finished, but never files that nobody may read."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from forms import FormDefinitionError, parse_json
from processes.safe_xml import parse_xml
from processes.sentences import SaidInWords
from processes.vocabulary import ADMITTED, BPMN
from service.publishing.procedures import Procedure
from service.refusals import Refused

MOST_NODES: Final = 300
MOST_FILES: Final = 60
"""Forms and tables of one draft together."""
MOST_BYTES: Final = 4_000_000
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def require_readable(files: Procedure) -> None:
    """Let only files pass that are safe to read and small enough to draw.

    Raises:
        Refused: one is not, with the sentence that says why.
    """
    _require_names([*files.forms, *files.tables])
    _require_sizes([files.diagram, *files.forms.values(), *files.tables.values()])
    try:
        _require_few_nodes(parse_xml(files.diagram))
        for table in files.tables.values():
            parse_xml(table)
        for form in files.forms.values():
            parse_json(form)
    except SaidInWords as refused:
        raise _worded(refused.message, refused.params) from refused
    except FormDefinitionError as error:
        (problem, *_) = error.problems
        raise _worded(problem.message, problem.params) from error


def _worded(message: str, params: Mapping[str, object]) -> Refused:
    return Refused("draft_unreadable", message=message, params=params)


def _require_names(names: Iterable[str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name):
            raise Refused("draft_name_unusable", params={"name": name[:64]})


def _require_sizes(files: list[bytes]) -> None:
    if len(files) > MOST_FILES or sum(map(len, files)) > MOST_BYTES:
        raise Refused("draft_too_large")


def _require_few_nodes(root: etree._Element) -> None:
    nodes = sum(1 for kind in ADMITTED for _ in root.iter(f"{BPMN}{kind}"))
    if nodes > MOST_NODES:
        raise Refused("diagram_too_large", params={"count": nodes, "most": MOST_NODES})
