"""用户注册, 手机验证 and 登录."""

from tests.journeys.acts import register, sign_in
from tests.journeys.arranging import agency
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.strangers import Strangers


def test_a_broker_registers_and_goes_straight_to_the_real_name_form(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer = agency(house, strangers.company())
    visitor, person = welcome(), strangers.new()

    register(visitor, person, employer.name)

    assert visitor.path() == "/start/practitioner_registration"
    assert person.name in visitor.page.get_by_role("banner").inner_text()


def test_the_code_sent_to_the_mobile_verifies_it(
    house: House, welcome: Welcome, strangers: Strangers
):
    visitor, person = welcome(), strangers.new()
    register(visitor, person, agency(house, strangers.company()).name)

    visitor.visit("/account/mobile")
    visitor.press("发送验证码")
    visitor.fill("短信验证码", house.newest_code(person.mobile))
    visitor.press("确认")

    assert visitor.path() == "/management"
    assert visitor.sees("已验证")


def test_whoever_registered_signs_in_by_mobile_on_another_device(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    register(welcome(), person, agency(house, strangers.company()).name)
    elsewhere = welcome()

    sign_in(elsewhere, person)

    assert elsewhere.path() == "/management"
