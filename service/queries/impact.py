"""What a run over open cases came to, or would come to: how many, whose inbox, who cannot."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from processes.checker import Problem
from processes.editions import Edition
from processes.reach import within_reach
from processes.step import CaseStatus
from service.editions import parsed, parsed_draft
from service.extensions import db
from service.models import (
    Account,
    Case,
    MigratedCase,
    MigrationKind,
    MigrationOutcome,
    MigrationRun,
    OpenTask,
)
from service.models import (
    Edition as EditionRow,
)

EXAMPLES: Final = 5
"""So many case numbers stand beside each reason; `queries/unmoved.py` lists all of them."""
MOST_RUNS: Final = 50


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some cases stay, where they stand, and the numbers of a few of them."""

    problem: Problem
    cases: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """An inbox that changes: open tasks of this role now, and after the move."""

    role: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class ComingStep:
    """A step that only the new version has, and how many open cases may still come to it."""

    node: str
    name: str
    role: str
    cases: int


@dataclass(frozen=True, slots=True)
class Impact:
    """A run as its page shows it; counts are of cases."""

    run: MigrationRun
    moved: int
    mapped: int
    refused: int
    reverted: int
    reasons: tuple[Reason, ...]
    growth: tuple[Growth, ...]
    coming: tuple[ComingStep, ...]
    returnable: int
    """So many can still go back: nothing has happened in them since."""


Standing = Mapping[tuple[UUID, tuple[str, ...]], int]
"""How many of the cases that move stand on these elements of this edition."""


def read_impact(run_id: UUID) -> Impact:
    """Read what became of the cases of a run so far."""
    run = db.session.get_one(MigrationRun, run_id)
    outcomes = _count_outcomes(run_id)
    standing, target = _standing(run_id), _target(run)
    return Impact(
        run=run,
        moved=outcomes[MigrationOutcome.MOVED],
        mapped=outcomes[MigrationOutcome.MAPPED],
        refused=outcomes[MigrationOutcome.REFUSED],
        reverted=outcomes[MigrationOutcome.REVERTED],
        reasons=tuple(_reasons(run_id)),
        growth=tuple(_growth(standing, target, run.mapping)) if target else (),
        coming=tuple(_coming(standing, target, run.mapping)) if target else (),
        returnable=_count_returnable(run_id),
    )


def _count_outcomes(run_id: UUID) -> Counter[MigrationOutcome]:
    query = select(MigratedCase.outcome, func.count()).where(MigratedCase.run_id == run_id)
    return Counter(dict(db.session.execute(query.group_by(MigratedCase.outcome)).all()))


def _count_returnable(run_id: UUID) -> int:
    untouched = (
        select(func.count())
        .select_from(MigratedCase)
        .join(Case, Case.id == MigratedCase.case_id)
        .where(MigratedCase.run_id == run_id, Case.status == CaseStatus.OPEN)
        .where(MigratedCase.outcome.in_([MigrationOutcome.MOVED, MigrationOutcome.MAPPED]))
        .where(MigratedCase.version_after == Case.version)
    )
    return db.session.scalar(untouched) or 0


def _target(run: MigrationRun) -> Edition | None:
    if run.to_draft is not None:
        assert run.to_revision is not None  # The database holds it.
        return parsed_draft(run.to_draft, run.to_revision)[0]
    return None if run.to_edition is None else parsed(run.to_edition)


def _standing(run_id: UUID) -> Standing:
    query = (
        select(MigratedCase.edition_before, MigratedCase.nodes, func.count())
        .where(MigratedCase.run_id == run_id, MigratedCase.outcome != MigrationOutcome.REFUSED)
        .group_by(MigratedCase.edition_before, MigratedCase.nodes)
    )
    rows = db.session.execute(query)
    return {(edition, tuple(nodes)): count for edition, nodes, count in rows}


def _reasons(run_id: UUID) -> Iterator[Reason]:
    query = (
        select(
            MigratedCase.reasons,
            func.count(),
            func.array_agg(aggregate_order_by(Case.no, Case.no), type_=ARRAY(Text))[1:EXAMPLES],
        )
        .join(Case, Case.id == MigratedCase.case_id)
        .where(MigratedCase.run_id == run_id, MigratedCase.outcome == MigrationOutcome.REFUSED)
        .group_by(MigratedCase.reasons)
        .order_by(func.count().desc())
    )
    for reasons, count, numbers in db.session.execute(query):
        examples = tuple(numbers)
        for problem in problems_in(reasons):
            yield Reason(problem, count, examples)


def problems_in(reasons: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Read `MigratedCase.reasons`."""
    return [
        Problem(one["code"], one["element_id"], one["element_name"], one["message"], one["params"])
        for one in reasons
    ]


def _growth(standing: Standing, target: Edition, mapping: Mapping[str, str]) -> Iterator[Growth]:
    now: Counter[str] = Counter()
    then: Counter[str] = Counter()
    for (edition_id, nodes), cases in standing.items():
        before = parsed(edition_id)
        for node in nodes:
            _count(now, before, node, cases)
            _count(then, target, mapping.get(node, node), cases)
    for role in sorted(now.keys() | then.keys()):
        if now[role] != then[role]:
            yield Growth(role, now[role], then[role])


def _count(roles: Counter[str], edition: Edition, element: str, cases: int) -> None:
    node = edition.nodes[element]
    if node.kind == "userTask" and node.role:
        roles[node.role] += cases


def _coming(
    standing: Standing, target: Edition, mapping: Mapping[str, str]
) -> Iterator[ComingStep]:
    if not standing:
        return  # Nobody moves, so nobody comes to a new step.
    known = {mapping.get(node, node) for edition, _ in standing for node in parsed(edition).nodes}
    new = [n for n in target.nodes.values() if n.kind == "userTask" and n.id not in known]
    for node in new:
        cases = sum(
            count
            for (_, nodes), count in standing.items()
            if any(node.id in within_reach(target, mapping.get(one, one)) for one in nodes)
        )
        yield ComingStep(node.id, node.name, node.role or "", cases)


def mapped_steps(run: MigrationRun) -> list[tuple[str, str]]:
    """Name the steps of a run's mapping, old → new; a name that is known nowhere is its id."""
    target = _target(run)
    old = select(OpenTask.node, func.min(OpenTask.name)).group_by(OpenTask.node)
    names = dict(db.session.execute(old.where(OpenTask.node.in_(list(run.mapping)))).all())
    new = target.nodes if target else {}
    return [
        (names.get(before, before), new[after].name if after in new else after)
        for before, after in sorted(run.mapping.items())
    ]


def find_newest_preview(draft_id: UUID) -> UUID | None:
    """Find the last preview of a draft."""
    mine = select(MigrationRun.id).where(MigrationRun.to_draft == draft_id)
    return db.session.scalar(mine.order_by(MigrationRun.created_at.desc()).limit(1))


def list_runs(procedure: str) -> Sequence[Row[MigrationRun, str, int]]:
    """List the moves and ways back of a procedure with who began them, the newest first."""
    query = (
        select(MigrationRun, Account.display_name, EditionRow.number)
        .join(Account, Account.id == MigrationRun.started_by)
        .join(EditionRow, EditionRow.id == MigrationRun.to_edition)
        .where(MigrationRun.procedure == procedure, MigrationRun.kind != MigrationKind.PREVIEW)
        .order_by(MigrationRun.created_at.desc())
        .limit(MOST_RUNS)
    )
    return db.session.execute(query).all()
