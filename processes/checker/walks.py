"""Which nodes can follow which: the walks that several rules share."""

from collections.abc import Callable, Collection, Iterable, Iterator

from processes.checker.graph import Graph, Node

Next = Callable[[Node], Iterable[Node]]


def after(node: Node) -> Iterator[Node]:
    """What can come after a node, whatever happens on its border."""
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundaries


def after_on_the_main_line(node: Node) -> Iterator[Node]:
    """What can come after a node when the side lines of reminders are left out."""
    yield from (flow.target for flow in node.outgoing)
    yield from (event for event in node.boundaries if event.interrupts)


def before(node: Node) -> Iterator[Node]:
    """What can come just before a node."""
    yield from (flow.source for flow in node.incoming)
    if node.host is not None:
        yield node.host


def reachable(starts: Iterable[Node], follow: Next = after) -> set[Node]:
    """Collect the starts and all that can come after them."""
    seen: set[Node] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(follow(node))
    return seen


def nearest(node: Node, follow: Next, wanted: Callable[[Node], bool]) -> Node | None:
    """Find the wanted node that is fewest steps away, the node itself left out."""
    seen, waiting = {node}, [node]
    for current in waiting:
        for other in follow(current):
            if other not in seen and wanted(other):
                return other
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return None


def starts(graph: Graph) -> list[Node]:
    """List where a case may begin."""
    return graph.of_kind("startEvent")


def main_line(graph: Graph) -> set[Node]:
    """Collect the nodes that a case passes without any reminder."""
    return reachable(starts(graph), after_on_the_main_line)


def loops(nodes: Collection[Node], follow: Next) -> Iterator[list[Node]]:
    """Give each group of nodes that can all reach each other again, staying within `nodes`.

    Groups and their members come in the order of the file.
    """
    inside = set(nodes)

    def within(node: Node) -> list[Node]:
        return [other for other in follow(node) if other in inside]

    grouped: set[Node] = set()
    reach = {node: reachable(within(node), within) for node in nodes}
    for node in nodes:
        if node in reach[node] and node not in grouped:
            group = [other for other in nodes if other in reach[node] and node in reach[other]]
            grouped.update(group)
            yield group
