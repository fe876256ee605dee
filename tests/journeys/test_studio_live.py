"""An administrator looks where the cases stand, and follows one over its diagram."""

import re

from playwright.sync_api import expect

from tests.journeys.arranging import agency, application, reviewer
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import (
    AGENCY_DESK,
    decide,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Strangers

LIVE = "/studio/procedures/practitioner_registration/live"
DRAWN = "[data-diagram][data-drawn]"


def test_the_live_diagram_leads_by_keyboard_to_the_cases_of_a_step(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, employer)
    desk, admin = welcome(), welcome()
    sign_in_at_desk(desk, employer)
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "return", returned={"证书编号": "与证书不一致"})

    sign_in_at_association(admin, reviewer(house, "administrator"))
    admin.visit("/studio/")
    admin.follow("从业人员实名登记")
    admin.follow("运行图")
    expect(admin.page.locator(DRAWN)).to_be_visible()
    step = admin.page.get_by_role("link", name=re.compile("^补正（单位退回），.*件"))
    step.focus()
    with admin.arriving(), admin.page.expect_navigation():
        admin.page.keyboard.press("Enter")

    # Newer ones stand further down a long list.
    while not admin.sees(case_no):
        admin.follow("下一页")
    admin.follow(f"{person.name} {case_no}")
    expect(admin.page.locator(f"{DRAWN} .diagram-gone")).not_to_have_count(0)
    admin.page.get_by_text("走过的路径", exact=True).last.click()
    assert admin.sees("单位意见？ → 补正（单位退回）")


def test_a_click_on_a_drawn_step_does_the_same(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer = agency(house, strangers.company())
    application(house, strangers.new(), employer)
    admin = welcome()
    sign_in_at_association(admin, reviewer(house, "administrator"))
    admin.visit(LIVE)
    expect(admin.page.locator(DRAWN)).to_be_visible()

    shape = admin.page.locator("[data-element-id='agency_review'] > .djs-hit").first
    with admin.arriving(), admin.page.expect_navigation():
        shape.click()

    assert admin.sees("停在“机构审核”的办件")


def test_on_a_phone_the_table_says_what_the_diagram_does(
    house: House, welcome: Welcome, strangers: Strangers
):
    application(house, strangers.new(), agency(house, strangers.company()))
    admin = welcome(PHONE)
    sign_in_at_association(admin, reviewer(house, "administrator"))
    admin.visit(LIVE)

    row = admin.page.get_by_role("row").filter(has_text="机构审核")
    row.get_by_role("link", name=re.compile("^\\d+ 件 机构审核$")).click()

    expect(admin.page.get_by_role("heading", name="停在“机构审核”的办件")).to_be_visible()
    admin.look()
