"""People who have left an employer before a journey begins, and what they apply for then."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from service.extensions import db
from service.models import Card, CardStatus, Practitioner
from tests.changes import do_jobs
from tests.journeys.arranging import Employer
from tests.journeys.house import House
from tests.journeys.insiders import account_of, handed_in, of_person, registered
from tests.journeys.strangers import Stranger
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.stories import case_of, decide, submit


def left(
    house: House, person: Stranger, employer: Employer, *, earlier: timedelta = timedelta(0)
) -> str:
    """Put somebody into the register who has left that employer since; give the old card's code."""
    code = registered(house, person, employer, earlier=earlier)
    leave(house, person, earlier=earlier)
    return code


def leave(house: House, person: Stranger, *, earlier: timedelta = timedelta(0)) -> None:
    """Let somebody of the register leave their employer."""

    def act() -> None:
        case = submit(People(), account_of(person), procedure="resignation")
        decide(case, People().reviewer(), "approve")

    house.arrange(act, earlier=earlier)


def joining(
    house: House, person: Stranger, *, earlier: timedelta = timedelta(0), **answers: Any
) -> str:
    """Hand in 我要入职 with those answers, and give the 办件号."""
    return handed_in(house, "onboarding", of_person(house, person), earlier=earlier, **answers)


def inviting(house: House, person: Stranger, *, earlier: timedelta, **answers: Any) -> str:
    """Hand in 我要入职 with a typed employer, whose invitation is sent there and then."""
    with house.while_the_worker_rests():
        case_no = joining(house, person, earlier=earlier, **answers)
        house.arrange(lambda: do_jobs(case_of(case_no)), earlier=earlier)
    return case_no


def in_force(house: House, person: Stranger) -> str:
    """Wait until the worker has drawn somebody's newest card; give its code."""
    house.wait_until(lambda: _newest_card(person).status is CardStatus.VALID)
    return house.arrange(lambda: _newest_card(person).code)


def pick(visitor: Visitor, label: str, name: str) -> None:
    """Search an employer by a part of its name and choose it."""
    search = visitor.page.get_by_role("searchbox", name=f"按名称查找{label}")
    search.press_sequentially(name[2:6])
    visitor.page.get_by_label(name, exact=True).check()


def _newest_card(person: Stranger) -> Card:
    mine = Practitioner.name == person.name
    cards = select(Card).join(Practitioner).where(mine).order_by(Card.issue.desc())
    return db.session.scalars(cards.limit(1)).one()
