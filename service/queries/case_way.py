"""The way that one case went over its diagram: each flow, how often, and in which rounds.

A round is one complete set of answers: what happened between two submissions of the applicant
belongs to the earlier one.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, cast, or_, select

from processes.editions import Edition
from service.editions import parsed
from service.extensions import db
from service.models import EDITION_BEFORE, FLOWS_TAKEN, Case, Event, SubmittedRound


class _Node(NamedTuple):
    id: str
    name: str


_Pair = tuple[_Node, ...]
_Named = tuple[_Pair, int]


@dataclass(frozen=True, slots=True)
class GoneFlow:
    """One flow that the case went: the names of its ends, how often, in which rounds.

    `flow` is its id in the diagram that the case follows now, "" where that has none.
    """

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
        return json.dumps({one.flow: _label(one, self.rounds) for one in self.flows if one.flow})


def read_way(case: Case) -> CaseWay:
    """Read the way of a case; empty for one from before flows were kept.

    What it went on an edition that it has left is told by the names of that one, and drawn where
    the diagram has that flow still.
    """
    now = parsed(case.edition_id)
    gone = list(_gone(case, now))
    times = Counter(pair for pair, _ in gone)
    flows = tuple(
        GoneFlow(
            now.flows.get((pair[0].id, pair[1].id), ""),
            source=pair[0].name,
            target=pair[1].name,
            times=times[pair],
            rounds=tuple(sorted({number for one, number in gone if one == pair})),
        )
        for pair in times
    )
    left = dict.fromkeys(source.id for source, _ in times if source.id in now.nodes)
    return CaseWay(flows, max((number for _, number in gone), default=0), tuple(left))


def _gone(case: Case, now: Edition) -> Iterator[_Named]:
    """Give the ends of each flow with the round in which it was gone."""
    followed, waiting = list[Edition](), list[tuple[str, int]]()
    for told in _told(case):
        if isinstance(told, UUID):
            followed.append(parsed(told))
            yield from _named(waiting, followed[::-1])
            waiting = []
        else:
            waiting.append(told)
    yield from _named(waiting, [now, *followed[::-1]])


def _named(flows: Sequence[tuple[str, int]], editions: Sequence[Edition]) -> Iterator[_Named]:
    """Name the flows by the first edition that has them.

    A step after which the case follows a newer edition keeps its flows together with the move.
    """
    for flow, number in flows:
        for edition in editions:
            ends = next((pair for pair, one in edition.flows.items() if one == flow), None)
            if ends is not None:
                yield tuple(_Node(one, edition.nodes[one].name) for one in ends), number
                break


def _told(case: Case) -> Iterator[tuple[str, int] | UUID]:
    """Give each flow with its round and, where the case left an edition, that edition's id."""
    before = Event.detail[EDITION_BEFORE].astext
    query = (
        select(Event.kind, Event.detail, before, SubmittedRound.round)
        .outerjoin(
            SubmittedRound,
            (SubmittedRound.case_id == Event.case_id)
            & (Event.detail["task_id"].astext == cast(SubmittedRound.task_id, Text)),
        )
        .where(Event.case_id == case.id)
        .where(or_(Event.kind.in_((FLOWS_TAKEN, "task_completed")), before.is_not(None)))
        .order_by(Event.id)
    )
    number = 0
    for kind, detail, left, submitted in db.session.execute(query):
        number = submitted or number
        if kind == FLOWS_TAKEN:
            yield from ((flow, number) for flow in detail["flows"])
        elif left is not None:
            yield UUID(left)


def _label(one: GoneFlow, rounds: int) -> str:
    if rounds < 2 and one.times < 2:
        return ""
    said = "·".join(str(number) for number in one.rounds)
    return said if one.times == len(one.rounds) else f"{said} ×{one.times}"
