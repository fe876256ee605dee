"""A number typed into the registration form that the directory holds: offered, taken, denied."""

import pytest
from flask import Flask
from sqlalchemy import select

from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Organisation, OrganisationKind
from tests.people import OTHER_USCC, USCC, People
from tests.service.browsing import Browser
from tests.service.desks import browser_of, post
from tests.stories import submit, task_of

PROCEDURE = "agency_registration"
NAME = "威海安居房地产经纪有限公司"
TYPED = "威海安居"
OFFER = "该号码在备案目录中"
NEXT = "下一步"


@pytest.fixture
def desk(people: People) -> Actor:
    """The account of an agency that typed another number when it signed up."""
    return people.draft(name=TYPED, uscc=OTHER_USCC)


@pytest.fixture
def page(app: Flask, desk: Actor) -> Browser:
    """Its browser at the first topic, which asks for the number."""
    cases.begin_filling(PROCEDURE, desk)
    browser = browser_of(app, desk)
    return browser.open(browser.open(f"/apply/{PROCEDURE}").links()["单位信息"])


def organisation_of(desk: Actor) -> Organisation:
    query = select(Organisation).where(Organisation.id == desk.organisation_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def draft_of(desk: Actor) -> dict:
    filling = cases.find_filling(PROCEDURE, desk)
    assert filling is not None
    return dict(filling.answers)


def type_number(page: Browser, uscc: str = USCC) -> Browser:
    return page.press(NEXT, uscc=uscc, region="371082")


def test_typed_number_of_the_directory_is_offered_the_filed_way(page: Browser, people: People):
    people.filing()

    type_number(page)

    assert page.status == 422
    assert OFFER in page.text()
    assert NAME in page.text()


def test_taking_the_offer_keeps_everything_that_was_typed(
    page: Browser, desk: Actor, people: People
):
    filing = people.filing()
    filled = draft_of(desk) | {"address": "威海市环翠区新威路 1 号", "agent_name": "王芳"}
    cases.save_filling(
        cases.find_filling(PROCEDURE, desk).with_answers(filled, filled),  # type: ignore[union-attr]
        desk,
    )
    page.open(page.address)
    type_number(page)

    page.press("是本单位，按备案办理")

    assert organisation_of(desk).filing_id == filing.id
    kept = draft_of(desk)
    assert (kept["name"], kept["uscc"]) == (NAME, USCC)
    assert (kept["region"], kept["agent_name"]) == ("371082", "王芳")
    assert kept["address"] == "威海市环翠区新威路 1 号", "Whoever changes their mind has it still."
    assert page.page.xpath("//input[@name='uscc']/@readonly")
    assert "实名登记" not in page.texts("//aside//a")


def test_agency_that_took_the_offer_passes_at_once(page: Browser, desk: Actor, people: People):
    people.filing()
    type_number(page).press("是本单位，按备案办理")

    case = submit(people, desk, procedure=PROCEDURE)

    assert case.milestone == "已通过"


def test_denying_the_entry_goes_on_unfiled_and_is_not_asked_again(
    page: Browser, desk: Actor, people: People
):
    people.filing()
    type_number(page)

    page.press("不是本单位，继续按未备案办理")
    page.press(NEXT)

    assert organisation_of(desk).filing_id is None
    assert page.status == 200
    assert "经办人" in page.text()


def test_reviewer_reads_which_entry_has_the_number_and_that_it_was_denied(
    app: Flask, page: Browser, desk: Actor, people: People
):
    people.filing()
    type_number(page).press("不是本单位，继续按未备案办理")
    case = submit(people, desk, procedure=PROCEDURE, uscc=USCC)

    said = browser_of(app, people.reviewer()).open(f"/association/tasks/{task_of(case).id}").text()

    assert f"备案目录中同号的单位 {NAME} 申请人说不是本单位" in said


def test_entry_that_somebody_has_registered_is_not_taken_and_nothing_is_lost(
    page: Browser, desk: Actor, people: People
):
    filing = people.filing()
    type_number(page)
    people.agency(NAME, filing_id=filing.id, uscc=USCC)

    page.press("是本单位，按备案办理")

    assert page.status == 422
    assert "提出异议" in page.error_of("uscc")
    assert organisation_of(desk).filing_id is None
    assert draft_of(desk)["name"] == TYPED


def test_number_of_a_filed_store_is_not_offered_to_an_agency(page: Browser, people: People):
    people.filing("安居鲸园店", kind=OrganisationKind.STORE)

    type_number(page)

    assert OFFER not in page.text()


def test_last_page_offers_it_to_whoever_went_past(page: Browser, desk: Actor, people: People):
    people.filing()
    type_number(page)

    page.open(f"/apply/{PROCEDURE}/check")
    page.open(page.links()["选择按备案办理，或说明不是本单位"])

    assert OFFER in page.text()


def test_whoever_picked_the_wrong_entry_goes_on_unfiled(app: Flask, people: People):
    filing = people.filing()
    desk = people.draft(filing)
    cases.begin_filling(PROCEDURE, desk)
    page = browser_of(app, desk)
    page.open(page.open(f"/apply/{PROCEDURE}").links()["单位信息"])

    page.press("改按未备案办理")

    own = organisation_of(desk)
    assert (own.filing_id, own.denied_filing_id) == (None, filing.id)
    assert not page.page.xpath("//input[@name='name']/@readonly")


def test_an_id_that_is_no_entry_is_not_found(page: Browser, app: Flask, desk: Actor):
    answer = post(browser_of(app, desk), page.address, pick_filing=str(desk.account_id), version=2)

    assert answer.status_code in (404, 409)


# -- when signing up -----------------------------------------------------------------------


def test_number_that_differs_is_said_when_signing_up_and_asked_for_in_the_form(
    app: Flask, people: People
):
    filing = people.filing()
    browser = Browser(app.test_client())
    browser.open(f"/register/agency?pick={filing.id}")

    browser.press("注册并继续", differs="true", password="Mingpai-2026", captcha="1234")

    own = db.session.scalars(select(Organisation)).one()
    assert (own.filing_id, own.number_differs) == (filing.id, True)
    browser.press("现在开始").open(f"/apply/{PROCEDURE}")
    browser.open(browser.links()["单位信息"])
    assert browser.page.xpath("//input[@name='uscc_differs']/@checked")
    assert not browser.page.xpath("//*[@data-question='licence_uscc']/@hidden")


def test_whoever_says_both_that_it_is_and_that_it_is_not_is_asked_again(app: Flask, people: People):
    filing = people.filing()
    browser = Browser(app.test_client()).open(f"/register/agency?pick={filing.id}")

    browser.press(
        "注册并继续", differs="true", confirmed="true", password="Mingpai-2026", captcha="1234"
    )

    assert browser.status == 422
    assert "号码不符" in browser.error_of("confirmed")
