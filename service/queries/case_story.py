"""A case told from its beginning to its end: what came before, where it is, what comes next.

The applicant's page and the desks tell the same story.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from sqlalchemy import select

from processes.editions import Edition
from processes.step import CaseStatus
from processes.way import WayStep, way_ahead
from service.editions import diagram_of, parsed
from service.extensions import db
from service.models import Case, Event
from service.queries.case_page import CasePage, Deed, WaitingAt
from service.queries.decision_words import own_word

_TOLD: Final = ("timer_fired", "case_urged", "case_withdrawn", "case_completed")


STORE: Final = "store"


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on the line of steps; `state` is done, active, coming, bad or stopped."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story; `kind` says which of the other parts it has.

    `submitted` has a round; `reviewed` a decision, opinion and reasons by label;
    `urged` is the applicant asking to go on; `timer` is a
    time limit that passed; `withdrawn`, `closed` end it; `waiting` has desk and due_at;
    `working` is the machine at work; `coming` has only its name.
    """

    kind: str
    state: str
    name: str = ""
    at: datetime | None = None
    round: int = 0
    decision: str | None = None
    word: str | None = None
    """What the reviewer's form calls the decision, where it has a word of its own."""
    opinion: str = ""
    reasons: list[tuple[str, str]] = field(default_factory=list)
    waiting: WaitingAt | None = None


@dataclass(frozen=True, slots=True)
class CaseStory:
    """The whole story. `done` and `active` are the elements of the diagram to mark."""

    marks: list[Mark]
    lines: list[Line]
    done: list[str]
    active: list[str]


def tell(page: CasePage) -> CaseStory:
    """Tell the story of a case whose page was read."""
    active = [task.node for task in page.waiting]
    ahead = _ahead(page, active)
    return CaseStory(
        marks=_marks(page, active, ahead),
        lines=[*_past(page), *_present(page), *(Line("coming", "coming", s.name) for s in ahead)],
        done=[node for node in page.passed if node not in active],
        # Nobody's task is open while it waits for a payment or for somebody to register.
        active=active or list(page.case.standing),
    )


def field_labels(case: Case) -> dict[str, str]:
    """Give the labels of all fields of the case's forms, to name what was returned."""
    forms = parsed(case.edition_id).forms.values()
    return {one.key: one.label for form in forms for one in form.fields}


def next_steps(edition_id: UUID, first: str, not_asked: Iterable[str]) -> tuple[WayStep, ...]:
    """List the steps of a case of this edition that has not begun yet.

    `first` is the step with which this applicant begins, for a diagram may have several;
    `not_asked` are the roles that do not look at this applicant's case.
    """
    begin = WayStep(first, parsed(edition_id).nodes[first].name, is_end=False)
    return begin, *_way(edition_id, (first,), frozenset(not_asked))


def _ahead(page: CasePage, active: list[str]) -> tuple[WayStep, ...]:
    if page.case.status is not CaseStatus.OPEN:
        return ()
    at = active or page.passed[-1:]
    not_asked = [] if page.case.store_id is not None else [STORE]
    return _way(page.case.edition_id, tuple(at), frozenset(not_asked))


@lru_cache(maxsize=512)
def _way(edition_id: UUID, at: tuple[str, ...], not_asked: frozenset[str]) -> tuple[WayStep, ...]:
    # Editions never change, so the way from a step is worked out once per process.
    return way_ahead(diagram_of(edition_id), at, not_asked)


def _marks(page: CasePage, active: list[str], ahead: Iterable[WayStep]) -> list[Mark]:
    nodes = parsed(page.case.edition_id).nodes
    coming = {step.node for step in ahead}
    done = [
        nodes[key].name
        for key in page.passed
        if key in nodes and nodes[key].kind == "userTask" and key not in coming.union(active)
    ]
    return [
        *(Mark(name, "done") for name in done),
        *(Mark(task.name, "active") for task in page.waiting),
        *_waiting_mark(page),
        *_end_mark(page.case),
        *(Mark(step.name, "coming") for step in ahead),
    ]


def _waiting_mark(page: CasePage) -> list[Mark]:
    """Say what a case waits for when no person has it: a payment, a registration of others."""
    waits = page.case.status is CaseStatus.OPEN and page.case.awaited and not page.waiting
    return [Mark(page.case.milestone, "active")] if waits else []


def _end_mark(case: Case) -> list[Mark]:
    if case.status is CaseStatus.OPEN:
        return []
    if case.status is CaseStatus.COMPLETED:
        # Refused cases end without an element marked mp:final.
        return [Mark(case.milestone, "done" if case.final else "bad")]
    return [Mark(case.milestone, "stopped")]


def _past(page: CasePage) -> list[Line]:
    labels, edition = field_labels(page.case), parsed(page.case.edition_id)
    told = [_deed_line(deed, labels, edition) for deed in page.history] + _event_lines(page.case)
    return sorted(told, key=_order)


def _order(line: Line) -> tuple[bool, datetime | None, bool, int, bool]:
    # Of what one step did, the round comes before its review, and the end comes last.
    return line.at is None, line.at, not line.round, line.round, line.kind == "reviewed"


def _deed_line(deed: Deed, labels: Mapping[str, str], edition: Edition) -> Line:
    node = edition.nodes.get(deed.node)
    return Line(
        kind=deed.kind,
        state={"return": "returned", "refuse": "bad"}.get(deed.decision or "", "done"),
        name=deed.title,
        at=deed.at,
        round=deed.round,
        decision=deed.decision,
        word=own_word(edition.forms.get(node.form or ""), deed.decision) if node else None,
        opinion=deed.opinion,
        reasons=[(labels.get(key, key), why) for key, why in (deed.reasons or {}).items()],
    )


def _event_lines(case: Case) -> list[Line]:
    query = select(Event.kind, Event.node, Event.at)
    rows = db.session.execute(query.where(Event.case_id == case.id, Event.kind.in_(_TOLD)))
    nodes = parsed(case.edition_id).nodes
    lines = []
    for kind, node, at in rows:
        if kind == "timer_fired" and node is not None and node in nodes:
            lines.append(Line("timer", "done", nodes[node].name, at))
        elif kind == "case_urged":
            lines.append(Line("urged", "done", at=at))
        elif kind == "case_withdrawn":
            lines.append(Line("withdrawn", "stopped", case.milestone, at))
        elif kind == "case_completed":
            lines.append(Line("closed", "done" if case.final else "bad", case.milestone, at))
    return lines


def _present(page: CasePage) -> list[Line]:
    if page.case.status is not CaseStatus.OPEN:
        return []
    if not page.waiting:
        return [Line("working", "active")]
    return [
        Line("waiting", "active", task.name, task.opened_at, waiting=task) for task in page.waiting
    ]
