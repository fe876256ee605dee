"""What the house's cases have done while a journey went on, as their histories keep it."""

from collections import defaultdict

from sqlalchemy import func, select

from service.extensions import db
from service.models import Case, Event
from tests.branches import Passed, walked
from tests.journeys.house import House

Branch = tuple[str, str]
"""A procedure and one of its branches, as tests/branches.py names them."""


def newest_event(house: House) -> int:
    """Give the number of what happened last."""
    return house.arrange(lambda: db.session.scalar(select(func.max(Event.id))) or 0)


def expect_walked(house: House, branches: set[Branch], since: int) -> None:
    """Wait until cases have walked these branches since then; say which they did not."""
    house.wait_until(
        lambda: branches <= _walked(since),
        lambda: f"No case went this way: {sorted(branches - _walked(since))}",
    )


def _walked(since: int) -> set[Branch]:
    histories = defaultdict(list)
    query = select(Case.procedure, Case.id, Event.kind, Event.node).join_from(Event, Case)
    for procedure, case, kind, node in db.session.execute(
        query.where(Event.id > since).order_by(Event.id)
    ):
        histories[procedure, case].append(Passed(kind, node))
    return {
        (procedure, name)
        for (procedure, _), history in histories.items()
        for name in walked(procedure, history)
    }
