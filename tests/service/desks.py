"""Desks and cases for the tests of the reviewers' pages."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from service import cases
from service.accounts.sessions import start_session
from service.actors import Actor
from service.extensions import db
from service.models import Account, Card, CardStatus, Case, OpenTask
from service.ports import ports
from service.sign_in import COOKIE
from tests.people import People
from tests.service.browsing import Browser

PROCEDURE = "practitioner_registration"


def browser_of(app: Flask, actor: Actor) -> Browser:
    """Give a browser of its own in which `actor` has signed in."""
    client = app.test_client()
    token = start_session(db.session.get_one(Account, actor.account_id), ports().clock())
    db.session.commit()
    client.set_cookie(COOKIE, token)
    return Browser(client)


def submitted(people: People, applicant: Actor, **answers: Any) -> Case:
    """Hand in a registration with complete answers."""
    cases.open_draft(PROCEDURE, applicant)
    done = cases.submit(PROCEDURE, people.registration(applicant, **answers), applicant, uuid4())
    return case_of(done.case_no)


def case_of(number: str) -> Case:
    """Get a case as it is now."""
    query = select(Case).where(Case.no == number).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one()


def task_of(case: Case) -> OpenTask:
    """Get the one open task of a case as it is now."""
    query = select(OpenTask).where(OpenTask.case_id == case.id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def decide(case: Case, actor: Actor, decision: str, **more: Any) -> Case:
    """Decide the open task of a case, not through a page."""
    answers = {"decision": decision, **more}
    return case_of(cases.complete(task_of(case).id, answers, actor, uuid4()).case_no)


def post(browser: Browser, address: str, **data: Any) -> TestResponse:
    """Post to an address, whatever its page would have posted."""
    return browser.client.post(address, data=data)


def card_of(people: People, applicant: Actor, desk: Actor, **answers: Any) -> Card:
    """Register somebody and put the card in force, as if it had been drawn."""
    case = submitted(people, applicant, **answers)
    decide(case, desk, "approve")
    decide(case, people.reviewer(), "approve")
    card = db.session.execute(select(Card).where(Card.issued_by_case == case.id)).scalar_one()
    card.front_key = card.back_key = "cards/drawn.png"
    card.status = CardStatus.VALID
    db.session.commit()
    return card


def kept_picture(side: tuple[int, int] = (413, 579)) -> bytes:
    """Draw a picture as a derived page is kept."""
    file = BytesIO()
    Image.new("RGB", side, "white").save(file, "JPEG")
    return file.getvalue()
