"""Compares two versions of a procedure, the diagram first, then its forms and tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from processes.checker.graph import Graph, read_graph
from processes.difference.change import Change, ChangeKind
from processes.difference.elements import element_changes
from processes.difference.files import form_changes, table_changes
from processes.difference.paths import path_changes
from processes.editions import Edition
from processes.safe_xml import parse_xml
from processes.sentences import N_, Words
from processes.vocabulary import BPMN

RoleName = Callable[[str], object]
"""Gives what people call a role: a text, or `Words` to be translated."""


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """An edition, or a draft that could be one, with its diagram."""

    edition: Edition
    diagram: bytes

    @property
    def graph(self) -> Graph:
        """The diagram as nodes and flows."""
        root = parse_xml(self.diagram)
        process = root.find(f"{BPMN}process")
        assert isinstance(process, etree._Element)  # It has been loaded as an edition.
        return read_graph(root, process)


def differences(before: Version, after: Version, role_name: RoleName = str) -> list[Change]:
    """List what changed, in the order of the new diagram, what is gone last."""
    return list(_all(before, after, role_name))


def _all(before: Version, after: Version, role_name: RoleName) -> Iterator[Change]:
    old, new = before.graph, after.graph
    yield from _process_changes(before.edition, after.edition)
    yield from element_changes(before.edition, old, after.edition, new, role_name)
    yield from path_changes(old, new)
    yield from form_changes(before.edition, after.edition)
    yield from table_changes(before.edition, after.edition)


def _process_changes(old: Edition, new: Edition) -> Iterator[Change]:
    """Compare what a diagram says of the procedure as a whole."""
    nothing = Words(N_("（无）"))
    if old.name != new.name:
        renamed = Words(N_("流程由“%(old)s”改名为“%(new)s”。"), {"old": old.name, "new": new.name})
        yield Change(ChangeKind.CHANGED, "", renamed)
    if old.on_withdraw != new.on_withdraw:
        words = {"old": old.on_withdraw or nothing, "new": new.on_withdraw or nothing}
        sentence = N_("申请人撤回时执行的操作由“%(old)s”改为“%(new)s”。")
        yield Change(ChangeKind.CHANGED, "", Words(sentence, words))
