"""Moves one case: the old one is restored, judged, and built again on the new diagram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from processes.closing import close_step
from processes.deadlines import CLOCK, KEEP_TIME, Clock, change_timer
from processes.migration.fitting import reasons_against
from processes.migration.plan import Migration, MigrationRefused
from processes.migration.seats import Seat, seats_of
from processes.migration.soundness import Soundness, main_line_of
from processes.running import RunningCase
from processes.specs import CAME_FROM, BoundaryEvent, BoundaryGroup, EventBasedGateway
from processes.state import restore
from processes.tokens import Token

if TYPE_CHECKING:
    from processes.editions import Edition
    from processes.step import Context, Step
    from processes.vocabulary import Node


def plan_migration(
    before: tuple[Edition, bytes], after: tuple[Edition, bytes], mapping: Mapping[str, str]
) -> Migration:
    """Prepare to move cases between two editions, each given with its diagram.

    `mapping` gives, by the id of a step of the old diagram, the id of the step of the new
    one at which its cases go on; steps that keep their id need none.
    """
    return Migration(before[0], after[0], mapping, Soundness(after[1]), main_line_of(before[1]))


def migrate(migration: Migration, state: bytes, context: Context) -> Step:
    """Move a saved case to the new edition.

    Open tasks keep their id, their start and what is left of their time; a limit that is new
    begins now. Raises `MigrationRefused`; the case then stands as before.
    """
    case = restore(migration.before, state, context)
    problems = tuple(reasons_against(migration, case))
    if problems:
        raise MigrationRefused(problems, at=(seat.node.id for seat in seats_of(case)))
    moved = _Mover(migration, case).move()
    # An inclusive join may pass now that nobody can come by the branch that is gone.
    moved.run()
    return close_step(moved)


class _Mover:
    """Builds the case anew, seat by seat."""

    def __init__(self, migration: Migration, case: RunningCase) -> None:
        self._migration = migration
        self._old = case
        self._new = RunningCase(migration.after, case.context)

    def move(self) -> RunningCase:
        old, new = self._old, self._new
        seats = list(seats_of(old))
        new.values = dict(old.values)
        new.milestone, new.final = old.milestone, old.final
        new.outcome = old.outcome and self._outcome(old.outcome)
        new.clocks = {name: Clock(c.used, c.since, c.running) for name, c in old.clocks.items()}
        new.note("case_migrated", at=[seat.node.id for seat in seats], moved=self._renamed(seats))
        for seat in seats:
            self._change_clock(seat)
            self._sit(seat)
            self._say_milestone(seat.node)
        return new

    def _sit(self, seat: Seat) -> None:
        target = self._migration.target_of(seat.node.id)
        spec = self._new.spec.task_specs[target]
        if isinstance(spec, EventBasedGateway):
            self._stand_by(Token(self._new, spec, self._new.task_tree, TaskState.COMPLETED), seat)
            return
        group = self._group(f"{target}.BoundaryEventSplit")
        token = self._copy(seat.token, spec, group or self._new.task_tree)
        if seat.came_from is not None:
            token.internal_data[CAME_FROM] = self._migration.target_of(seat.came_from)
        self._keep_time(token, seat.token, seat.token.opened_at)
        if group is not None:
            self._stand_by(group, seat)

    def _group(self, name: str) -> Token | None:
        spec = self._new.spec.task_specs.get(name)
        return spec and Token(self._new, spec, self._new.task_tree, TaskState.COMPLETED)

    def _stand_by(self, group: Token, seat: Seat) -> None:
        events = group.task_spec.outputs
        for spec in events[1:] if isinstance(group.task_spec, BoundaryGroup) else events:
            source = self._migration.source_of(spec.bpmn_id)
            old = seat.events.get(source)
            if old is not None and type(old.task_spec) is type(spec):
                token = self._copy(old, spec, group)
                self._keep_time(token, old, seat.token.opened_at)
            elif not self._has_fired(source, spec, seat.node):
                spec._update(group._add_child(spec))

    def _has_fired(self, source: str, spec: Any, host: Node) -> bool:
        """Whether a reminder of the old diagram stands by no more because it came."""
        node = self._migration.before.nodes.get(source)
        return isinstance(spec, BoundaryEvent) and node is not None and node.attached_to == host.id

    def _copy(self, old: Token, spec: Any, parent: Token) -> Token:
        token = Token(self._new, spec, parent, old._state)
        token.public_id, token.opened_at = old.public_id, old.opened_at
        token.internal_data = dict(old.internal_data)
        return token

    def _keep_time(self, token: Token, old: Token, opened_at: Any) -> None:
        before, after = self._old.node_of(old), self._new.node_of(token)
        if before and after and before.timer != after.timer:
            context = self._new.context
            began = opened_at or context.now
            change_timer(token, before.timer, after, began, context.calendar)

    def _change_clock(self, seat: Seat) -> None:
        before, after = seat.node, self._after(seat.node)
        if before.clock == after.clock or before.kind not in KEEP_TIME:
            return
        token, context = seat.token, self._new.context
        if before.clock:
            name = token.internal_data.pop(CLOCK, before.clock)
            self._new.clocks[name].stop(context.now, context.calendar)
        if after.clock:
            self._new.clock_for(token, after).start(token.opened_at or context.now)

    def _say_milestone(self, before: Node) -> None:
        # Only the step that gave the applicant the present words may change them.
        if before.milestone == self._old.milestone:
            self._new.enter(self._after(before))

    def _outcome(self, element: str) -> str | None:
        target = self._migration.target_of(element)
        return target if target in self._new.edition.nodes else None

    def _after(self, before: Node) -> Node:
        return self._new.edition.nodes[self._migration.target_of(before.id)]

    def _renamed(self, seats: list[Seat]) -> dict[str, str]:
        pairs = ((seat.node.id, self._migration.target_of(seat.node.id)) for seat in seats)
        return {old: new for old, new in pairs if old != new}
