"""Begins, approves and stops runs over open cases; `migrating` does their work in a job."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from service import jobs
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.models import Edition, MigrationKind, MigrationRun, MigrationStatus, ProcedureDraft
from service.ports import ports
from service.publishing.checking import require_no_errors
from service.publishing.drafts import open_revision
from service.queries.studio import was_in_force
from service.refusals import Refused

GOING: Final = (MigrationStatus.WAITING, MigrationStatus.RUNNING)


def begin_preview(draft_id: UUID, mapping: Mapping[str, str], actor_id: UUID) -> UUID:
    """Try what a draft, as it is now, would do to every open case; give the run's id.

    Raises:
        NotFound: there is no such draft.
        NotPublishable: it has errors, so no case could be tried on it.
    """
    with transaction():
        # A save while this is decided would change the revision that the run names.
        db.session.get(ProcedureDraft, draft_id, with_for_update=True)
        opened = open_revision(draft_id)
        require_no_errors(opened.draft.procedure, opened.files)
        return add_run(
            opened.draft.procedure,
            actor_id,
            kind=MigrationKind.PREVIEW,
            to_draft=draft_id,
            to_revision=opened.saved.revision,
            mapping=dict(mapping),
        )


def begin_migration(
    procedure: str,
    edition_id: UUID,
    mapping: Mapping[str, str],
    which: Mapping[str, Any],
    actor_id: UUID,
    *,
    kind: MigrationKind = MigrationKind.MOVE,
) -> UUID:
    """Move, or try to, the cases that `which` names (`MigrationRun.which`); give the run's id.

    A mapping that two people have not approved with the edition could take a case past a
    review: such a move waits for a second person.

    Raises:
        Refused: the edition's day has not come, or was taken back.
    """
    edition = db.session.get_one(Edition, edition_id)
    if not was_in_force(edition):
        raise Refused("edition_not_begun")
    plan = {"kind": kind, "to_edition": edition_id, "mapping": dict(mapping), "which": dict(which)}
    if kind is MigrationKind.MOVE and not mapping.items() <= edition.mapping.items():
        plan |= {"needs_second": True, "status": MigrationStatus.PROPOSED}
    with transaction():
        return add_run(procedure, actor_id, **plan)


def approve_run(run_id: UUID, actor_id: UUID) -> None:
    """Let a move begin that somebody else has proposed; a second click finds it begun.

    Raises:
        NotFound: there is no such run.
        Refused: it does not wait for anybody, or waits for somebody else than its author.
    """
    with transaction():
        run = _lock(run_id)
        if run.approved_by == actor_id:
            return
        if run.status is not MigrationStatus.PROPOSED:
            raise Refused("run_not_proposed")
        if run.started_by == actor_id:
            raise Refused("second_person_moves")
        run.approved_by, run.status = actor_id, MigrationStatus.WAITING
        _defer(run)


def begin_retry(run_id: UUID, actor_id: UUID) -> UUID:
    """Move once more the cases that a run was refused; give the new run's id.

    Raises:
        NotFound: there is no such run.
        Refused: it moves nobody, or is not over.
    """
    with transaction():
        run = _lock_over(run_id)
        again = {"refused_by": str(run.id)}
        plan = {"to_edition": run.to_edition, "mapping": run.mapping, "which": again}
        return _find_going(MigrationRun.which == again) or add_run(
            run.procedure, actor_id, kind=MigrationKind.MOVE, **plan
        )


def begin_reverting(run_id: UUID, actor_id: UUID) -> UUID:
    """Put back each case of a run that has taken no step since; give the new run's id.

    Raises:
        NotFound: there is no such run.
        Refused: it moves nobody, or is not over.
    """
    with transaction():
        run = _lock_over(run_id)
        plan = {"to_edition": run.to_edition, "reverts": run.id}
        return _find_going(MigrationRun.reverts == run.id) or add_run(
            run.procedure, actor_id, kind=MigrationKind.REVERT, **plan
        )


def stop_run(run_id: UUID) -> None:
    """Let a run end after the cases that it has in hand; what has moved stays moved."""
    begun = MigrationRun.status.in_([MigrationStatus.PROPOSED, *GOING])
    with transaction():
        db.session.execute(
            update(MigrationRun)
            .where(MigrationRun.id == run_id, begun)
            .values(status=MigrationStatus.STOPPED, finished_at=ports().clock())
        )


def fail_run(run_id: UUID, cause: str) -> None:
    """Let a run end that the system could not do, and keep why."""
    going = MigrationRun.status.in_(GOING)
    with transaction():
        db.session.execute(
            update(MigrationRun)
            .where(MigrationRun.id == run_id, going)
            .values(status=MigrationStatus.FAILED, failure=cause, finished_at=ports().clock())
        )


def resume_run(run_id: UUID) -> None:
    """Let a run that failed go on where it stood; a second click finds it going.

    Raises:
        NotFound: there is no such run.
        Refused: it has not failed.
    """
    with transaction():
        run = _lock(run_id)
        if run.status in GOING:
            return
        if run.status is not MigrationStatus.FAILED:
            raise Refused("run_not_failed")
        run.status, run.failure, run.finished_at = MigrationStatus.WAITING, None, None
        _defer(run)


def add_run(procedure: str, actor_id: UUID, **plan: Any) -> UUID:
    """Write a run and, unless it waits for a second person, have its job begin.

    The caller commits.
    """
    run = MigrationRun(procedure=procedure, started_by=actor_id, created_at=ports().clock(), **plan)
    db.session.add(run)
    db.session.flush()  # The job names it.
    if run.status is not MigrationStatus.PROPOSED:
        _defer(run)
    return run.id


def _defer(run: MigrationRun) -> None:
    jobs.defer("run_migration", run_id=str(run.id))


def _lock(run_id: UUID) -> MigrationRun:
    run = db.session.get(MigrationRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound
    return run


def _lock_over(run_id: UUID) -> MigrationRun:
    """Lock a move that is over, so that of two clicks the second finds what the first began."""
    run = _lock(run_id)
    begun = {MigrationStatus.PROPOSED, *GOING}
    if run.kind is not MigrationKind.MOVE or run.status in begun:
        raise Refused("run_not_over")
    return run


def _find_going(whose: ColumnElement[bool]) -> UUID | None:
    going = select(MigrationRun.id).where(whose, MigrationRun.status.in_(GOING))
    return db.session.scalar(going.limit(1))
