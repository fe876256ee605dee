"""People whom the house knows already: in the register, at a desk, at the association."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from service import cases
from service.accounts.sessions import start_session
from service.actors import Actor, account_pool, organisation_pool
from service.extensions import db
from service.models import Account, Card, CardStatus, Organisation, Registration
from service.ports import ports
from service.sign_in import COOKIE
from tests.journeys.arranging import Employer, application, draw_pages
from tests.journeys.house import House
from tests.journeys.strangers import Stranger
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.stories import case_of, decide


def come_in(visitor: Visitor, actor: Actor) -> None:
    """Be signed in already; how people sign in is a story of its own."""

    def begin() -> str:
        token = start_session(db.session.get_one(Account, actor.account_id), ports().clock())
        db.session.commit()
        return token

    token, url = visitor.house.arrange(begin), visitor.house.url
    visitor.context.add_cookies([{"name": COOKIE, "value": token, "url": url}])


def of_person(house: House, person: Stranger) -> Actor:
    """Give somebody who has registered as who acts."""
    return house.arrange(lambda: account_of(person))


def of_desk(house: House, employer: Employer) -> Actor:
    """Give an employer's desk as who acts."""
    return house.arrange(lambda: office_of(employer))


def of_association(house: House, *posts: str) -> Actor:
    """Give somebody new at the association who holds these posts, the reviewer's by default."""
    return house.arrange(lambda: People().reviewer(*posts))


def account_of(person: Stranger) -> Actor:
    """Read somebody's account as who acts."""
    return _actor(Account.real_name == person.name)


def office_of(employer: Employer) -> Actor:
    """Read the account of an employer's desk as who acts."""
    return _actor(Account.organisation_id == employer.id)


def admitted(
    house: House,
    person: Stranger,
    employer: Employer,
    *,
    earlier: timedelta = timedelta(0),
    **more: Any,
) -> str:
    """Put somebody into the register, and give the 办件号 by which they came in."""
    case_no = application(house, person, employer, earlier=earlier, **more)

    def admit() -> None:
        for who in (office_of(employer), People().reviewer()):
            decide(case_of(case_no), who, "approve")

    house.arrange(admit, earlier=earlier)
    return case_no


def registered(house: House, person: Stranger, employer: Employer, **more: Any) -> str:
    """Put somebody into the register with a card in force, and give the card's code."""
    case_no = admitted(house, person, employer, **more)
    house.wait_until(lambda: _issued_by(case_no).status is CardStatus.VALID)
    return house.arrange(lambda: _issued_by(case_no).code)


def registered_as(house: House, name: str) -> Employer:
    """Find who is registered under a name."""
    mine = Organisation.name == name, Organisation.registration == Registration.APPROVED
    found = select(Organisation.id).where(*mine)
    return Employer(house.arrange(lambda: db.session.scalars(found).one()), name)


def handed_in(
    house: House,
    procedure: str,
    actor: Actor,
    *,
    earlier: timedelta = timedelta(0),
    complete: Callable[..., dict[str, Any]] | None = None,
    **answers: Any,
) -> str:
    """Hand in a procedure's form and give the 办件号.

    What else it asks, `complete` says of the actor; else `People`, by the procedure's name.
    """

    def hand_in() -> str:
        cases.open_draft(procedure, actor)
        whole = (complete or getattr(People(), procedure))(actor, **answers)
        draw_pages(whole)
        return cases.submit(procedure, whole, actor, uuid4()).case_no

    return house.arrange(hand_in, earlier=earlier)


def _issued_by(case_no: str) -> Card:
    issued = select(Card).where(Card.issued_by_case == case_of(case_no).id)
    return db.session.scalars(issued).one()


def _actor(which: Any) -> Actor:
    account = db.session.scalars(select(Account).where(which)).one()
    place = account.organisation_id
    pools = {account_pool(account.id), *([organisation_pool(place)] if place else [])}
    return Actor(account.id, account.kind, account.display_name, frozenset(pools), place)
