"""When a gateway with several entering flows lets its tokens through.

Inclusive: BPMN 2.0.2, 13.4.3 (table 13.3). It is activated when a token has arrived and no
token elsewhere could still come in by a flow that is empty, unless the same token could also
come in by a flow that has one; paths that visit the gateway itself do not count.
"""

from collections.abc import Iterable
from functools import lru_cache

from .diagram import Diagram
from .state import State


def ready_join(diagram: Diagram, state: State) -> tuple[str, set[str]] | None:
    """Return a join that is activated and the flows from which it takes one token each."""
    for join in sorted({diagram.flows[flow].target for flow in state.arrived}):
        full = {flow for flow in state.arrived if diagram.flows[flow].target == join}
        if _is_activated(diagram, state, join, full):
            return join, full
    return None


def _is_activated(diagram: Diagram, state: State, join: str, full: set[str]) -> bool:
    empty = {flow.id for flow in diagram.entering(join)} - full
    if diagram.nodes[join].kind == "parallelGateway":
        return not empty
    elsewhere = [activity.node for activity in state.activities]
    elsewhere += [diagram.flows[flow].target for flow in state.arrived]
    return not any(
        _reaches(diagram, place, join, empty) and not _reaches(diagram, place, join, full)
        for place in elsewhere
        if place != join
    )


def _reaches(diagram: Diagram, place: str, join: str, flows: Iterable[str]) -> bool:
    return not flows_on_the_way(diagram, place, join).isdisjoint(flows)


@lru_cache(maxsize=4096)
def flows_on_the_way(diagram: Diagram, place: str, join: str) -> frozenset[str]:
    """Return every flow that a token in `place` may still pass before it visits `join`.

    A token in a task may also leave through the task's boundary events.
    """
    passed: set[str] = set()
    places = [place]
    while places:
        here = places.pop()
        places += [event.id for event in diagram.attached_to(here)]
        for flow in diagram.leaving(here):
            if flow.id not in passed:
                passed.add(flow.id)
                places += [flow.target] if flow.target != join else []
    return frozenset(passed)
