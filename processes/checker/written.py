"""Where on a diagram a name gets its value, and whether it has one at some place."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from processes.checker.graph import Graph, Node
from processes.checker.vocabulary import Vocabulary
from processes.checker.walks import after, before, reachable, starts

Values = tuple[object, ...] | None
"""All that a name may be after it was written; None: nobody can list it."""


class Written:
    """Who writes which name on one diagram.

    A form writes its routing fields when its task is completed, an operation and a table their
    results when their step ends.
    """

    def __init__(self, graph: Graph, vocabulary: Vocabulary) -> None:
        self._graph, self._vocabulary = graph, vocabulary
        self.by_name: dict[str, dict[Node, Values]] = {}
        for node in graph.nodes.values():
            for name, values in self._written_at(node):
                self.by_name.setdefault(name, {})[node] = values
        self._unset: dict[str, set[Node]] = {}
        self._set: dict[str, set[Node]] = {}

    def _written_at(self, node: Node) -> Iterator[tuple[str, Values]]:
        form = self._vocabulary.forms.get(node.mp("form") or "")
        if form is not None:
            yield from ((f.key, f.answers) for f in form.fields if f.key in form.routing)
        table = self._vocabulary.tables.get(node.mp("decision") or "")
        if table is not None:
            yield from table.possible.items()
        for operation in node.operations():
            facts = self._vocabulary.operations.get(operation.get("name", "").strip())
            yield from ((name, None) for name in (facts.results if facts else ()))

    @cached_property
    def only_by_people(self) -> frozenset[str]:
        """The names that nothing but forms writes."""
        givens = self._vocabulary.givens
        return frozenset(
            name
            for name, writers in self.by_name.items()
            if name not in givens and all(node.kind == "userTask" for node in writers)
        )

    def may_lack(self, name: str, node: Node) -> bool:
        """Whether a case can come to a node before anything has written the name."""
        if name not in self._unset:
            writers = self.by_name.get(name, {})
            self._unset[name] = reachable(
                starts(self._graph),
                lambda one: one.boundaries if one in writers else after(one),
            )
        return node in self._unset[name]

    def may_have(self, name: str, node: Node) -> bool:
        """Whether a case can come to a node after something has written the name."""
        if name not in self._set:
            writers = self.by_name.get(name, {})
            first = (flow.target for writer in writers for flow in writer.outgoing)
            self._set[name] = reachable(first)
        return node in self._set[name]

    def values_at(self, name: str, node: Node) -> Values:
        """List all that a name may be when a case comes to a node; None: nobody can list it."""
        if name in self._vocabulary.givens or name not in self.by_name:
            return None
        found: Mapping[tuple[type, object], object] = {}
        for values in self.by_name[name].values():
            if values is None:
                return None
            # True and 1 are equal, and two values all the same.
            found = {**found, **{(type(value), value): value for value in values}}
        return (*found.values(), *([None] if self.may_lack(name, node) else []))


def people_before(node: Node) -> list[Node]:
    """List the tasks of which one was the last that somebody completed before this node.

    Whose time ran out has completed nothing: then whoever came before it was the last.
    """
    seen, found, waiting = {node}, list[Node](), list(before(node))
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if one.host is not None:
            waiting += before(one.host)
        elif one.kind == "userTask":
            found.append(one)
        else:
            waiting += before(one)
    return found
