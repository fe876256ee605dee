"""What a step hands to its caller: the case as it now stands, read off its tokens."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes import state
from processes.deadlines import due_of, late_since
from processes.pruning import prune
from processes.running import RunningCase
from processes.specs import BoundaryEvent, BoundaryGroup, EventBasedGateway, Join
from processes.step import Call, CaseStatus, OpenTask, Step
from processes.tokens import Token


def close_step(
    case: RunningCase,
    completed: OpenTask | None = None,
    answers: Mapping[str, Any] | None = None,
    changed: tuple[str, ...] = (),
) -> Step:
    """Forget what is over and give the step; what happened is handed over with it."""
    prune(case)
    live = case.live()
    happened, case.happened = tuple(case.happened), []
    flows, case.flows = tuple(case.flows), []
    case.answers = None
    return Step(
        state=state.dump(case),
        status=case.status,
        milestone=case.milestone,
        outcome=case.outcome if case.status is CaseStatus.COMPLETED else None,
        final=case.final,
        values=dict(case.values),
        open_tasks=tuple(open_task(case, token) for token in live if token.task_spec.manual),
        waiting=tuple(_call(case, t) for t in live if t._state == TaskState.STARTED),
        awaited=_awaited(case),
        next_wake=min(filter(None, map(due_of, live)), default=None),
        happened=happened,
        standing=tuple(sorted({*filter(None, map(_standing_at, live))})),
        flows=flows,
        completed_task=completed,
        answers=answers,
        changed=changed,
    )


def open_task(case: RunningCase, token: Token) -> OpenTask:
    """Describe an open human task as the inbox shows it."""
    node = case.edition.nodes[token.task_spec.bpmn_id]
    assert token.public_id and token.opened_at, node.id
    return OpenTask(
        id=token.public_id,
        node=node.id,
        name=node.name,
        role=node.role or "",
        form=node.form or "",
        opened_at=token.opened_at,
        due_at=_due_at(token),
    )


def _awaited(case: RunningCase) -> tuple[str, ...]:
    """Name the messages that the case waits for, each once."""
    nodes = filter(None, map(case.node_of, case.live()))
    return tuple(sorted({node.message for node in nodes if node.message}))


def _standing_at(token: Token) -> str | None:
    """Name the element at which a token waits; it does not wait at a join, or as a bystander."""
    if isinstance(token.task_spec, BoundaryEvent | Join):
        return None
    group = token.parent
    seat = group if isinstance(group.task_spec, EventBasedGateway) else token
    return str(seat.task_spec.bpmn_id)


def _due_at(token: Token) -> datetime | None:
    group = token.parent
    if not isinstance(group.task_spec, BoundaryGroup):
        return None
    events = [t for t in group.children if t is not token and due_of(t)]
    interrupting = [t for t in events if t.task_spec.cancel_activity]
    return min(filter(None, map(due_of, interrupting or events)), default=late_since(token))


def _call(case: RunningCase, token: Token) -> Call:
    node = case.edition.nodes[token.task_spec.bpmn_id]
    assert token.public_id and node.operation, node.id
    return Call(token.public_id, node.id, node.operation.name, token.internal_data["params"])
