"""The work of a run over open cases: a preview, a move, or the way back.

A job that was killed goes on where it stood. A move writes what became of a case in the
case's own transaction; a preview changes no case and reports a page of them at a time.
"""

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select, update

from service.cases.transaction import transaction
from service.extensions import db
from service.models import (
    Case,
    MigratedCase,
    MigrationKind,
    MigrationOutcome,
    MigrationRun,
    MigrationStatus,
)
from service.ports import ports
from service.publishing.choosing import choose_cases
from service.publishing.migrating_cases import Previewer, Work, move, put_back

PAGE: Final = 200
"""So many cases between two reports of progress."""

_BEFORE_ALL: Final = UUID(int=0)
_MOVED: Final = (MigrationOutcome.MOVED, MigrationOutcome.MAPPED)


def run_migration(run_id: UUID) -> None:
    """Do a run to its end, or until somebody stops it."""
    work = _begin(run_id)
    if work is None:
        return
    do = _doing(work)
    for page in _pages(work):
        do(page)
        if not _report(work.id, len(page)):
            return
    _finish(work.id)


def _begin(run_id: UUID) -> Work | None:
    with transaction():
        run = db.session.get_one(MigrationRun, run_id, with_for_update=True)
        if run.status not in {MigrationStatus.WAITING, MigrationStatus.RUNNING}:
            return None
        run.status, run.done = MigrationStatus.RUNNING, _count_rows(run_id)
        work = Work(
            run.id,
            run.kind,
            run.procedure,
            run.to_edition,
            run.to_draft,
            run.to_revision,
            run.reverts,
            tuple(sorted(run.mapping.items())),
            dict(run.which),
        )
        run.total = run.done + _count_left(work)
    return work


def _doing(work: Work) -> Callable[[list[UUID]], None]:
    if work.kind is MigrationKind.PREVIEW:
        return Previewer(work).preview
    one = move if work.kind is MigrationKind.MOVE else put_back

    def each(page: list[UUID]) -> None:
        for case_id in page:
            one(work, case_id)

    return each


# -- which cases ---------------------------------------------------------------------------


def _pages(work: Work) -> Iterator[list[UUID]]:
    last = _last(work)
    while True:
        page = list(db.session.scalars(_left(work, last).limit(PAGE)))
        db.session.rollback()
        if not page:
            return
        yield page
        last = page[-1]


def _last(work: Work) -> UUID:
    """Give the case at which a killed job stood."""
    seen = select(MigratedCase.case_id).where(MigratedCase.run_id == work.id)
    last = db.session.scalar(seen.order_by(MigratedCase.case_id.desc()).limit(1))
    return last or _BEFORE_ALL


def _left(work: Work, last: UUID) -> Select[UUID]:
    if work.kind is MigrationKind.REVERT:
        moved = select(MigratedCase.case_id).where(
            MigratedCase.run_id == work.reverts, MigratedCase.outcome.in_(_MOVED)
        )
        return moved.where(MigratedCase.case_id > last).order_by(MigratedCase.case_id)
    chosen = choose_cases(work.procedure, work.to_edition, work.which)
    return chosen.where(Case.id > last).order_by(Case.id)


def _count_left(work: Work) -> int:
    left = _left(work, _last(work)).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(left)) or 0


# -- progress ------------------------------------------------------------------------------


def _report(run_id: UUID, cases: int) -> bool:
    """Say how far the run is; False if somebody has stopped it."""
    running = (MigrationRun.id == run_id, MigrationRun.status == MigrationStatus.RUNNING)
    progress = update(MigrationRun).where(*running).values(done=MigrationRun.done + cases)
    with transaction():
        return db.session.scalar(progress.returning(MigrationRun.id)) is not None


def _finish(run_id: UUID) -> None:
    with transaction():
        run = db.session.get_one(MigrationRun, run_id)
        run.status, run.finished_at = MigrationStatus.DONE, ports().clock()


def _count_rows(run_id: UUID) -> int:
    rows = select(func.count()).select_from(MigratedCase).where(MigratedCase.run_id == run_id)
    return db.session.scalar(rows) or 0
