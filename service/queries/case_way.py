"""The way that one case went over its diagram: each flow, how often, and in which rounds.

A round is one complete set of answers: what happened between two submissions of the applicant
belongs to the earlier one.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Text, cast, select

from service.editions import parsed
from service.extensions import db
from service.models import FLOWS_TAKEN, Case, Event, SubmittedRound


@dataclass(frozen=True, slots=True)
class GoneFlow:
    """One flow that the case went: the names of its ends, how often, in which rounds."""

    flow: str
    source: str
    target: str
    times: int
    rounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaseWay:
    """All flows in the order in which they were first gone; `done` are the elements left."""

    flows: tuple[GoneFlow, ...]
    rounds: int
    done: tuple[str, ...]

    @property
    def returned(self) -> list[GoneFlow]:
        """The flows that were gone more than once."""
        return [one for one in self.flows if one.times > 1]

    @property
    def drawn(self) -> str:
        """Give what the script draws: the rounds on each flow, where there was more than one."""
        return json.dumps({one.flow: _label(one, self.rounds) for one in self.flows})


def read_way(case: Case) -> CaseWay:
    """Read the way of a case; empty for one from before flows were kept."""
    edition = parsed(case.edition_id)
    ends = {flow: pair for pair, flow in edition.flows.items()}
    gone = [(flow, number) for flow, number in _gone(case) if flow in ends]
    times = Counter(flow for flow, _ in gone)
    flows = tuple(
        GoneFlow(
            flow,
            source=edition.nodes[ends[flow][0]].name,
            target=edition.nodes[ends[flow][1]].name,
            times=times[flow],
            rounds=tuple(sorted({number for one, number in gone if one == flow})),
        )
        for flow in times
    )
    left = dict.fromkeys(ends[flow][0] for flow in times)
    return CaseWay(flows, max((number for _, number in gone), default=0), tuple(left))


def _gone(case: Case) -> Iterator[tuple[str, int]]:
    """Give each flow with the round in which it was gone."""
    query = (
        select(Event.kind, Event.detail, SubmittedRound.round)
        .outerjoin(
            SubmittedRound,
            (SubmittedRound.case_id == Event.case_id)
            & (Event.detail["task_id"].astext == cast(SubmittedRound.task_id, Text)),
        )
        .where(Event.case_id == case.id, Event.kind.in_((FLOWS_TAKEN, "task_completed")))
        .order_by(Event.id)
    )
    number = 0
    for kind, detail, submitted in db.session.execute(query):
        number = submitted or number
        if kind == FLOWS_TAKEN:
            yield from ((flow, number) for flow in detail["flows"])


def _label(one: GoneFlow, rounds: int) -> str:
    if rounds < 2 and one.times < 2:
        return ""
    said = "·".join(str(number) for number in one.rounds)
    return said if one.times == len(one.rounds) else f"{said} ×{one.times}"
