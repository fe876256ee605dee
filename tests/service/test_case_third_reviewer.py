"""Issue 2: reviewers swapped and a third put in, by XML and form file alone, through HTTP.

The shipped diagram is changed as an administrator would change it, published by the command
line, and run to the end by people in browsers: no line of code knows of the third reviewer.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from service.accounts.opening import open_staff_account
from service.actors import Actor
from service.extensions import db
from service.models import Card, Case, Document, Organisation
from service.ports import ports
from tests import photos
from tests.conftest import Clock, environment_of
from tests.orders import order_of
from tests.people import MOBILE, PASSWORD, People
from tests.procedures import THIRD_FORM, THIRD_NAME, THIRD_POST, write_third
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import case_of, task_of
from tests.stories_of import STORIES
from tests.worker import work_off

HOUSE = Path(__file__).parents[2]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SUBMIT, NEXT = "提交，看下一件", "下一步"


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def broker(people: People, agency: Organisation) -> Actor:
    return people.practitioner(agency=agency)


@pytest.fixture
def publish(database_url: str, tmp_path: Path) -> Callable[[str], None]:
    """Change a shipped diagram and publish it with `mingpai publish`."""

    def publish(procedure: str) -> None:
        folder = tmp_path / "changed"
        folder.mkdir()
        path = write_third(folder, procedure)
        command = [sys.executable, "-c", "from service.cli import main; main()", "publish"]
        subprocess.run(
            [*command, str(path), "--post", f"{THIRD_POST}={THIRD_NAME}"],
            cwd=HOUSE,
            env=os.environ | environment_of(database_url, tmp_path),
            check=True,
        )

    return publish


@pytest.mark.parametrize("procedure", sorted(STORIES))
def test_swapped_and_third_reviewers_run_a_case_to_its_end_through_their_pages(
    app: Flask,
    people: People,
    agency: Organisation,
    clock: Clock,
    publish,
    procedure: str,
):
    story = STORIES[procedure]
    applicant = story.applicant(people, agency)
    publish(procedure)
    people.desk(agency)
    association = desk_of_the_association(app, clock, "reviewer", "association_reviewer")
    third = desk_of_the_association(app, clock, "officer", THIRD_POST)
    desks = {
        "post:association_reviewer": (association, "/association/"),
        f"organisation:{agency.id}": (desk_of(app, agency), "/app_admin/"),
        f"post:{THIRD_POST}": (third, "/association/"),
        **{
            f"post:{post}": (desk_of_the_association(app, clock, post, post), "/association/")
            for post in story.posts
        },
    }

    case = apply(browser_of(app, applicant), procedure, story.answers(people, applicant, agency))
    for form in story.forms:
        task = task_of(case)
        page = take_up(*desks[task.pool], case)
        assert task.form == form
        assert bool(page.page.xpath("//*[@name='archive_no']")) == (form == THIRD_FORM)
        page.press(SUBMIT, **decision_on(form, case))
    keep_portraits()
    work_off(app)

    case = case_of(case.no)
    assert (case.status, case.milestone) == ("completed", story.milestone)
    assert [app.test_client().get(f"/v/{code}").status_code for code in codes()] == (
        [200] * story.cards
    )


def test_the_third_reviewer_returns_a_field_and_the_applicant_corrects_it(
    app: Flask, people: People, agency: Organisation, broker: Actor, clock: Clock, publish
):
    publish("practitioner_registration")
    people.desk(agency)
    association = desk_of_the_association(app, clock, "reviewer", "association_reviewer")
    third = desk_of_the_association(app, clock, "officer", THIRD_POST)
    browser = Browser(app.test_client()).sign_in(MOBILE)
    case = apply(browser, "practitioner_registration", people.registration(broker))
    take_up(association, "/association/", case).press(SUBMIT, decision="approve")
    take_up(desk_of(app, agency), "/app_admin/", case).press(SUBMIT, decision="approve")

    take_up(third, "/association/", case).press(
        SUBMIT,
        verdict="return",
        archive_no="CX-2026-2",
        tick="certificate_issuer",
        **{"returned_fields.certificate_issuer": "请写全称"},
    )

    assert case_of(case.no).milestone == "已退回"
    page = Browser(app.test_client()).sign_in(MOBILE).open(f"/cases/{case.no}")
    assert "请写全称" in page.text()


def apply(page: Browser, procedure: str, answers: Mapping[str, Any]) -> Case:
    """Fill in the applicant's form topic by topic and hand it in."""
    page.open(f"/start/{procedure}").press("现在开始")
    form = page.address
    seen: set[str] = set()
    while ahead := [one for one in topics_of(page.open(form), form) if one not in seen]:
        seen.add(ahead[0])
        page.open(ahead[0])
        asked = {key for key in answers if page.page.xpath("//*[@data-field=$key]", key=key)}
        page.press(NEXT, **{key: _typed(answers[key]) for key in asked})
        assert page.status == 200, (ahead[0], page.texts("//*[@class='field-error']"))
    page.open(f"{form}/check").press(page.texts("//main//button")[-1])
    assert page.address.endswith("/submitted"), page.text()
    return case_of(page.address.split("/")[2])


def topics_of(page: Browser, form: str) -> list[str]:
    """Give the topics of a form that are to be filled in, after what has been answered so far."""
    return [link for link in page.links().values() if link.startswith(f"{form}/Group_")]


def _typed(value: Any) -> Any:
    return "true" if value is True else value


def desk_of(app: Flask, organisation: Organisation) -> Browser:
    """Sign in at an agency's or a store's desk, captcha and all."""
    page = Browser(app.test_client()).open("/app_admin/sign-in")
    form = {"name": organisation.name, "password": PASSWORD, "captcha": "1234"}
    return _signed_in(page, form)


def desk_of_the_association(app: Flask, clock: Clock, login: str, post: str) -> Browser:
    """Sign in as somebody new who holds a post, with a code of the authenticator app."""
    open_staff_account(login, login, PASSWORD, [post], totp_secret=SECRET, seeded=True)
    page = Browser(app.test_client()).open("/association/sign-in")
    code = pyotp.TOTP(SECRET).at(clock())
    return _signed_in(page, {"login_name": login, "password": PASSWORD, "code": code})


def _signed_in(page: Browser, form: dict[str, str]) -> Browser:
    page.press("登录", **form)
    assert "sign-in" not in page.address, page.text()
    return page


def take_up(desk: Browser, inbox: str, case: Case) -> Browser:
    """Open the case's task from the desk's inbox."""
    desk.open(inbox)
    (address,) = {
        link
        for text, link in desk.links().items()
        if link.startswith(f"{inbox}tasks/") and case.subject_name in text
    }
    return desk.open(address)


def decision_on(form: str, case: Case) -> dict[str, str]:
    """Say yes on a form, each as it asks."""
    if form == "card_handover":
        code = order_of(case).pickup_code or ""
        return {"result": "handed", "pickup_code": code, "collector": "张伟"}
    asked_otherwise = {
        THIRD_FORM: {"verdict": "approve", "archive_no": "CX-2026-1"},
        "card_payment": {"receipt_no": "R-0001"},
    }
    return asked_otherwise.get(form, {"decision": "approve"})


def codes() -> list[str]:
    """Give the codes of all cards, as they stand on them."""
    return list(db.session.scalars(select(Card.code)))


def keep_portraits() -> None:
    """Put a picture where the uploads of the factories say that there is one."""
    for document in db.session.scalars(select(Document)):
        for one in document.pages:
            ports().storage.put(one["key"], photos.portrait_jpeg(), "image/jpeg")
