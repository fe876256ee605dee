"""我要入职: an agency that is registered, one that refuses, one that has to be invited."""

from playwright.sync_api import expect

from tests.journeys import files
from tests.journeys.acts import sign_in
from tests.journeys.applying import attach, case_number
from tests.journeys.arranging import Staff, agency, reviewer
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_change_of_details import registered
from tests.journeys.test_resignation import begin as begin_leaving
from tests.journeys.test_resignation import confirm as confirm_leaving
from tests.journeys.visitor import Visitor


def leave(applicant: Visitor, association: Visitor, person: Stranger, staff: Staff) -> None:
    """Resign, and let the association approve it."""
    applicant.visit("/start/resignation")
    begin_leaving(applicant, "出具了")
    attach(applicant, "离职证明", files.small_photo())
    confirm_leaving(applicant)
    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")


def begin(visitor: Visitor, listed: str) -> None:
    """Begin 我要入职 from the menu, and say whether the employer is registered."""
    visitor.visit("/management")
    visitor.follow("我要入职")
    visitor.press("现在开始")
    visitor.follow("继续填写：入职单位")
    visitor.page.get_by_role("radio", name=listed, exact=True).check()


def confirm(visitor: Visitor) -> str:
    """Go on to the contract and hand it in; give the 办件号."""
    visitor.press("下一步")
    visitor.fill("入职日期", "2026-12-01")
    attach(visitor, "劳动合同", files.contract(1))
    visitor.press("保存并检查")
    visitor.press("确认入职")
    return case_number(visitor)


def test_somebody_leaves_joins_another_agency_and_carries_a_new_card(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, staff = strangers.new(), reviewer(house)
    former, next_one = agency(house, strangers.company()), agency(house, strangers.company())
    old_code = registered(house, person, former)
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome()
    sign_in(applicant, person)
    applicant.visit("/start/onboarding")
    assert applicant.sees("请先办理离职")
    leave(applicant, association, person, staff)

    begin(applicant, "已登记，从名单中选择")
    search = applicant.page.get_by_role("searchbox", name="按名称查找入职机构")
    search.press_sequentially(next_one.name[2:6])
    applicant.page.get_by_label(next_one.name, exact=True).check()
    confirm(applicant)
    sign_in_at_desk(desk, next_one)
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "approve")
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    applicant.visit("/management")
    assert applicant.sees("在职")
    public.visit(f"/v/{old_code}")
    assert public.page.get_by_role("heading", level=1).inner_text() == "该卡已换发"


def test_an_employer_that_is_not_registered_is_invited_on_a_phone(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, staff = strangers.new(), reviewer(house)
    registered(house, person, agency(house, strangers.company()))
    phone, association, invited = welcome(PHONE), welcome(), welcome()
    sign_in(phone, person)
    leave(phone, association, person, staff)
    name = strangers.company()

    begin(phone, "名单中没有，填写名称并邀请单位登记")
    phone.page.get_by_role("radio", name="机构（公司）", exact=True).check()
    phone.fill("单位名称", name)
    case_no = confirm(phone)

    phone.visit(f"/cases/{case_no}")
    assert phone.sees("待单位登记")
    link = phone.page.get_by_label("邀请链接").input_value()
    invited.visit(link.removeprefix(house.url))
    expect(invited.page.get_by_role("heading", level=1)).to_contain_text(name)
    invited.follow("注册单位账号")
