"""A squatted name: objected to, and what was decided under it reversed row by row."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select

from service import cases
from service.extensions import db
from service.models import Account, Card, Registration
from service.ports import ports
from tests import photos
from tests.journeys.arranging import Employer, agency, application, reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import CAPTCHA, House
from tests.journeys.reviewing import ASSOCIATION_DESK, decide, sign_in_at_association
from tests.journeys.reviewing import open_task as open_task_of
from tests.journeys.strangers import Stranger, Strangers
from tests.people import PASSWORD, People
from tests.service.test_claim_protection import Claims
from tests.stories import case_of, task_of


def test_what_was_done_under_a_squatted_name_is_reversed_up_to_the_public_page(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, squatted = strangers.new(), agency(house, strangers.company())
    application(house, person, squatted)
    desk = welcome()
    sign_in(desk, squatted)
    open_task_of(desk, "/app_admin", person)
    decide(desk, "approve")
    association = welcome()
    sign_in_at_association(association, reviewer(house))
    open_task_of(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    objection = house.arrange(lambda: _object(squatted))
    association.visit(house.arrange(lambda: _task(objection)))
    association.page.locator("[data-decides=approve]").check()
    association.page.get_by_role("button", name="全部撤销").click()
    association.press("提交，看下一件")

    sign_in(desk, squatted, status=422)
    stranger = welcome()
    stranger.visit(f"/v/{house.arrange(lambda: _code(person))}")
    assert stranger.sees("已撤销")


def sign_in(visitor: Any, employer: Employer, status: int = 200) -> None:
    """Sign in at the desk, or be refused."""
    visitor.context.clear_cookies(name="mingpai_session")
    visitor.visit("/app_admin")
    visitor.fill("公司名称", employer.name)
    visitor.fill("密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)
    visitor.press("登录", status)


def _object(squatted: Employer) -> str:
    people = People()
    # Its own password, or the owner's account would open where the squatter's is closed.
    owner = people.desk(people.agency(squatted.name, registration=Registration.DRAFT))
    db.session.get_one(Account, owner.account_id).password_hash = "none"
    cases.open_draft("claim_objection", owner)
    answers = Claims(people).papers(owner)
    picture = photos.jpeg(photos.scene(1000, 1400))
    for (paper,) in (answers["business_licence"], answers["letter"]):
        ports().storage.put(f"documents/{paper}/1.jpg", picture, "image/jpeg")
    return cases.submit("claim_objection", answers, owner, uuid4()).case_no


def _task(case_no: str) -> str:
    return f"/association/tasks/{task_of(case_of(case_no)).id}"


def _code(person: Stranger) -> str:
    cards = select(Card.code).where(Card.snapshot["name"].astext == person.name)
    return db.session.execute(cards).scalar_one()
