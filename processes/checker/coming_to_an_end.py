"""Plays every line of a diagram and says, with the way that leads there, what goes wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from processes.checker.graph import Flow, Graph, Node
from processes.checker.labels import label, refuse
from processes.checker.net import Net, Path
from processes.checker.problem import Problem
from processes.checker.soundness import in_order, loops_wait_for_somebody, reminders
from processes.checker.state_space import Budget, Exploration, Findings, explore
from processes.checker.structure import ENDLESS, through
from processes.checker.walks import starts
from processes.sentences import N_


@dataclass(frozen=True, slots=True)
class Played:
    """How much of what can happen was explored, and what went wrong; `complete` is all of it.

    Every line of play is explored by itself: the case, and what each reminder starts. They
    never meet, so what goes wrong in one of them does so whatever the others do.
    """

    problems: tuple[Problem, ...]
    states: int
    complete: bool


def play_all(graph: Graph, never: Collection[Flow] = ()) -> Played:
    """Explore a diagram within one budget; `never` are arrows that no answer can choose."""
    begins = [*starts(graph), *reminders(graph)]
    back = {flow for begin in begins for flow in _backward_flows(begin)}
    net, budget = Net(graph, back), Budget()
    lines = {begin: explore(net, begin, budget) for begin in begins}
    findings = [line.findings for line in lines.values()]
    states, complete = sum(one.states for one in findings), all(one.complete for one in findings)
    problems = list(_all_problems(graph, lines)) or [
        *_impossible_exits(graph, never, budget),
        *loops_wait_for_somebody(graph),
    ]
    if not complete:
        problems.append(_gave_up(graph, states))
    return Played(tuple(problems), states, complete)


def _impossible_exits(graph: Graph, never: Collection[Flow], budget: Budget) -> Iterator[Problem]:
    """Play once more without the arrows that no answer can choose: is every loop still left?"""
    for begin in starts(graph) if never else ():
        endless = explore(Net(graph, never=never), begin, budget).findings.endless
        if endless is not None:
            on_the_round, path = endless
            exits = (flow for flow in never if flow.source.id in on_the_round)
            yield from (_impossible_exit(graph, flow, on_the_round, path) for flow in exits)


def _impossible_exit(graph: Graph, flow: Flow, on_the_round: frozenset[str], path: Path) -> Problem:
    nodes = [node for node in graph.nodes.values() if node.id in on_the_round]
    return refuse(
        "impossible_exit",
        flow,
        N_(
            "循环（经过：%(through)s）只能从%(element)s离开，但没有哪个选项或结果会选这条连线，"
            "办件会一直循环。请改条件。"
        ),
        path,
        through=through(nodes),
    )


def _all_problems(graph: Graph, lines: Mapping[Node, Exploration]) -> Iterator[Problem]:
    for begin, line in lines.items():
        for problem in _problems(graph, line.findings):
            yield replace(problem, path=(*_way_to(begin, lines), *problem.path))


def _way_to(begin: Node, lines: Mapping[Node, Exploration]) -> Path:
    """Find how a case comes to the step on whose border a side line begins."""
    if begin.host is None:
        return ()
    ways = ((other, line.way_to(begin.host)) for other, line in lines.items())
    found = next(((other, way) for other, way in ways if way is not None), None)
    return (*_way_to(found[0], lines), *found[1]) if found else ()


def show_ways_into_loops(graph: Graph, found: list[Problem]) -> list[Problem]:
    """Add to what was said of endless loops the way that leads into one and round it."""
    if not any(problem.code == "endless_loop" for problem in found):
        return found
    lines = [explore(Net(graph), begin, Budget()) for begin in starts(graph)]
    nodes, path = next((line.findings.endless for line in lines), None) or (frozenset(), ())
    return [
        replace(problem, path=path)
        if problem.code == "endless_loop" and problem.element_id in nodes
        else problem
        for problem in found
    ]


def _problems(graph: Graph, line: Findings) -> Iterator[Problem]:
    if line.went_back:
        # Steps opened twice and joins that wait for ever follow from this; one cause is said.
        yield from _backs_past_open_branches(line.went_back)
        return
    for node in in_order(graph, _causes(line.doubled)):
        yield _opened_twice(node, line.doubled[node])
    for node in in_order(graph, line.stuck):
        yield _waits_for_ever(graph, node, line.stuck[node])
    if line.endless:
        yield _endless(graph, *line.endless)


def _backs_past_open_branches(flows: dict[Flow, Path]) -> Iterator[Problem]:
    for flow in sorted(flows, key=lambda flow: flow.id):
        yield refuse(
            "back_past_open_branch",
            flow.source,
            N_(
                "从%(element)s退回%(target)s时，并行的另一个分支可能还没有办完。"
                "请先用网关汇合所有分支，再画退回。"
            ),
            flows[flow],
            target=label(flow.target),
        )


def _causes(doubled: dict[Node, Path]) -> list[Node]:
    """Leave out what is done twice only because something before it is, which was found first."""
    causes: list[Node] = []
    for node, path in doubled.items():
        passed = set(path)
        before = (sum(flow.id in passed for flow in cause.incoming) for cause in causes)
        if not any(ways > 1 for ways in before):
            causes.append(node)
    return causes


def _opened_twice(node: Node, path: Path) -> Problem:
    return refuse(
        "opened_twice",
        node,
        N_("并行的分支在%(element)s相遇而没有汇合，它和后面的步骤会办两次。请先用并行网关汇合。"),
        path,
    )


def _waits_for_ever(graph: Graph, node: Node, path: Path) -> Problem:
    ended = next((graph.nodes[one] for one in path if _is_end(graph, one)), None)
    if ended is not None:
        return refuse(
            "left_at_the_end",
            node,
            N_(
                "有的分支已经走到%(end)s，%(element)s却还在等一个不会来的分支，"
                "办件永远不能办结。请让分支先汇合再结束，或把结束改为终止。"
            ),
            path,
            end=label(ended),
        )
    return refuse(
        "join_waits_for_ever",
        node,
        N_(
            "%(element)s要等所有分支，但有的分支可能不来，办件会永远停在这里。"
            "从排他网关分出的分支，请用排他网关汇合。"
        ),
        path,
    )


def _is_end(graph: Graph, element: str) -> bool:
    return element in graph.nodes and graph.nodes[element].kind == "endEvent"


def _endless(graph: Graph, on_the_round: frozenset[str], path: Path) -> Problem:
    nodes = [node for node in graph.nodes.values() if node.id in on_the_round]
    return refuse("endless_loop", nodes[0], ENDLESS, path, through=through(nodes))


def _gave_up(graph: Graph, states: int) -> Problem:
    return refuse(
        "too_complex",
        graph.process,
        N_(
            "流程%(element)s里同时进行的分支太多：试走了 %(states)d 种情形后停了下来，"
            "无法确认它一定能办完。请减少并行的分支。"
        ),
        states=states,
    )


def _backward_flows(begin: Node) -> Iterator[Flow]:
    """Give the arrows that lead back to a node through which their own source was reached."""
    path: set[Node] = {begin}
    seen: set[Node] = {begin}
    stack: list[tuple[Node, Iterator[Flow]]] = [(begin, iter(_all_ways(begin)))]
    while stack:
        node, ways = stack[-1]
        flow = next(ways, None)
        if flow is None:
            path.discard(node)
            stack.pop()
        elif flow.target in path:
            yield flow
        elif flow.target not in seen:
            seen.add(flow.target)
            path.add(flow.target)
            stack.append((flow.target, iter(_all_ways(flow.target))))


def _all_ways(node: Node) -> Iterable[Flow]:
    yield from node.outgoing
    yield from (flow for event in node.boundaries if event.interrupts for flow in event.outgoing)
