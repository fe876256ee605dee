"""Whether every case comes to an end, each step open once at a time.

These rules run only on a diagram that is otherwise free of errors.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from processes.checker.graph import Flow, Graph, Node
from processes.checker.labels import label, refuse
from processes.checker.problem import Problem
from processes.checker.token_game import Findings, play
from processes.checker.vocabulary import Vocabulary
from processes.checker.walks import after, loops, main_line, nearest, reachable, starts
from processes.sentences import N_

_WAITING: Final = frozenset({"userTask", "receiveTask", "intermediateCatchEvent"})


def loops_wait_for_somebody(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
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
    for event in _reminders(graph):
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
    for event in _reminders(graph):
        side = _in_order(graph, reachable([event]) - main)
        if any(loops(side, after)):
            yield refuse(
                "loop_on_side_line",
                event,
                N_("%(element)s触发的支线里有退回。请让支线一直走到结束。"),
            )


def every_line_of_play_ends(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Play the main line and each side line with tokens, and say what went wrong."""
    for begin in [*starts(graph), *_reminders(graph)]:
        findings = play(begin)
        if findings.went_back:
            # Steps opened twice and joins that wait for ever follow from this; one cause is said.
            yield from _backs_past_open_branches(findings.went_back)
        else:
            yield from _opened_twice(_in_order(graph, findings.doubled))
            yield from _waiting_for_ever(_in_order(graph, findings.stuck))
        yield from _too_complex(graph, findings)


def _backs_past_open_branches(flows: Iterable[Flow]) -> Iterator[Problem]:
    for flow in sorted(flows, key=lambda flow: flow.id):
        yield refuse(
            "back_past_open_branch",
            flow.source,
            N_(
                "从%(element)s退回%(target)s时，并行的另一个分支可能还没有办完。"
                "请先用网关汇合所有分支，再画退回。"
            ),
            target=label(flow.target),
        )


def _opened_twice(nodes: Iterable[Node]) -> Iterator[Problem]:
    for node in nodes:
        yield refuse(
            "opened_twice",
            node,
            N_(
                "并行的分支在%(element)s相遇而没有汇合，它和后面的步骤会办两次。请先用并行网关汇合。"
            ),
        )


def _waiting_for_ever(nodes: Iterable[Node]) -> Iterator[Problem]:
    for node in nodes:
        yield refuse(
            "join_waits_for_ever",
            node,
            N_(
                "%(element)s要等所有分支，但有的分支可能不来，办件会永远停在这里。"
                "从排他网关分出的分支，请用排他网关汇合。"
            ),
        )


def _too_complex(graph: Graph, findings: Findings) -> Iterator[Problem]:
    if not findings.complete:
        yield refuse(
            "too_complex",
            graph.process,
            N_("流程%(element)s里同时进行的分支太多，无法确认它一定能办完。请减少并行的分支。"),
        )


def _reminders(graph: Graph) -> list[Node]:
    return [node for node in graph.of_kind("boundaryEvent") if not node.interrupts]


def _in_order(graph: Graph, nodes: Collection[Node]) -> list[Node]:
    return [node for node in graph.nodes.values() if node in nodes]


def _targets(node: Node) -> Iterable[Node]:
    return (flow.target for flow in node.outgoing)
