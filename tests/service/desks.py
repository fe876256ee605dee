"""Desks and cases for the tests of the reviewers' pages."""

from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.accounts.sessions import start_session
from service.actors import Actor
from service.extensions import db
from service.models import Account, Card, CardStatus
from service.ports import ports
from service.sign_in import COOKIE
from tests.people import People
from tests.service.browsing import Browser
from tests.stories import decide, submit


def browser_of(app: Flask, actor: Actor) -> Browser:
    """Give a browser of its own in which `actor` has signed in."""
    client = app.test_client()
    token = start_session(db.session.get_one(Account, actor.account_id), ports().clock())
    db.session.commit()
    client.set_cookie(COOKIE, token)
    return Browser(client)


def post(browser: Browser, address: str, **data: Any) -> TestResponse:
    """Post to an address, whatever its page would have posted."""
    return browser.client.post(address, data=data)


def card_of(people: People, applicant: Actor, desk: Actor, **answers: Any) -> Card:
    """Register somebody and put the card in force, as if it had been drawn."""
    case = submit(people, applicant, **answers)
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
