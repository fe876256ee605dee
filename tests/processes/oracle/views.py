"""What can be seen of a case after an act, from the oracle's state and from the engine's step."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from processes.step import Step

from .game import Game
from .state import Activity

Calls = list[tuple[str, ...]]
Ends = Mapping[str, tuple[str, str]]


def differences(game: Game, ours: Calls, step: Step, theirs: Calls) -> list[str]:
    """Return a line for everything that the two see differently."""
    ends = {flow.id: (flow.source, flow.target) for flow in game.diagram.flows.values()}
    expected, found = _of_game(game, ours), _of_step(step, theirs, ends)
    return [
        f"{what}: the oracle says {expected[what]}, the engine {found[what]}"
        for what in expected
        if expected[what] != found[what]
    ]


def _of_game(game: Game, calls: Calls) -> dict[str, Any]:
    state = game.state
    return {
        "status": state.status,
        "milestone": state.milestone,
        "outcome": state.outcome if state.status == "completed" else None,
        "final": state.final,
        "values": state.values,
        "open tasks": Counter(_task(game, task) for task in game.open_tasks()),
        "waiting": Counter(
            (job.node, game.diagram.nodes[job.node].operation, repr(job.params))
            for job in game.waiting_operations()
        ),
        "awaited": game.awaited(),
        "next wake": game.next_wake(),
        "happened": Counter(game.log),
        "standing": sorted({activity.node for activity in state.activities}),
        "flows": Counter(game.gone),
        "calls": Counter(calls),
    }


def _task(game: Game, task: Activity) -> tuple[Any, ...]:
    node = game.diagram.nodes[task.node]
    due = game.due_of(task)
    return (node.id, node.name, node.role, node.form, task.opened_at, due)


def _of_step(step: Step, calls: Calls, ends: Ends) -> dict[str, Any]:
    return {
        "status": str(step.status),
        "milestone": step.milestone,
        "outcome": step.outcome,
        "final": step.final,
        "values": dict(step.values),
        "open tasks": Counter(
            (t.node, t.name, t.role, t.form, t.opened_at, t.due_at) for t in step.open_tasks
        ),
        "waiting": Counter((c.node, c.operation, repr(dict(c.params))) for c in step.waiting),
        "awaited": sorted(step.awaited),
        "next wake": step.next_wake,
        "happened": Counter((event.kind, event.node) for event in step.happened),
        "standing": sorted(step.standing),
        "flows": Counter(ends[flow] for flow in step.flows),
        "calls": Counter(calls),
    }
