"""Looks a case over for the case doctor: where it stands, what it knows, where it could go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from processes.editions import Edition
from processes.errors import StateUnreadable
from processes.migration.seats import seats_of
from processes.repair import PLACES
from processes.state import restore
from processes.vocabulary import Node
from service.cases.locking import read_cases
from service.extensions import db
from service.failures import NotFound
from service.models import Case


@dataclass(frozen=True, slots=True)
class Examination:
    """A case as it stands: at these elements, with these values that its diagram reads."""

    case: Case
    edition: Edition
    standing: tuple[Node, ...]
    values: Mapping[str, Any]
    unreadable: StateUnreadable | None = None
    """Why nobody can say where it stands: a colleague has to look into the database."""

    @property
    def places(self) -> tuple[Node, ...]:
        """The steps to which it could be moved, in the order of the diagram's file."""
        return tuple(node for node in self.edition.nodes.values() if node.kind in PLACES)


def examine(case_no: str) -> Examination:
    """Look a case over; a closed one stands nowhere.

    Raises:
        NotFound: no case has that number.
    """
    case_id = db.session.scalar(select(Case.id).where(Case.no == case_no))
    runs = read_cases([case_id]) if case_id else []
    if not runs:
        raise NotFound
    run = runs[0]
    try:
        live = restore(run.edition, run.case.state, run.context())
    except StateUnreadable as error:
        return Examination(run.case, run.edition, (), {}, error)
    known = {name: live.values.get(name) for name in run.edition.unset}
    standing = tuple(seat.node for seat in seats_of(live))
    return Examination(run.case, run.edition, standing, known)
