"""Begins and stops runs over open cases; `migrating` does their work in a job."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from service import jobs
from service.cases.transaction import transaction
from service.extensions import db
from service.models import MigrationKind, MigrationRun, MigrationStatus
from service.ports import ports


def begin_preview(
    procedure: str, draft_id: UUID, mapping: Mapping[str, str], actor_id: UUID
) -> UUID:
    """Try what a draft would do to every open case; give the run's id."""
    plan = {"kind": MigrationKind.PREVIEW, "to_draft": draft_id, "mapping": dict(mapping)}
    with transaction():
        return add_run(procedure, actor_id, **plan)


def begin_migration(
    procedure: str,
    edition_id: UUID,
    mapping: Mapping[str, str],
    which: Mapping[str, Any],
    actor_id: UUID,
    *,
    kind: MigrationKind = MigrationKind.MOVE,
) -> UUID:
    """Move, or try to, the cases that `which` names (`MigrationRun.which`); give the run's id."""
    plan = {"to_edition": edition_id, "mapping": dict(mapping), "which": dict(which)}
    with transaction():
        return add_run(procedure, actor_id, kind=kind, **plan)


def begin_retry(run_id: UUID, actor_id: UUID) -> UUID:
    """Move once more the cases that a run was refused; give the new run's id."""
    run = db.session.get_one(MigrationRun, run_id)
    plan = {"to_edition": run.to_edition, "mapping": run.mapping}
    with transaction():
        return add_run(
            run.procedure,
            actor_id,
            kind=MigrationKind.MOVE,
            which={"refused_by": str(run.id)},
            **plan,
        )


def begin_reverting(run_id: UUID, actor_id: UUID) -> UUID:
    """Put back each case of a run that has taken no step since; give the new run's id."""
    run = db.session.get_one(MigrationRun, run_id)
    plan = {"to_edition": run.to_edition, "reverts": run.id}
    with transaction():
        return add_run(run.procedure, actor_id, kind=MigrationKind.REVERT, **plan)


def stop_run(run_id: UUID) -> None:
    """Let a run end after the cases that it has in hand; what has moved stays moved."""
    going = MigrationRun.status.in_([MigrationStatus.WAITING, MigrationStatus.RUNNING])
    with transaction():
        db.session.execute(
            update(MigrationRun)
            .where(MigrationRun.id == run_id, going)
            .values(status=MigrationStatus.STOPPED, finished_at=ports().clock())
        )


def add_run(procedure: str, actor_id: UUID, **plan: Any) -> UUID:
    """Write a run and have its job begin; the caller commits."""
    run = MigrationRun(procedure=procedure, started_by=actor_id, created_at=ports().clock(), **plan)
    db.session.add(run)
    db.session.flush()  # The job names it.
    jobs.defer("run_migration", run_id=str(run.id))
    return run.id
