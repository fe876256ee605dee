"""Runs over open cases: their progress, what came of them, the next act."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from service.extensions import db
from service.failures import NotFound
from service.models import Edition, MigrationKind, MigrationRun
from service.publishing import (
    approve_run,
    begin_migration,
    begin_retry,
    begin_reverting,
    resume_run,
    stop_run,
)
from service.publishing.choosing import count_chosen
from service.queries.impact import list_runs, mapped_steps, read_impact
from service.queries.studio import (
    find_procedure,
    list_posts_by_name,
    list_versions,
    name_of,
    was_in_force,
)
from service.queries.unmoved import list_unmoved
from service.sign_in import current_actor
from service.studio.choice import MAPS, read_choice
from service.studio.door import administrators, blueprint


@blueprint.get("/migrations/<uuid:run_id>")
@administrators
def migration(run_id: UUID) -> str:
    """Show how far a run is and what came of it."""
    run = _run(run_id)
    return render_template(
        "studio/migration.html",
        impact=read_impact(run.id),
        run=run,
        row=find_procedure(run.procedure),
        author=name_of(run.started_by),
        approver=name_of(run.approved_by),
        mapped=mapped_steps(run),
        edition=db.session.get(Edition, run.to_edition) if run.to_edition else None,
        maps=MAPS,
        chosen=count_chosen(run) if run.status == "proposed" else 0,
        is_author=run.started_by == current_actor().account_id,
        posts=dict(list_posts_by_name()),
    )


@blueprint.get("/migrations/<uuid:run_id>/unmoved")
@administrators
def unmoved(run_id: UUID) -> str:
    """List the cases that a run could not move, each with its reasons."""
    run, after = _run(run_id), request.args.get("after")
    return render_template(
        "studio/unmoved.html",
        run=run,
        row=find_procedure(run.procedure),
        list=list_unmoved(run_id, after),
        after=after,
    )


@blueprint.get("/procedures/<procedure>/migrations")
@administrators
def migrations(procedure: str) -> str | tuple[str, int]:
    """Choose cases and where they go; list the runs so far."""
    return _choosing(procedure, request.args)


@blueprint.post("/procedures/<procedure>/migrations")
@administrators
def migrate(procedure: str) -> Response | str | tuple[str, int]:
    """Try the move of the cases that were chosen, or begin it."""
    chosen = read_choice(procedure, _versions(procedure), request.form)
    if chosen.problems:
        return _choosing(procedure, request.form)
    kind = MigrationKind.PREVIEW if "try" in request.form else MigrationKind.MOVE
    actor = current_actor().account_id
    run = begin_migration(procedure, chosen.to.id, chosen.mapping, chosen.which, actor, kind=kind)
    return redirect(url_for("studio.migration", run_id=run))


@blueprint.post("/migrations/<uuid:run_id>/approve")
@administrators
def approve_migration(run_id: UUID) -> Response:
    """Let a move begin whose mapping somebody else has proposed."""
    approve_run(run_id, current_actor().account_id)
    return redirect(url_for("studio.migration", run_id=run_id))


@blueprint.post("/migrations/<uuid:run_id>/resume")
@administrators
def resume_migration(run_id: UUID) -> Response:
    """Let a run that failed go on where it stood."""
    resume_run(run_id)
    return redirect(url_for("studio.migration", run_id=run_id))


@blueprint.post("/migrations/<uuid:run_id>/stop")
@administrators
def stop_migration(run_id: UUID) -> Response:
    """Stop a run after the cases that it has in hand."""
    stop_run(_run(run_id).id)
    flash(_("已停止。已经迁移的办件保持在新版本。"))
    return redirect(url_for("studio.migration", run_id=run_id))


@blueprint.post("/migrations/<uuid:run_id>/retry")
@administrators
def retry_migration(run_id: UUID) -> Response:
    """Try the refused ones again."""
    run = begin_retry(run_id, current_actor().account_id)
    return redirect(url_for("studio.migration", run_id=run))


@blueprint.post("/migrations/<uuid:run_id>/revert")
@administrators
def revert(run_id: UUID) -> Response:
    """Put back every case of a run that has not gone on."""
    run = begin_reverting(run_id, current_actor().account_id)
    return redirect(url_for("studio.migration", run_id=run))


def _choosing(procedure: str, asked: Mapping[str, str]) -> str | tuple[str, int]:
    row = find_procedure(procedure)
    if row is None:
        raise NotFound
    versions = _versions(procedure)
    chosen = read_choice(procedure, versions, asked)
    page = render_template(
        "studio/migrations.html",
        row=row,
        runs=list_runs(procedure),
        versions=versions,
        chosen=chosen,
        numbers=asked.get("numbers", ""),
        maps=MAPS,
    )
    return (page, 422) if chosen.problems else page


def _versions(procedure: str) -> list[Edition]:
    return [edition for edition, *_who in list_versions(procedure) if was_in_force(edition)]


def _run(run_id: UUID) -> MigrationRun:
    run = db.session.get(MigrationRun, run_id)
    if run is None:
        raise NotFound
    return run
