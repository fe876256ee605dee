"""Whether every case comes to an end, each step open once at a time.

These rules run only on a diagram that is otherwise free of errors.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from processes.checker.graph import Graph, Node
from processes.checker.labels import label, refuse
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.checker.walks import after, loops, main_line, nearest, reachable
from processes.sentences import N_

_WAITING: Final = frozenset({"userTask", "receiveTask", "intermediateCatchEvent"})


def loops_wait_for_somebody(graph: Graph) -> Iterator[Problem]:
    """A loop in which nobody acts would run for ever in one step."""
    automatic = [node for node in graph.nodes.values() if node.kind not in _WAITING]
    for group in loops(automatic, _targets):
        yield refuse(
            "automatic_loop",
            group[0],
            N_(
                "%(element)s所在的循环里没有人工任务或等待，会无限循环。请在循环里加一个等待的步骤。"
            ),
        )


def side_lines_stay_apart(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """What a reminder starts runs beside the case; led back into it, it would run it twice."""
    main = main_line(graph)
    for event in reminders(graph):
        meeting = nearest(event, after, main.__contains__)
        if meeting is not None:
            yield refuse(
                "side_line_returns",
                event,
                N_(
                    "%(element)s触发的支线又走到了主线的%(node)s，会把它办两次。"
                    "请让支线自己结束；要转走任务，请改成中断型。"
                ),
                node=label(meeting),
            )


def side_lines_have_no_loops(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The oracle does not cover them, so they are not admitted."""
    main = main_line(graph)
    for event in reminders(graph):
        side = in_order(graph, reachable([event]) - main)
        if any(loops(side, after)):
            yield refuse(
                "loop_on_side_line",
                event,
                N_("%(element)s触发的支线里有退回。请让支线一直走到结束。"),
            )


def reminders(graph: Graph) -> list[Node]:
    """List the events that interrupt nothing: each begins a side line of its own."""
    return [node for node in graph.of_kind("boundaryEvent") if not node.interrupts]


def in_order(graph: Graph, nodes: Collection[Node]) -> list[Node]:
    """Put nodes into the order of the file."""
    return [node for node in graph.nodes.values() if node in nodes]


def _targets(node: Node) -> Iterable[Node]:
    return (flow.target for flow in node.outgoing)
