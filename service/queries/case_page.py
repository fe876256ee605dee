"""What the page of one case shows: where it stands, what came before, what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from service.actors import Actor
from service.extensions import db
from service.failures import NotFound
from service.models import (
    AccountKind,
    Case,
    Event,
    OpenTask,
    Organisation,
    Post,
    Review,
    SubmittedRound,
)


@dataclass(frozen=True, slots=True)
class WaitingAt:
    """Who has the case now: the step, the desk in words, since when, until when."""

    task_id: UUID
    node: str
    name: str
    pool: str
    desk: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the history: a round handed in, or a decision."""

    at: datetime
    kind: str
    title: str = ""
    decision: str | None = None
    opinion: str = ""
    reasons: Mapping[str, str] | None = None
    round: int = 0
    node: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case, its open tasks, its history from the first deed, the nodes it has passed."""

    case: Case
    waiting: list[WaitingAt]
    history: list[Deed]
    passed: list[str]


def get_case(case_no: str, actor: Actor) -> Case:
    """Get a case that this actor may know: the applicant's own, or one of their desk's.

    Raises:
        NotFound: there is none, or it is not theirs to know.
    """
    query = select(Case).where(Case.no == case_no).options(joinedload(Case.account))
    case = db.session.scalar(query)
    if case is None or not _may_know(case, actor):
        raise NotFound
    return case


def get_open_task(task_id: UUID, actor: Actor) -> tuple[OpenTask, Case] | None:
    """Find an open task of the actor's inboxes with its case; None when it is not open."""
    query = select(OpenTask, Case).join(Case, Case.id == OpenTask.case_id)
    row = db.session.execute(query.where(OpenTask.id == task_id)).first()
    if row is None or not actor.works(row.OpenTask.pool):
        return None
    return row.OpenTask, row.Case


def read_case_page(case: Case) -> CasePage:
    """Read everything that the page of a case shows."""
    return CasePage(
        case=case,
        waiting=_waiting(case),
        history=list_deeds(case.id),
        passed=_passed(case.id),
    )


def list_deeds(case_id: UUID) -> list[Deed]:
    """List the rounds and decisions of a case in the order in which they happened."""
    rounds = select(SubmittedRound).where(SubmittedRound.case_id == case_id)
    reviews = select(Review).where(Review.case_id == case_id)
    deeds = [_round_deed(row) for row in db.session.scalars(rounds)]
    deeds += [_review_deed(row) for row in db.session.scalars(reviews)]
    return sorted(deeds, key=lambda deed: deed.at)


def _round_deed(row: SubmittedRound) -> Deed:
    return Deed(row.submitted_at, "submitted", round=row.round)


def _review_deed(row: Review) -> Deed:
    return Deed(
        row.decided_at,
        "reviewed",
        row.name,
        decision=row.decision,
        opinion=row.opinion,
        reasons=row.returned_fields,
        round=row.round,
        node=row.node,
    )


def _may_know(case: Case, actor: Actor) -> bool:
    if case.account_id == actor.account_id:
        return True
    if actor.kind is AccountKind.ASSOCIATION:
        return True
    if actor.organisation_id is None:
        return False
    return actor.organisation_id in (case.agency_id, case.store_id)


def _waiting(case: Case) -> list[WaitingAt]:
    rows = list(db.session.scalars(select(OpenTask).where(OpenTask.case_id == case.id)))
    desks = desk_names([row.pool for row in rows])
    return [
        WaitingAt(
            row.id, row.node, row.name, row.pool, desks.get(row.pool, ""), row.opened_at, row.due_at
        )
        for row in rows
    ]


def desk_names(pools: Iterable[str]) -> dict[str, str]:
    """Give the name that people use for each pool: an organisation's, a post's, else nothing."""
    by_kind: dict[str, list[str]] = {"organisation": [], "post": []}
    for pool in pools:
        kind, _, key = pool.partition(":")
        by_kind.get(kind, []).append(key)
    names: dict[str, str] = {}
    if by_kind["organisation"]:
        ids = [UUID(key) for key in by_kind["organisation"]]
        rows = db.session.execute(
            select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
        )
        names |= {f"organisation:{key}": name for key, name in rows}
    if by_kind["post"]:
        posts = db.session.execute(
            select(Post.code, Post.name).where(Post.code.in_(by_kind["post"]))
        )
        names |= {f"post:{code}": name for code, name in posts}
    return names


def name_organisations(ids: Iterable[UUID]) -> dict[str, str]:
    """Give the names of organisations by their id as text, whatever became of them."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted))
    return {str(key): name for key, name in db.session.execute(query)}


def _passed(case_id: UUID) -> list[str]:
    kinds = ("task_completed", "operation_called", "operation_finished")
    query = select(Event.node).where(Event.case_id == case_id, Event.kind.in_(kinds))
    nodes: Any = db.session.scalars(query.order_by(Event.id))
    return list(dict.fromkeys(node for node in nodes if node))
