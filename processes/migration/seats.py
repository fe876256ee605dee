"""Where a case stands: one seat for each step that waits, with the events that watch it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from processes.specs import CAME_FROM, BoundaryEvent, EventBasedGateway

if TYPE_CHECKING:
    from processes.running import RunningCase
    from processes.tokens import Token
    from processes.vocabulary import Node


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that a case holds on its diagram.

    `token` is the step that waits, or the event-based gateway whose events it waits for.
    `events` are the tokens that stand by, by the id of their element: boundary events of the
    step, or the alternatives of the gateway. `came_from` is the element before, at a join.
    """

    node: Node
    token: Token
    events: Mapping[str, Token] = field(default_factory=dict)
    came_from: str | None = None


def seats_of(case: RunningCase) -> Iterator[Seat]:
    """Give every seat of a case, the oldest first."""
    asked = set()
    for token in case.live():
        group = token.parent
        if isinstance(group.task_spec, EventBasedGateway):
            if group.id not in asked:
                asked.add(group.id)
                yield Seat(case.edition.nodes[group.task_spec.bpmn_id], group, _events(group))
        elif not isinstance(token.task_spec, BoundaryEvent):
            yield _seat(case, token)


def _seat(case: RunningCase, token: Token) -> Seat:
    group = token.parent
    watched = any(isinstance(other.task_spec, BoundaryEvent) for other in group.children)
    return Seat(
        case.edition.nodes[token.task_spec.bpmn_id],
        token,
        {name: event for name, event in _events(group).items() if event is not token}
        if watched
        else {},
        token.internal_data.get(CAME_FROM),
    )


def _events(group: Token) -> dict[str, Token]:
    return {token.task_spec.bpmn_id: token for token in group.children if token.is_live}
