"""What is there before a journey begins: employers, desks, staff, applications handed in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import select

from service import cases, jobs
from service.accounts.opening import open_staff_account
from service.actors import Actor
from service.extensions import db
from service.models import Case, Category, Filing, Organisation
from service.ports import ports
from tests import photos
from tests.journeys.house import House
from tests.journeys.strangers import Stranger
from tests.people import PASSWORD, People

PROCEDURE = "practitioner_registration"


@dataclass(frozen=True, slots=True)
class Employer:
    """An agency or a store, by what people know of it."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody at the association, with what the app on their phone holds."""

    login_name: str
    name: str
    totp: pyotp.TOTP


def agency(house: House, name: str, *, filed: str | None = None) -> Employer:
    """Make a registered agency with a desk that can sign in; `filed` is its licence number."""

    def make() -> Employer:
        runs = {"uscc": filed, "valid_to": date(2028, 12, 31)}
        filing_id = People().filing(name, **runs).id if filed else None
        return _with_desk(People().agency(name, filing_id=filing_id))

    return house.arrange(make)


def store(house: House, of: Employer, name: str) -> Employer:
    """Make a registered store of an agency, with a desk of its own."""

    def make() -> Employer:
        return _with_desk(People().store(db.session.get_one(Organisation, of.id), name))

    return house.arrange(make)


def filing(house: House, name: str, number: str) -> UUID:
    """Let the directory hold an agency, and give the entry's id."""
    return house.arrange(lambda: People().filing(name, uscc=number).id)


def registered_from(house: House, filing_id: UUID) -> Employer:
    """Let somebody register as an entry of the directory."""

    def hand_in() -> Employer:
        people = People()
        desk = people.draft(db.session.get_one(Filing, filing_id))
        answers = people.agency_registration(desk)
        draw_pages(answers)
        cases.open_draft("agency_registration", desk)
        cases.submit("agency_registration", answers, desk, uuid4())
        organisation = db.session.get_one(Organisation, desk.organisation_id)
        return Employer(organisation.id, organisation.name)

    return house.arrange(hand_in)


def disable(house: House, employer: Employer) -> None:
    """Let the association have switched an employer off."""

    def act() -> None:
        db.session.get_one(Organisation, employer.id).enabled = False
        db.session.commit()

    house.arrange(act)


def reviewer(house: House, post: str = "association_reviewer") -> Staff:
    """Make somebody who holds a post; a TOTP code counts once, so each journey has its own."""

    def make() -> Staff:
        login_name, secret = f"reviewer-{uuid4().hex[:8]}", pyotp.random_base32()
        name = f"审核员{login_name[-4:]}"
        posts = [post]
        open_staff_account(login_name, name, PASSWORD, posts, totp_secret=secret, seeded=True)
        return Staff(login_name, name, pyotp.TOTP(secret))

    return house.arrange(make)


def account(
    house: House, person: Stranger, employer: Employer, category: Category = Category.BROKER
) -> Actor:
    """Make the account of somebody who has registered at an agency or a store."""

    def make() -> Actor:
        place = db.session.get_one(Organisation, employer.id)
        agency, store = (place.parent, place) if place.parent else (place, None)
        known = {"agency": agency, "store": store, "mobile": person.mobile, "category": category}
        return People().practitioner(person.name, **known)

    return house.arrange(make)


def application(
    house: House,
    person: Stranger,
    employer: Employer,
    *,
    category: Category = Category.BROKER,
    earlier: timedelta = timedelta(0),
    **answers: Any,
) -> str:
    """Hand in somebody's complete registration, and give the 办件号."""
    actor = account(house, person, employer, category)

    def hand_in() -> str:
        cases.open_draft(PROCEDURE, actor)
        complete = {**_answers(actor, person), **answers}
        return cases.submit(PROCEDURE, complete, actor, uuid4()).case_no

    return house.arrange(hand_in, earlier=earlier)


def wake(house: House, case_no: str) -> None:
    """Let the worker look at once at what is due in a case, not at the next full minute."""

    def ask() -> None:
        case_id = db.session.scalar(select(Case.id).where(Case.no == case_no))
        jobs.defer("wake_case", case_id=str(case_id))
        db.session.commit()

    house.arrange(ask)


def draft(house: House, person: Stranger, employer: Employer) -> None:
    """Fill in somebody's registration at an agency to where only the submit is missing."""
    actor = account(house, person, employer)

    def fill_in() -> None:
        cases.open_draft(PROCEDURE, actor)
        filling, answers = cases.find_filling(PROCEDURE, actor), _answers(actor, person)
        assert filling is not None
        cases.save_filling(filling.with_answers(answers, answers), actor)

    house.arrange(fill_in)


def _with_desk(organisation: Organisation) -> Employer:
    People().desk(organisation)
    return Employer(organisation.id, organisation.name)


def _answers(actor: Actor, person: Stranger) -> dict[str, Any]:
    answers = People().registration(
        actor,
        gender="male" if person.gender == "男" else "female",
        id_number=person.id_number,
        certificate_number=person.certificate_number,
    )
    draw_pages(answers)
    return answers


def draw_pages(answers: dict[str, Any]) -> None:
    """Draw the first page of each document that the answers name, for reviewers to look at."""
    for ids in (ids for ids in answers.values() if isinstance(ids, list)):
        _draw_page(ids[0])


def _draw_page(document_id: str) -> None:
    picture = photos.jpeg(photos.scene(1000, 1400))
    ports().storage.put(f"documents/{document_id}/1.jpg", picture, "image/jpeg")
