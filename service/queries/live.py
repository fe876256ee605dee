"""The live diagram (运行图) of a procedure: what stands where, how long it takes, what is slow.

Cases of all its versions are read by the diagram that is shown: a step that was named otherwise
before is counted under its name of now, as the versions themselves say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from processes.editions import Edition as ParsedEdition
from processes.vocabulary import Node
from service.editions import parsed, soundness_of
from service.extensions import db
from service.failures import NotFound
from service.models import Edition
from service.operations import REGISTRY
from service.queries.live_cases import CasesOnStep, StepCount, count_standing, list_cases_on
from service.queries.live_times import (
    SlowWay,
    StepTime,
    Which,
    read_slowest_way,
    read_step_times,
)
from service.queries.patience import TookTooLong, no_longer_than

PATIENCE: Final = timedelta(seconds=5)
"""How long the database may work out the times, for each of the two: steps and ways."""
_WAITS: Final = frozenset({"receiveTask", "intermediateCatchEvent"})


@dataclass(frozen=True, slots=True)
class LiveStep:
    """One step: what stands on it now, and the times of those that left it.

    `kind` is "" for a step that the diagram shown does not have any more.
    """

    node: str
    name: str
    kind: str
    standing: StepCount
    time: StepTime | None
    on_slow_way: bool = False
    slowest: bool = False


@dataclass(frozen=True, slots=True)
class LiveDiagram:
    """A procedure as it runs; `shown` is the version whose diagram is drawn."""

    procedure: str
    versions: Sequence[Edition]
    shown: Edition
    only: bool
    """Whether cases of other versions are left out."""
    steps: tuple[LiveStep, ...]
    slow: SlowWay | None
    is_timed: bool
    """False if there was too much to work the times out while somebody waits."""

    @property
    def total(self) -> StepCount:
        """Everything that stands anywhere; a case on two branches stands twice."""
        return sum((step.standing for step in self.steps), StepCount())

    @property
    def slow_steps(self) -> list[LiveStep]:
        """The steps of the slowest way, in the order of the diagram."""
        return [step for step in self.steps if step.on_slow_way]


def read_live(procedure: str, edition: UUID | None, days: int, now: datetime) -> LiveDiagram:
    """Read the live diagram of one version, or of all by the one in force.

    `days` is how far back times are looked at: every end of a stay in them is put beside its
    beginning, so there has to be a limit.

    Raises:
        NotFound: the procedure has no such version.
    """
    versions = _versions(procedure)
    shown = _shown(versions, edition)
    plan = _Plan(shown, versions)
    counts = plan.gathered(count_standing(procedure, edition, now))
    times = _times(Which(procedure, edition, now - timedelta(days=days), now), plan)
    slow, stays = times or (None, {})
    steps = tuple(_marked(list(plan.steps(counts, stays)), plan, slow))
    return LiveDiagram(
        procedure, versions, shown, edition is not None, steps, slow, is_timed=times is not None
    )


def read_cases_on(
    live: LiveDiagram, step: LiveStep, now: datetime, *, overdue: bool, after: str | None
) -> CasesOnStep:
    """Read a page of the cases on one step of a live diagram.

    Raises:
        NotFound: `after` is no place in the list.
    """
    plan = _Plan(live.shown, live.versions)
    nodes = [step.node, *(old for old, new in plan.places.items() if new == step.node)]
    edition = live.shown.id if live.only else None
    ways = plan.ways_into(step.node)
    return list_cases_on(live.procedure, edition, nodes, ways, now, overdue=overdue, after=after)


class _Plan:
    """What the diagram shown says of steps: their names, those of before, the flows into them."""

    def __init__(self, shown: Edition, versions: Sequence[Edition]) -> None:
        self._shown, self._versions = shown, versions
        self._edition: ParsedEdition = parsed(shown.id)
        self.places = {**self._renamed(), **self._alternatives()}

    @property
    def ways_into_waits(self) -> dict[str, list[str]]:
        """The flows into each step that waits for a message or a time."""
        waits = (node for node in self._edition.nodes.values() if node.kind in _WAITS)
        # A token stands before the alternatives of an event-based gateway, not on them.
        gateway_of = self._alternatives()
        return {node.id: self.ways_into(gateway_of.get(node.id, node.id)) for node in waits}

    @property
    def main_flows(self) -> list[str]:
        """The flows that a case goes without any reminder: those are late by what they are."""
        on_main = soundness_of(self._shown.id).on_main_line
        ends = self._edition.flows.items()
        return [flow for (source, target), flow in ends if on_main(source) and on_main(target)]

    def ways_into(self, node: str) -> list[str]:
        """List the flows into a step."""
        return [flow for (_, target), flow in self._edition.flows.items() if target == node]

    def sources_of(self, flows: Sequence[str]) -> frozenset[str]:
        """Name the elements that these flows leave."""
        wanted = frozenset(flows)
        ends = self._edition.flows.items()
        return frozenset(source for (source, _), flow in ends if flow in wanted)

    def gathered(self, counts: Mapping[str, StepCount]) -> dict[str, StepCount]:
        """Add up what stands on one step under several names."""
        found: dict[str, StepCount] = {}
        for node, standing in counts.items():
            place = self.places.get(node, node)
            found[place] = found.get(place, StepCount()) + standing
        return found

    def steps(
        self, counts: Mapping[str, StepCount], times: Mapping[str, StepTime]
    ) -> Iterator[LiveStep]:
        """Give the steps in the order of the diagram, then those that it has no more."""
        for node in self._edition.nodes.values():
            standing, time = counts.get(node.id, StepCount()), times.get(node.id)
            is_shown = _takes_time(node, time) and node.id not in self.places
            if standing.open or is_shown:
                yield LiveStep(node.id, node.name, node.kind, standing, time)
        for gone in sorted(counts.keys() - self._edition.nodes.keys()):
            yield LiveStep(gone, self._old_name(gone), "", counts[gone], times.get(gone))

    def _renamed(self) -> dict[str, str]:
        """Follow each renamed step through the versions, from the oldest to the one shown."""
        places: dict[str, str] = {}
        for version in sorted(self._versions, key=lambda one: one.number):
            if version.number <= self._shown.number:
                mapping = self._names_of_one_step(version.mapping)
                moved = {old: mapping.get(new, new) for old, new in places.items()}
                places = {**mapping, **moved}
        gone = {old: new for old, new in places.items() if old not in self._edition.nodes}
        return self._names_of_one_step(gone)

    def _names_of_one_step(self, renamed: Mapping[str, str]) -> dict[str, str]:
        # A version that has both has two steps: a mapping led the cases of one on to the other.
        editions = [parsed(one.id).nodes for one in self._versions] if renamed else []
        return {
            old: new
            for old, new in renamed.items()
            if not any(old in nodes and new in nodes for nodes in editions)
        }

    def _alternatives(self) -> dict[str, str]:
        nodes, flows = self._edition.nodes, self._edition.flows
        return {
            target: source for source, target in flows if nodes[source].kind == "eventBasedGateway"
        }

    def _old_name(self, gone: str) -> str:
        found = (parsed(one.id).nodes.get(gone) for one in self._versions if one != self._shown)
        return next((node.name for node in found if node), gone)


def _times(which: Which, plan: _Plan) -> tuple[SlowWay | None, dict[str, StepTime]] | None:
    try:
        with no_longer_than(PATIENCE):
            slow = read_slowest_way(which, plan.main_flows)
            return slow, read_step_times(which, plan.places, plan.ways_into_waits)
    except TookTooLong:
        return None


def _takes_time(node: Node, time: StepTime | None) -> bool:
    if node.kind == "serviceTask":
        # Most are over within the step that began them; only what a job does takes time.
        operation = REGISTRY.get(node.operation.name) if node.operation else None
        return operation is not None and operation.outside is not None
    # Nobody stays at the form that makes the case: it is filled in before there is one.
    is_first_form = node.role == "applicant" and time is not None and time.ninth == 0
    return node.kind in _WAITS | {"userTask", "eventBasedGateway"} and not is_first_form


def _marked(steps: list[LiveStep], plan: _Plan, slow: SlowWay | None) -> Iterator[LiveStep]:
    """Mark the steps of the slowest way, and on it the one that takes longest."""
    gone = plan.sources_of(slow.flows) if slow else frozenset()
    timed = [step for step in steps if step.node in gone and step.time]
    longest = max(timed, key=lambda step: step.time.median if step.time else 0, default=None)
    for step in steps:
        yield replace(step, on_slow_way=step.node in gone, slowest=step is longest)


def _versions(procedure: str) -> Sequence[Edition]:
    query = select(Edition).where(Edition.procedure == procedure)
    return db.session.scalars(query.order_by(Edition.number.desc())).all()


def _shown(versions: Sequence[Edition], edition: UUID | None) -> Edition:
    for version in versions:
        if version.id == edition or (edition is None and version.in_force):
            return version
    raise NotFound
