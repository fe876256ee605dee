"""What is there before a journey begins: employers, desks, staff, applications handed in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import select

from service import cases, jobs
from service.accounts.opening import open_staff_account
from service.actors import Actor
from service.extensions import db
from service.models import Case, Organisation
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


def agency(house: House, name: str) -> Employer:
    """Make a registered agency with a desk that can sign in."""
    return house.arrange(lambda: _with_desk(People().agency(name)))


def store(house: House, of: Employer, name: str) -> Employer:
    """Make a registered store of an agency, with a desk of its own."""

    def make() -> Employer:
        return _with_desk(People().store(db.session.get_one(Organisation, of.id), name))

    return house.arrange(make)


def disable(house: House, employer: Employer) -> None:
    """Let the association have switched an employer off."""

    def act() -> None:
        db.session.get_one(Organisation, employer.id).enabled = False
        db.session.commit()

    house.arrange(act)


def reviewer(house: House) -> Staff:
    """Make an association reviewer; a TOTP code counts once, so each journey has its own."""

    def make() -> Staff:
        login_name, secret = f"reviewer-{uuid4().hex[:8]}", pyotp.random_base32()
        name = f"审核员{login_name[-4:]}"
        posts = ["association_reviewer"]
        open_staff_account(login_name, name, PASSWORD, posts, totp_secret=secret, seeded=True)
        return Staff(login_name, name, pyotp.TOTP(secret))

    return house.arrange(make)


def account(house: House, person: Stranger, employer: Employer) -> Actor:
    """Make the account of somebody who has registered at an agency or a store."""

    def make() -> Actor:
        place = db.session.get_one(Organisation, employer.id)
        agency, store = (place.parent, place) if place.parent else (place, None)
        return People().practitioner(person.name, agency=agency, store=store, mobile=person.mobile)

    return house.arrange(make)


def application(
    house: House, person: Stranger, employer: Employer, *, earlier: timedelta = timedelta(0)
) -> str:
    """Hand in somebody's complete registration, and give the 办件号."""
    actor = account(house, person, employer)

    def hand_in() -> str:
        cases.open_draft(PROCEDURE, actor)
        return cases.submit(PROCEDURE, _answers(actor, person), actor, uuid4()).case_no

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
    for ids in (ids for ids in answers.values() if isinstance(ids, list)):
        _draw_page(ids[0])
    return answers


def _draw_page(document_id: str) -> None:
    picture = photos.jpeg(photos.scene(1000, 1400))
    ports().storage.put(f"documents/{document_id}/1.jpg", picture, "image/jpeg")
