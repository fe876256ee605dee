"""我要入职: an agency that is registered, one that refuses, one that has to be invited."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import files
from tests.journeys.applying import ARRIVAL_MS, attach, case_number, choose_files, files_of, submit
from tests.journeys.arranging import Employer, agency, store, wake
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    come_in,
    of_association,
    of_desk,
    of_person,
    registered,
    registered_as,
)
from tests.journeys.leaving_and_joining import in_force, inviting, joining, left, pick
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    open_task,
)
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_agency_registration import (
    fill_in_filed,
    finish_sign_up,
    licence_number,
    pick_from_directory,
)
from tests.journeys.test_resignation import begin as begin_leaving
from tests.journeys.test_resignation import confirm as confirm_leaving
from tests.journeys.visitor import Visitor
from tests.people import People

LISTED = "已登记，从名单中选择"
LAPSED = timedelta(days=31)


def leave(applicant: Visitor, association: Visitor, person: Stranger) -> None:
    """Resign, and let the association approve it."""
    applicant.visit("/start/resignation")
    begin_leaving(applicant, "出具了")
    attach(applicant, "离职证明", files.small_photo())
    confirm_leaving(applicant)
    come_in(association, of_association(association.house))
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")


def begin(visitor: Visitor, listed: str) -> None:
    """Begin 我要入职 from the menu, and say whether the employer is registered."""
    visitor.visit("/management")
    visitor.follow("我要入职")
    visitor.press("现在开始")
    visitor.follow("继续填写：入职单位")
    visitor.page.get_by_role("radio", name=listed, exact=True).check()


def choose_another(visitor: Visitor, employer: Employer) -> None:
    """Answer 另选单位 with an agency of the list and the contract with it."""
    visitor.follow("现在填写")
    visitor.page.get_by_role("radio", name=LISTED, exact=True).check()
    pick(visitor, "入职机构", employer.name)
    visitor.fill("入职日期", "2026-12-01")
    choose_files(visitor, "劳动合同", files.contract(2))
    ready = files_of(visitor, "劳动合同").get_by_text("已就绪")
    expect(ready).to_have_count(1, timeout=ARRIVAL_MS)  # The old contract named the other one.
    visitor.press("提交修改")


def confirm_at_both_desks(
    house: House, desk: Visitor, association: Visitor, employer: Employer, person: Stranger
) -> None:
    """Let the employer confirm and the association approve."""
    come_in(desk, of_desk(house, employer))
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "approve")
    come_in(association, of_association(house))
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")


def confirm(visitor: Visitor) -> str:
    """Go on to the contract and hand it in; give the 办件号."""
    visitor.press("下一步")
    visitor.fill("入职日期", "2026-12-01")
    attach(visitor, "劳动合同", files.contract(1))
    visitor.press("保存并检查")
    visitor.press("确认入职")
    return case_number(visitor)


@pytest.mark.branch(
    "onboarding",
    "employer_known>own_employer",
    "own_employer>agency_review",
    "agency_opinion>association_review",
    "association_opinion>begin_employment",
    "card_issued>draw_card",
    "employed",
)
def test_somebody_leaves_joins_another_agency_and_carries_a_new_card(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    former, next_one = agency(house, strangers.company()), agency(house, strangers.company())
    old_code = registered(house, person, former)
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome()
    come_in(applicant, of_person(house, person))
    applicant.visit("/start/onboarding")
    assert applicant.sees("请先办理离职")
    leave(applicant, association, person)

    begin(applicant, LISTED)
    pick(applicant, "入职机构", next_one.name)
    confirm(applicant)
    come_in(desk, of_desk(house, next_one))
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "approve")
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    applicant.visit("/management")
    assert applicant.sees("在职")
    public.visit(f"/v/{old_code}")
    assert public.page.get_by_role("heading", level=1).inner_text() == "该卡已换发"


def test_whoever_picks_a_store_is_confirmed_by_its_agency_and_public_there(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    shop = store(house, employer, f"{employer.name}环翠店")
    old_code = left(house, person, agency(house, strangers.company()))
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome(PHONE)
    come_in(applicant, of_person(house, person))
    begin(applicant, LISTED)
    pick(applicant, "入职机构", employer.name)
    pick(applicant, "入职门店", shop.name)
    case_no = confirm(applicant)
    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("入职待机构确认")

    confirm_at_both_desks(house, desk, association, employer, person)

    code = in_force(house, person)
    applicant.visit("/my-card")
    assert applicant.sees("有效")
    public.visit(f"/v/{code}")
    assert public.sees(employer.name)
    assert public.sees(shop.name)
    public.visit(f"/v/{old_code}")
    assert public.sees("该卡已换发")


@pytest.mark.branch("onboarding", "employer_known>text_invited", "employer_came")
def test_an_invited_employer_registers_and_confirms_whoever_invited_it(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, name, number = strangers.new(), strangers.company(), licence_number(strangers)
    house.arrange(lambda: People().filing(name, uscc=number).id)
    left(house, person, agency(house, strangers.company()))
    typed = {"employer_listed": "no", "typed_kind": "agency", "employer_name": name}
    case_no = joining(house, person, **typed)
    applicant, invited, association, public = welcome(), welcome(), welcome(), welcome(PHONE)
    come_in(applicant, of_person(house, person))
    applicant.visit(f"/cases/{case_no}")
    link = applicant.page.get_by_label("邀请链接").input_value()

    invited.visit(link.removeprefix(house.url))
    invited.follow("注册单位账号")
    pick_from_directory(invited, name)
    invited.page.get_by_label("已对照营业执照，确认是本公司执照号").check()
    finish_sign_up(invited)
    invited.press("现在开始")
    fill_in_filed(invited, strangers.new())
    submit(invited)

    applicant.visit(f"/cases/{case_no}")
    applicant.reload_until(lambda: applicant.sees("入职待机构确认"))
    employer = registered_as(house, name)
    confirm_at_both_desks(house, welcome(), association, employer, person)
    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(name)


@pytest.mark.branch("onboarding", "agency_opinion>choose_after_refusal")
def test_whoever_an_employer_refuses_joins_another_one(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, first, second = strangers.new(), strangers.company(), strangers.company()
    refusing, taking = agency(house, first), agency(house, second)
    left(house, person, agency(house, strangers.company()))
    case_no = joining(house, person, agency=str(refusing.id))
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome(PHONE)
    come_in(desk, of_desk(house, refusing))
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "refuse", opinion="没有与本公司签过合同。")

    come_in(applicant, of_person(house, person))
    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("没有与本公司签过合同。")
    choose_another(applicant, taking)

    confirm_at_both_desks(house, welcome(), association, taking, person)
    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(taking.name)


@pytest.mark.branch("onboarding", "day_30")
def test_whose_invitation_lapsed_joins_another_employer_on_a_phone(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, taking = strangers.new(), agency(house, strangers.company())
    left(house, person, agency(house, strangers.company()))
    typed = {"employer_listed": "no", "typed_kind": "agency", "employer_name": strangers.company()}
    case_no = inviting(house, person, start_date="2026-12-01", earlier=LAPSED, **typed)
    phone, association, public = welcome(PHONE), welcome(), welcome(PHONE)
    come_in(phone, of_person(house, person))

    wake(house, case_no)
    phone.visit(f"/cases/{case_no}")
    phone.reload_until(lambda: phone.sees("待另选单位"))
    choose_another(phone, taking)

    confirm_at_both_desks(house, welcome(), association, taking, person)
    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(taking.name)


def test_an_employer_that_is_not_registered_is_invited_on_a_phone(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    registered(house, person, agency(house, strangers.company()))
    phone, association, invited = welcome(PHONE), welcome(), welcome()
    come_in(phone, of_person(house, person))
    leave(phone, association, person)
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
