"""Moves an open case to another edition, and back until its next step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy import select

from forms import N_
from processes import engine
from processes.checker import Problem
from processes.migration import Migration, MigrationRefused, migrate
from processes.step import CaseStatus, Happened, Step
from service.cases.locking import lock_open_case
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.editions import migration_between, parsed
from service.extensions import db
from service.models import EDITION_BEFORE, Case, Edition, Event

REVERTED = "case_migration_reverted"
NO_DESK: Final = N_("“%(name)s”须由单位办理，而这件办件没有对应的机构或门店。请改到另一步。")


@dataclass(frozen=True, slots=True)
class Before:
    """What a case followed and where it stood, before it moved."""

    edition_id: UUID
    state: bytes


@dataclass(frozen=True, slots=True)
class Why:
    """What the case's story says of the way back, and who took it; None: a run did."""

    kind: str = REVERTED
    actor_id: UUID | None = None


_BY_A_RUN: Final = Why()
Record = Callable[[Case, Before, Step], None]


class MovedOn(Exception):
    """The case has taken a step since, is closed, or stands there already."""


class SystemActed(MovedOn):
    """An operation was called in the very step that is to be undone, and nothing calls it back."""


def mapping_of(edition_id: UUID) -> tuple[tuple[str, str], ...]:
    """Give the steps that an edition names otherwise than the one before, old id → new id."""
    mapping = db.session.scalar(select(Edition.mapping).where(Edition.id == edition_id))
    return tuple(sorted((mapping or {}).items()))


def move_case(
    case_id: UUID, to: UUID, mapping: tuple[tuple[str, str], ...], record: Record
) -> None:
    """Move a case to a published edition; `record` writes, in the same transaction, what was.

    Raises:
        MigrationRefused: it cannot, for the reasons named; it stands as before.
        MovedOn: it is closed or follows that edition already.
    """
    with transaction():
        run = lock_open_case(case_id)
        if run is None or run.case.edition_id == to:
            raise MovedOn
        before = Before(run.case.edition_id, run.case.state)
        step = _moved(run, before.state, to, mapping)
        run.store(step)
        record(run.case, before, step)


def move_back(
    case_id: UUID, version: int, before: Before, record: Record, why: Why = _BY_A_RUN
) -> None:
    """Put a case that still has this version back as it was before a migration or a remedy.

    Raises:
        MovedOn: it has taken a step since, or is closed.
        SystemActed: an operation was called when it moved.
    """
    with transaction():
        run = lock_open_case(case_id)
        if run is None or run.case.version != version:
            raise MovedOn
        if _has_acted(case_id, version):
            raise SystemActed
        left = Before(run.case.edition_id, run.case.state)
        run.case.edition_id, run.actor_id = before.edition_id, why.actor_id
        step = engine.look(parsed(before.edition_id), before.state, run.context())
        told = Happened(why.kind, detail={EDITION_BEFORE: str(left.edition_id)})
        run.store(replace(step, happened=(told,)))
        record(run.case, left, step)


def follow_edition(run: Stepping, step: Step) -> Step:
    """Let a case that somebody has acted on go on by the newer edition, if one asks for it.

    A case that cannot move stays on its edition and is tried again at its next step.
    """
    if run.newer is None or step.status is not CaseStatus.OPEN:
        return step
    try:
        moved = _moved(run, step.state, run.newer, mapping_of(run.newer))
    except MigrationRefused:
        return step
    kept = {name: getattr(step, name) for name in ("completed_task", "answers", "changed")}
    happened = (*step.happened, *moved.happened)
    return replace(moved, happened=happened, flows=(*step.flows, *moved.flows), **kept)


def _has_acted(case_id: UUID, version: int) -> bool:
    """Whether an operation was called in the step that led to this version."""
    calls = select(Event.id).where(Event.case_id == case_id, Event.version == version)
    return db.session.scalar(calls.where(Event.kind == "operation_called").limit(1)) is not None


def require_desks(case: Case, step: Step) -> None:
    """Refuse a move to a task of an employer that the case does not have: nobody could do it.

    Raises:
        MigrationRefused: as said.
    """
    desks = {"agency": case.agency_id, "store": case.store_id}
    nobodys = [task for task in step.open_tasks if desks.get(task.role, case.id) is None]
    if nobodys:
        raise MigrationRefused(
            [
                Problem("no_desk", task.node, task.name, NO_DESK, {"name": task.name})
                for task in nobodys
            ],
            at=case.standing,
        )


def _moved(run: Stepping, state: bytes, to: UUID, mapping: tuple[tuple[str, str], ...]) -> Step:
    plan: Migration = migration_between(run.case.edition_id, to, mapping)
    step = migrate(plan, state, run.context())
    require_desks(run.case, step)
    left, run.case.edition_id = run.case.edition_id, to
    return replace(step, happened=tuple(_leaving(left, one) for one in step.happened))


def _leaving(edition_id: UUID, happened: Happened) -> Happened:
    """Say in the story of the case which edition its flows until then are of."""
    if happened.kind != "case_migrated":
        return happened
    return replace(happened, detail={**happened.detail, EDITION_BEFORE: str(edition_id)})
