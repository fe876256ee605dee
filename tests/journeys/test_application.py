"""实名登记: filled in with what phones make, left, found again elsewhere, handed in once."""

from playwright.sync_api import expect

from tests.journeys.acts import register, sign_in
from tests.journeys.applying import (
    AS_PHONES_MAKE_THEM,
    begin,
    case_number,
    files_of,
    fill_in,
    fill_in_identity,
    fill_in_the_rest,
)
from tests.journeys.arranging import agency
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.strangers import Strangers


def test_a_form_begun_on_the_phone_is_finished_on_the_pc_without_typing_twice(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, phone = strangers.new(), welcome(PHONE)
    register(phone, person, agency(house, strangers.company()).name)
    begin(phone)
    fill_in_identity(phone, person, AS_PHONES_MAKE_THEM)
    # Nothing is pressed: the draft saves itself.
    expect(phone.page.get_by_text("已保存")).to_be_visible()
    phone.close()

    pc = welcome()
    sign_in(pc, person)
    pc.visit("/cases")
    pc.follow("从业人员实名登记")
    pc.follow("本人身份")

    expect(pc.field("身份证号")).to_have_value(person.id_number)
    expect(pc.page.get_by_label(person.gender, exact=True)).to_be_checked()
    expect(files_of(pc, "身份证人像面").get_by_text("身份证正面.jpg")).to_be_visible()
    pc.press("下一步")
    fill_in_the_rest(pc, person, AS_PHONES_MAKE_THEM)
    assert person.id_number not in pc.text()
    pc.press("提交申请")
    assert pc.sees(case_number(pc))


def test_a_double_click_on_submit_makes_one_case(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, visitor = strangers.new(), welcome()
    register(visitor, person, agency(house, strangers.company()).name)
    with visitor.page.expect_request(lambda sent: "asked=" in sent.url) as poll:
        fill_in(visitor, person)
    assert poll.value.headers["x-unattended"] == "1"  # Else a page left open never signed out.

    visitor.press_twice("提交申请", to="/submitted")

    visitor.visit("/cases")
    listed = visitor.page.get_by_role("link", name="从业人员实名登记", exact=True)
    expect(listed).to_have_count(1)
