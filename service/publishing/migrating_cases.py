"""What a run does with one case: try it, move it, or put it back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forms import N_
from processes.checker import Problem
from processes.migration import Migration, MigrationRefused, migrate, plan_migration
from processes.sentences import SaidInWords
from processes.step import Call, Step, Values
from service.cases.locking import read_cases
from service.cases.moving import (
    Before,
    MovedOn,
    Record,
    SystemActed,
    move_back,
    move_case,
    require_desks,
)
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.editions import diagram_of, migration_between, parsed, parsed_draft
from service.extensions import db
from service.models import Case, MigratedCase, MigrationKind, MigrationOutcome
from service.refusals import Refused

MOVED_ON: Final = Problem("moved_on", None, "", N_("办件已有新的办理结果或已办结，未作改动。"))
SYSTEM_ACTED: Final = Problem(
    "system_acted",
    None,
    "",
    N_("迁移后系统已按新版本办理了步骤，退回会重复办理，未作改动。"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """What a run asks for, read once."""

    id: UUID
    kind: MigrationKind
    procedure: str
    to_edition: UUID | None
    to_draft: UUID | None
    to_revision: int | None
    reverts: UUID | None
    mapping: tuple[tuple[str, str], ...]
    which: Mapping[str, Any]


class Previewer:
    """Tries a page of cases; nothing leaves, and nothing is stored but what would happen."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._draft = None
        if work.to_draft is not None and work.to_revision is not None:
            self._draft = parsed_draft(work.to_draft, work.to_revision)
        self._plans: dict[UUID, Migration] = {}

    def preview(self, page: list[UUID]) -> None:
        """Write what would become of these cases."""
        rows = [self._row(run) for run in read_cases(page)]
        db.session.rollback()
        with transaction():
            _keep(*rows)

    def _row(self, run: Stepping) -> dict[str, Any]:
        before = Before(run.case.edition_id, run.case.state)
        context = replace(run.context(), operate=_nothing)
        try:
            step = migrate(self._plan(before.edition_id), before.state, context)
            require_desks(run.case, step)
        except (MigrationRefused, SaidInWords) as failure:
            return _refused(self._work, run.case.id, before.edition_id, failure)
        return _moved(self._work, run.case, before, step)

    def _plan(self, before: UUID) -> Migration:
        if self._draft is None:
            assert self._work.to_edition is not None
            return migration_between(before, self._work.to_edition, self._work.mapping)
        if before not in self._plans:
            now = (parsed(before), diagram_of(before))
            self._plans[before] = plan_migration(now, self._draft, dict(self._work.mapping))
        return self._plans[before]


def move(work: Work, case_id: UUID) -> None:
    """Move a case, and keep what it was; or keep why it could not move.

    A case of which the engine can make nothing must not keep the others waiting.
    """
    assert work.to_edition is not None
    before = db.session.scalar(select(Case.edition_id).where(Case.id == case_id))
    try:
        move_case(case_id, work.to_edition, work.mapping, _recorder(work))
    except (MigrationRefused, SaidInWords, Refused) as failure:
        with transaction():
            _keep(_refused(work, case_id, before, failure))
    except MovedOn:
        return  # It was closed meanwhile, or followed by itself: nothing is left to do.


def put_back(work: Work, case_id: UUID) -> None:
    """Put a case back as the run that `work` reverts had found it, if it has not gone on."""
    row = db.session.get_one(MigratedCase, (work.reverts, case_id))
    assert row.state_before is not None and row.version_after is not None
    before = Before(row.edition_before, row.state_before)
    try:
        move_back(case_id, row.version_after, before, _recorder(work))
    except MovedOn as why:
        with transaction():
            problem = SYSTEM_ACTED if isinstance(why, SystemActed) else MOVED_ON
            refused = MigrationRefused([problem], at=row.nodes)
            _keep(_refused(work, case_id, row.edition_before, refused))


def _recorder(work: Work) -> Record:
    def record(case: Case, before: Before, step: Step) -> None:
        _keep(_moved(work, case, before, step) | {"version_after": case.version})

    return record


def _moved(work: Work, case: Case, before: Before, step: Step) -> dict[str, Any]:
    moved = next((one.detail for one in step.happened if one.kind == "case_migrated"), {})
    outcome = MigrationOutcome.MAPPED if moved.get("moved") else MigrationOutcome.MOVED
    return {
        "run_id": work.id,
        "case_id": case.id,
        "outcome": MigrationOutcome.REVERTED if work.kind is MigrationKind.REVERT else outcome,
        "reasons": [],
        "nodes": moved.get("at", []),
        "edition_before": before.edition_id,
        "state_before": None if work.kind is MigrationKind.PREVIEW else before.state,
    }


def _refused(
    work: Work,
    case_id: UUID,
    edition_id: UUID | None,
    failure: MigrationRefused | SaidInWords | Refused,
) -> dict[str, Any]:
    problems, at = _why(failure)
    return {
        "run_id": work.id,
        "case_id": case_id,
        "outcome": MigrationOutcome.REFUSED,
        "reasons": [asdict(problem) for problem in problems],
        "nodes": list(at),
        "edition_before": edition_id,
        "state_before": None,
    }


def _why(
    failure: MigrationRefused | SaidInWords | Refused,
) -> tuple[Sequence[Problem], Sequence[str]]:
    match failure:
        case MigrationRefused():
            return failure.problems, failure.at
        case SaidInWords():
            return [Problem("failed", None, "", failure.message, failure.params)], ()
        case Refused():
            return [Problem(failure.code, None, "", failure.sentence, failure.params)], ()


def _keep(*rows: dict[str, Any]) -> None:
    if rows:
        db.session.execute(insert(MigratedCase).on_conflict_do_nothing(), list(rows))


def _nothing(_call: Call) -> Values:
    return {}
