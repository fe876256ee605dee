"""信息变更: a new name, a new mobile, a renamed agency, a store under another agency."""

import pytest
from playwright.sync_api import expect

from tests.journeys import files
from tests.journeys.acts import sign_in
from tests.journeys.applying import attach, submit
from tests.journeys.arranging import agency, reviewer, store
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.insiders import registered
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Strangers
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

START = "/start/change_of_details"


def begin(visitor: Visitor, change: str, *, listed: bool = False) -> None:
    """Begin a change of details and say what changes; stores choose from a list."""
    visitor.visit(START)
    visitor.press("现在开始")
    visitor.follow("继续填写：变更事项")
    if listed:
        visitor.page.get_by_label("变更事项").select_option(label=change)
    else:
        visitor.page.get_by_role("radio", name=change, exact=True).check()
    visitor.press("下一步")


@pytest.mark.branch(
    "change_of_details",
    "who_reviews>agency_review",
    "agency_opinion>association_review",
    "association_opinion>apply",
    "what_follows>draw_card",
    "changed_with_card",
)
def test_a_new_name_is_seen_by_agency_and_association_and_replaces_the_card(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer, staff = strangers.new(), agency(house, strangers.company()), reviewer(house)
    old_code = registered(house, person, employer)
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome()
    sign_in(applicant, person)
    applicant.visit("/management")
    applicant.follow("信息变更")
    begin(applicant, "姓名")
    assert applicant.sees(f"现登记：{person.name}")
    applicant.fill("新姓名", f"{person.name}新")
    attach(applicant, "更名证明", files.small_photo())
    attach(applicant, "新身份证人像面", files.small_photo())
    applicant.press("保存并检查")
    submit(applicant)

    sign_in_at_desk(desk, employer)
    open_task(desk, AGENCY_DESK, person.name)
    expect(desk.page.get_by_text("现登记").first).to_be_visible()
    decide(desk, "approve")
    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, person.name)
    decide(association, "approve")

    public.visit(f"/v/{old_code}")
    assert public.sees("已换发")


@pytest.mark.branch(
    "change_of_details", "who_reviews>apply", "what_follows>tell_old_mobile", "changed_mobile"
)
def test_a_mobile_is_changed_on_a_phone_with_nobodys_review(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, new = strangers.new(), strangers.new()
    registered(house, person, agency(house, strangers.company()))
    phone = welcome(PHONE)
    sign_in(phone, person)
    phone.visit("/account/mobile")
    phone.press("发送验证码")
    phone.fill("短信验证码", house.newest_code(person.mobile))
    phone.press("确认")
    phone.visit("/account/mobile/new")
    phone.fill("新手机号", new.mobile)
    phone.fill("登录密码", PASSWORD)
    phone.press("发送验证码")
    phone.fill("短信验证码", house.newest_code(new.mobile))
    phone.press("确认更换")

    assert phone.sees("已变更")


@pytest.mark.branch(
    "change_of_details", "who_reviews>association_review", "what_follows>changed", "changed"
)
def test_a_renamed_agency_is_decided_by_the_association_and_shown_on_cards(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer, staff = strangers.new(), agency(house, strangers.company()), reviewer(house)
    code = registered(house, person, employer)
    office, association, public = welcome(), welcome(), welcome()
    sign_in_at_desk(office, employer)
    office.follow("本单位信息")
    office.follow("信息变更")
    begin(office, "单位名称")
    office.fill("新名称", f"{employer.name}（新）")
    office.press("下一步")
    attach(office, "新营业执照照片", files.photo("licence.jpg"))
    office.press("保存并检查")
    submit(office)

    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, employer.name)
    decide(association, "approve")

    public.visit(f"/v/{code}")
    assert public.sees(f"{employer.name}（新）")
    office.visit("/organisation")
    assert office.sees("变更历史")


def test_a_stores_new_agency_confirms_before_the_association_decides(
    house: House, welcome: Welcome, strangers: Strangers
):
    old, new = agency(house, strangers.company()), agency(house, strangers.company())
    shop, staff = store(house, old, f"{old.name[2:6]}一店"), reviewer(house)
    office, parent, association = welcome(), welcome(), welcome()
    sign_in_at_desk(office, shop)
    begin(office, "所属机构", listed=True)
    office.page.get_by_role("searchbox").press_sequentially(new.name[2:6])
    office.page.get_by_label(new.name, exact=True).check()
    attach(office, "归属协议", files.small_photo())
    office.press("保存并检查")
    submit(office)

    sign_in_at_desk(parent, new)
    open_task(parent, AGENCY_DESK, shop.name)
    decide(parent, "approve")
    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, shop.name)
    decide(association, "approve")

    office.visit("/organisation")
    assert office.sees(new.name)
