"""A desk's inbox: open tasks, the most urgent first and then the oldest, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    cast,
    false,
    func,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import aliased

from service.editions import parsed
from service.extensions import db
from service.four_eyes import may_not_decide
from service.models import Case, Edition, OpenTask
from service.queries.places import read_place, write_place

PAGE: Final = 25
COUNTED: Final = 1000
"""Counts are exact to this many, then «1,000+» (design.md, Data)."""

# A task without a limit comes after all that have one. Written as the index has it, for the
# planner takes an expression index only for the very same expression.
_NEVER: Final = "9999-12-31 00:00:00+00"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One task as a list shows it."""

    task_id: UUID
    case_no: str
    procedure: str
    name: str
    subject_name: str
    opened_at: datetime
    due_at: datetime | None
    edition_id: UUID
    barred: bool = False
    """Somebody else has to decide it: the reader decided the step before (四眼原则)."""

    @property
    def procedure_name(self) -> str:
        """Name the procedure, which a step called 机构审核 does not tell."""
        return parsed(self.edition_id).name


@dataclass(frozen=True, slots=True)
class InboxShare:
    """How many of an inbox's tasks belong to one procedure; the name is a msgid."""

    procedure: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of an inbox; `next` is where the following page starts, None on the last.

    `total` is of all that is asked for, `shares` of the whole inbox whatever was asked for.
    """

    rows: list[InboxRow]
    total: int
    next: str | None
    shares: list[InboxShare]

    @property
    def counted_all(self) -> bool:
        """Whether counts are exact and not «more than a thousand»."""
        return sum(one.count for one in self.shares) <= COUNTED


def read_inbox(
    pools: Iterable[str],
    after: str | None = None,
    reader: UUID | None = None,
    only: str | None = None,
) -> InboxPage:
    """Read a page of the tasks of all `pools`, the earliest due first.

    `reader` is an account of the association: what it may not decide is marked. `only` leaves
    out all procedures but one.

    Raises:
        NotFound: `after` is no place in a list.
    """
    names = sorted(pools)
    rows = db.session.execute(_page(names, after, reader, only)).all()
    shown = [InboxRow(*row) for row in rows[:PAGE]]
    last = shown[-1] if len(rows) > PAGE else None
    following = place_of(last.due_at, last.opened_at, last.task_id) if last else None
    shares = _shares(names)
    total = sum(one.count for one in shares if only in (None, one.procedure))
    return InboxPage(shown, total, following, shares)


def find_next_task(
    pools: Iterable[str],
    after: str | None = None,
    reader: UUID | None = None,
    only: str | None = None,
) -> UUID | None:
    """Find the most urgent task that the reader may decide, so that one key leads on.

    `after` is the place of the task just left: whatever was skipped before it comes only when
    the end of the list has been reached. `only` stays within one procedure.
    """
    names = sorted(pools)
    found = db.session.execute(_page(names, after, reader, only, to_decide=True)).first()
    if found is not None:
        return UUID(str(found.id))
    return find_next_task(names, reader=reader, only=only) if after is not None else None


def place_of(due_at: datetime | None, opened_at: datetime, task_id: UUID) -> str:
    """Name a task's place in the order of inboxes; what comes after it can be asked for."""
    return write_place(due_at or _NEVER, opened_at, task_id)


def place_before(task: OpenTask) -> str:
    """Name the place just before a task: a list that begins there begins with it."""
    return place_of(task.due_at, task.opened_at - datetime.resolution, task.id)


def _shares(pools: list[str]) -> list[InboxShare]:
    """Count open tasks by procedure, together up to one more than we count exactly."""
    counted = select(OpenTask.procedure).where(OpenTask.pool.in_(pools)).limit(COUNTED + 1)
    one = counted.subquery()
    in_force = select(Edition.id).where(Edition.procedure == one.c.procedure, Edition.in_force)
    query = select(one.c.procedure, in_force.scalar_subquery(), func.count())
    rows = db.session.execute(query.group_by(one.c.procedure).order_by(func.count().desc()))
    return [InboxShare(stem, parsed(edition).name, count) for stem, edition, count in rows]


def _page(
    pools: list[str],
    after: str | None,
    reader: UUID | None,
    only: str | None,
    *,
    to_decide: bool = False,
) -> Any:
    # One index scan per pool, each stopping at a page, merged: the cost does not grow with the
    # number of tasks that wait.
    pool = select(func.unnest(cast(pools, ARRAY(Text))).label("pool")).subquery("pools")
    task = aliased(OpenTask)
    # Limits end with the day, so many tasks share one: whoever came first is first.
    order = (_due(task.due_at), task.opened_at, task.id)
    of_pool = select(task).where(task.pool == pool.c.pool)
    if only is not None:
        of_pool = of_pool.where(task.procedure == only)
    if to_decide:  # Before the limit: a whole page may be for others to decide.
        of_pool = of_pool.where(~_barred(task.case_id, task.node, reader))
    if after is not None:
        of_pool = of_pool.where(tuple_(*order) > read_place(after, instants=2))
    lateral = of_pool.order_by(*order).limit(PAGE + 1).lateral("of_pool")
    return (
        select(
            lateral.c.id,
            Case.no,
            lateral.c.procedure,
            lateral.c.name,
            lateral.c.subject_name,
            lateral.c.opened_at,
            lateral.c.due_at,
            Case.edition_id,
            _barred(lateral.c.case_id, lateral.c.node, reader).label("barred"),
        )
        .select_from(pool)
        .join(lateral, text("true"))
        .join(Case, Case.id == lateral.c.case_id)
        .order_by(_due(lateral.c.due_at), lateral.c.opened_at, lateral.c.id)
        .limit(PAGE + 1)
    )


def _barred(case_id: Any, node: Any, reader: UUID | None) -> ColumnElement[bool]:
    # Agencies and stores have no second step; their lists do not ask.
    return false() if reader is None else may_not_decide(case_id, node, reader)


def _due(column: Any) -> Any:
    return func.coalesce(column, literal_column(f"'{_NEVER}'::timestamptz"))
