"""An applicant who has nothing but a phone of 360 pixels."""

from playwright.sync_api import Locator, expect

from tests.journeys.acts import fill_in_registration
from tests.journeys.applying import case_number, fill_in
from tests.journeys.arranging import agency
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.strangers import Strangers


def test_a_broker_registers_applies_and_follows_the_case_on_a_phone(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    phone = welcome(PHONE)
    phone.visit("/")
    phone.press("现在注册", how=Locator.tap, role="link")
    fill_in_registration(phone, person, employer.name)
    phone.press("注册并继续", how=Locator.tap)
    fill_in(phone, person)
    phone.press("提交申请", how=Locator.tap)
    case_no = case_number(phone)

    phone.press("查看办理进度", how=Locator.tap, role="link")

    assert phone.path() == f"/cases/{case_no}"
    assert phone.sees(f"由{employer.name}办理")
    diagram = phone.page.get_by_label("流程图：")
    diagram.scroll_into_view_if_needed()
    expect(diagram.get_by_text("机构审核")).to_be_in_viewport()
    phone.page.get_by_role("button", name="看全图").tap()
    for name in ("提交实名登记", "协会审核"):
        expect(diagram.get_by_text(name, exact=True)).to_be_visible()
