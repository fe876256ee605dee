"""Which open cases a run takes: all of a procedure, or those that a filter names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select

from processes.step import CaseStatus
from service.editions import parsed
from service.extensions import db
from service.models import Case, MigratedCase, MigrationOutcome, MigrationRun, OpenTask
from service.refusals import Refused

MOST_NUMBERS: Final = 500
"""So many cases are named one by one; for more there are version and step."""
Filter = Mapping[str, Any]
"""As `MigrationRun.which`."""


@dataclass(frozen=True, slots=True)
class StandingStep:
    """A task at which open cases stand, in whichever edition, and how many do."""

    node: str
    name: str
    cases: int


def choose_cases(procedure: str, to_edition: UUID | None, which: Filter) -> Select[UUID]:
    """Give the ids of the open cases that a filter names and that are not there already."""
    query = select(Case.id).where(*_open(procedure))
    if to_edition is not None:
        query = query.where(Case.edition_id != to_edition)
    return query.where(*_named(which))


def count_cases(procedure: str, to_edition: UUID, which: Filter) -> int:
    """Count what a run would take.

    Raises:
        Refused: the filter names too many cases one by one, or numbers that are not open cases
            of the procedure.
    """
    _require_known(procedure, which.get("numbers", ()))
    return _count(choose_cases(procedure, to_edition, which))


def count_chosen(run: MigrationRun) -> int:
    """Count what a run that is proposed would take now."""
    return _count(choose_cases(run.procedure, run.to_edition, run.which))


def _count(chosen: Select[UUID]) -> int:
    return db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def standing_steps(procedure: str, to_edition: UUID, which: Filter) -> list[StandingStep]:
    """List where the cases stand that a filter names, most of them first."""
    cases = func.count(OpenTask.case_id.distinct())
    query = (
        select(OpenTask.node, func.min(OpenTask.name), cases)
        .where(OpenTask.case_id.in_(choose_cases(procedure, to_edition, which)))
        .group_by(OpenTask.node)
        .order_by(cases.desc(), OpenTask.node)
    )
    return [StandingStep(*row) for row in db.session.execute(query)]


def gone_steps(steps: Sequence[StandingStep], to_edition: UUID) -> list[StandingStep]:
    """Give those of the steps that an edition lacks: a mapping has to name another."""
    return [step for step in steps if step.node not in parsed(to_edition).nodes]


def human_steps(edition_id: UUID) -> list[tuple[str, str]]:
    """List the tasks of people in an edition, (id, name), as what may take one's place."""
    nodes = parsed(edition_id).nodes.values()
    return [(node.id, node.name) for node in nodes if node.kind == "userTask"]


def _named(which: Filter) -> Iterator[ColumnElement[bool]]:
    """Read a filter; an unknown word names no case rather than all."""
    for word, value in which.items():
        match word:
            case "edition":
                yield Case.edition_id == UUID(value)
            case "node":
                yield exists().where(OpenTask.case_id == Case.id, OpenTask.node == value)
            case "cases":
                yield Case.id.in_([UUID(one) for one in value])
            case "numbers":
                yield Case.no.in_(value)
            case "refused_by":
                yield exists().where(
                    MigratedCase.run_id == UUID(value),
                    MigratedCase.case_id == Case.id,
                    MigratedCase.outcome == MigrationOutcome.REFUSED,
                )
            case _:
                raise ValueError(word)


def _require_known(procedure: str, numbers: Sequence[str]) -> None:
    if not numbers:
        return
    if len(numbers) > MOST_NUMBERS:
        raise Refused("too_many_numbers", "numbers", params={"most": MOST_NUMBERS})
    known = set(db.session.scalars(select(Case.no).where(*_open(procedure), Case.no.in_(numbers))))
    unknown = [one for one in numbers if one not in known]
    if unknown:
        raise Refused("no_such_open_cases", "numbers", params={"numbers": "、".join(unknown[:5])})


def _open(procedure: str) -> tuple[ColumnElement[bool], ...]:
    return Case.procedure == procedure, Case.status == CaseStatus.OPEN
