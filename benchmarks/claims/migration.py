"""`migration.preview_10k` and `migration.move_10k`: open cases a second, tried and moved.

The job's own work in this process, without the queue: read, restore, judge, rebuild, and for a
move each case's transaction on a disk that is asked to keep it (fsync).
"""

import time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from benchmarks.figures import Figure
from processes.step import CaseStatus
from service import publishing
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Account, Case, MigratedCase, MigrationKind, MigrationOutcome
from service.publishing import SHIPPED_DIAGRAMS, publish, read_procedure
from service.publishing.migration_runs import add_run

PREVIEW: Final = "migration.preview_10k"
MOVE: Final = "migration.move_10k"
CASES: Final = 10_000
_PROCEDURE: Final = "practitioner_registration"


def measure(login: str, most: int) -> list[Figure]:
    """Try and move 10,000 open cases (or all, if there are fewer) to a new edition."""
    actor = db.session.scalars(select(Account.id).where(Account.login_name == login)).one()
    edition = publish(read_procedure(SHIPPED_DIAGRAMS / f"{_PROCEDURE}.bpmn"))
    which = {"cases": [str(one) for one in _open_cases(min(CASES, most))]}
    return [
        _figure(name, kind, actor, to_edition=edition.id, which=which)
        for name, kind in ((PREVIEW, MigrationKind.PREVIEW), (MOVE, MigrationKind.MOVE))
    ]


def _open_cases(count: int) -> list[UUID]:
    query = select(Case.id).where(Case.procedure == _PROCEDURE, Case.status == CaseStatus.OPEN)
    return list(db.session.scalars(query.order_by(Case.id).limit(count)))


def _figure(name: str, kind: MigrationKind, actor: UUID, **plan: Any) -> Figure:
    with transaction():
        run_id = add_run(_PROCEDURE, actor, kind=kind, **plan)
    began = time.perf_counter()
    publishing.run_migration(run_id)
    seconds = time.perf_counter() - began
    cases = len(plan["which"]["cases"])
    assert _count_moved(run_id) == cases
    return Figure(name, round(cases / seconds, 1), "cases a second")


def _count_moved(run_id: UUID) -> int:
    moved = MigratedCase.outcome == MigrationOutcome.MOVED
    rows = select(func.count()).where(MigratedCase.run_id == run_id, moved)
    return db.session.scalar(rows) or 0
