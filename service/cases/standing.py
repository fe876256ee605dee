"""Writes down where open cases stand that nobody has moved since this was kept.

Each step keeps it by itself; only cases from before the column need to be read once.
"""

import logging
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from processes import engine
from processes.errors import StateUnreadable
from processes.step import CaseStatus
from service.cases.locking import read_cases
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Case

log = logging.getLogger(__name__)

_PAGE: Final = 200


def note_standing() -> None:
    """Find out where each open case stands of which that is not known."""
    for page in _pages():
        with transaction():
            for run in read_cases(page):
                _note(run)


def _pages() -> Iterator[list[UUID]]:
    last = UUID(int=0)
    unknown = (Case.status == CaseStatus.OPEN, Case.standing == [])
    while True:
        query = select(Case.id).where(*unknown, Case.id > last).order_by(Case.id).limit(_PAGE)
        page = list(db.session.scalars(query))
        if not page:
            return
        yield page
        last = page[-1]


def _note(run: Stepping) -> None:
    case = run.case
    try:
        standing = engine.look(run.edition, case.state, run.context()).standing
    except StateUnreadable:
        log.warning("Where case %s stands cannot be read", case.no)
        return
    # One that took a step meanwhile knows it by itself.
    same = (Case.id == case.id, Case.version == case.version)
    db.session.execute(update(Case).where(*same).values(standing=list(standing)))
