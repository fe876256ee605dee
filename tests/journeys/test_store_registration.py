"""A store registers: under its agency at once, with the association first, by an invitation."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import files
from tests.journeys.applying import attach, submit
from tests.journeys.arranging import Employer, agency, reviewer
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    lists,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_agency_registration import (
    fill_in_agent,
    fill_in_filed,
    fill_in_identity,
    fill_in_papers,
    finish_sign_up,
    is_found,
    licence_number,
)
from tests.journeys.visitor import Visitor
from tests.people import People


@pytest.mark.branch(
    "store_registration",
    "who_reviews>settle_parent",
    "parent_state>parent_confirmation",
    "parent_opinion>approve",
    "approved",
)
def test_a_store_of_the_directory_works_once_its_agency_agreed(
    house: House, welcome: Welcome, strangers: Strangers
):
    parent = agency(house, strangers.company())
    name, mobile = store_name(strangers), strangers.new()
    store, desk, passer_by = welcome(), welcome(), welcome(PHONE)
    file_store(house, name, licence_number(strangers), parent.name)

    sign_up_filed(store, name)
    fill_in_filed_store(store, parent, mobile)
    case_no = submit(store)
    store.visit(f"/cases/{case_no}")
    assert store.sees("待机构确认")
    assert not is_found(passer_by, name), "nobody may choose it before its agency agreed"

    sign_in_at_desk(desk, parent)
    open_task(desk, AGENCY_DESK, name)
    assert not desk.sees("备案目录中，这家门店的所属机构是")
    decide(desk, "approve")

    store.visit(f"/cases/{case_no}")
    assert store.sees("已通过")
    assert is_found(passer_by, name)
    store_desk = welcome()
    sign_in_at_desk(store_desk, Employer(None, name))
    assert store_desk.path().startswith(AGENCY_DESK)


@pytest.mark.branch(
    "store_registration",
    "who_reviews>association_review",
    "association_opinion>settle_parent",
    "parent_opinion>other_parent",
)
def test_a_store_that_is_not_filed_chooses_another_agency_without_a_second_review(
    house: House, welcome: Welcome, strangers: Strangers
):
    first, second = (agency(house, strangers.company()) for _ in range(2))
    name = store_name(strangers)
    store, association, desk, other_desk = (welcome() for _ in range(4))
    case_no = hand_in_unfiled(store, name, first, strangers)
    store.visit(f"/cases/{case_no}")
    assert store.sees("待协会审核")

    sign_in_at_desk(desk, first)
    assert not desk.sees(name), "its agency is asked after the association"
    sign_in_at_association(association, reviewer(house))
    open_task(association, ASSOCIATION_DESK, name)
    decide(association, "approve")
    open_task(desk, AGENCY_DESK, name)
    decide(desk, "refuse", opinion="不是本公司门店。")

    store.visit(f"/cases/{case_no}")
    assert store.sees("不是本公司门店。")
    store.follow("现在填写")
    choose_parent(store, second)
    store.press("提交修改")
    assert not lists(association, ASSOCIATION_DESK, name), "the association has seen it already"
    sign_in_at_desk(other_desk, second)
    open_task(other_desk, AGENCY_DESK, name)
    decide(other_desk, "approve")

    store.visit(f"/cases/{case_no}")
    assert store.sees("已通过")
    assert is_found(welcome(), name)


@pytest.mark.branch("store_registration", "parent_state>invite_parent", "parent_registered")
def test_an_agency_that_is_not_registered_is_invited_registers_and_confirms(
    house: House, welcome: Welcome, strangers: Strangers
):
    parent, number = strangers.company(), licence_number(strangers)
    name, person = store_name(strangers), strangers.new()
    house.arrange(lambda: People().filing(parent, uscc=number).id)
    file_store(house, name, licence_number(strangers), parent)
    store, invited = welcome(PHONE), welcome()
    sign_up_filed(store, name)
    begin(store)
    store.page.get_by_role("radio", name="所属机构未注册，邀请其注册").check()
    store.fill("所属机构名称", parent)
    store.fill("机构联系人手机", person.mobile)
    store.press("下一步")
    finish_filed(store, person)
    case_no = submit(store)
    store.visit(f"/cases/{case_no}")
    assert store.sees("待机构登记")

    link = store.page.get_by_label("邀请链接").input_value()
    invited.visit(link.removeprefix(house.url))
    expect(invited.page.get_by_role("heading", level=1)).to_contain_text(parent)
    invited.follow("注册单位账号")
    invited.follow(re.compile("房地产经纪机构"))
    pick(invited, parent)
    finish_sign_up(invited)
    invited.press("现在开始")
    fill_in_filed(invited, strangers.new())
    submit(invited)
    invited.visit(AGENCY_DESK)
    invited.reload_until(lambda: invited.sees(name))
    open_task(invited, AGENCY_DESK, name)
    decide(invited, "approve")

    store.visit(f"/cases/{case_no}")
    assert store.sees("已通过")
    assert is_found(invited, name)


@pytest.mark.branch(
    "store_registration", "parent_opinion>correct_for_parent", "review_again>settle_parent"
)
@pytest.mark.parametrize("ending", ["approved", "refused"])
def test_an_agency_other_than_the_directorys_reads_so_and_returns_the_choice(
    house: House, welcome: Welcome, strangers: Strangers, ending: str
):
    filed_under, asked = strangers.company(), agency(house, strangers.company())
    name = store_name(strangers)
    file_store(house, name, licence_number(strangers), filed_under)
    store, desk = welcome(), welcome()
    sign_up_filed(store, name)
    fill_in_filed_store(store, asked, strangers.new())
    case_no = submit(store)

    sign_in_at_desk(desk, asked)
    open_task(desk, AGENCY_DESK, name)
    assert desk.sees(f"备案目录中，这家门店的所属机构是“{filed_under}”")
    expect(desk.page.get_by_role("checkbox", name=re.compile("^退回.*门店名称$"))).to_have_count(0)
    decide(desk, "return", returned={"经办人手机": "打不通。"})
    store.visit(f"/cases/{case_no}")
    assert store.sees("打不通。")
    store.follow("现在修改")
    store.fill("经办人手机", strangers.new().mobile)
    store.press("提交修改")

    open_task(desk, AGENCY_DESK, name)
    decide(desk, "approve" if ending == "approved" else "refuse", opinion="见备案目录。")
    store.visit(f"/cases/{case_no}")
    assert store.sees("已通过" if ending == "approved" else "待另选机构")
    assert is_found(welcome(), name) is (ending == "approved")


def test_a_store_whose_licence_has_another_number_is_looked_at_before_its_agency_agrees(
    house: House, welcome: Welcome, strangers: Strangers
):
    parent, name, person = (
        agency(house, strangers.company()),
        store_name(strangers),
        strangers.new(),
    )
    directorys, licences = (licence_number(strangers) for _ in range(2))
    file_store(house, name, directorys, parent.name)
    store, association, desk = welcome(PHONE), welcome(), welcome()
    store.visit("/register")
    store.follow(re.compile("门店"))
    choose_entry(store, name)
    store.page.get_by_role("checkbox", name="号码不符").check()
    finish_sign_up(store)
    store.press("现在开始")
    store.follow("单位信息")

    store.fill("营业执照上的号码", licences)
    fill_in_identity(store)
    choose_parent(store, parent)
    store.press("下一步")
    fill_in_agent(store, person)
    fill_in_papers(store, person)
    submit(store)

    sign_in_at_association(association, reviewer(house))
    open_task(association, ASSOCIATION_DESK, name)
    assert association.sees(directorys)
    assert association.sees(licences)
    decide(association, "approve")
    sign_in_at_desk(desk, parent)
    open_task(desk, AGENCY_DESK, name)
    decide(desk, "approve")
    assert is_found(welcome(), name)


def store_name(strangers: Strangers) -> str:
    """Give the name of a store that does not exist yet."""
    return strangers.company().replace("房地产经纪有限公司", "安居路门店")


def file_store(house: House, name: str, number: str, parent: str) -> None:
    """Write a store into the filing directory."""
    house.arrange(lambda: People().store_filing(name, uscc=number, parent_name=parent).id)


def sign_up_filed(visitor: Visitor, name: str) -> None:
    """Sign up a store of the directory."""
    visitor.visit("/register")
    visitor.follow(re.compile("门店"))
    pick(visitor, name)
    finish_sign_up(visitor)


def pick(visitor: Visitor, name: str) -> None:
    """Choose a name of the directory, and confirm its number."""
    choose_entry(visitor, name)
    visitor.page.get_by_label("已对照营业执照，确认是本公司执照号").check()


def choose_entry(visitor: Visitor, name: str) -> None:
    """Choose a name of the directory."""
    visitor.page.get_by_role("searchbox").press_sequentially(name[2:6])
    visitor.page.get_by_role("button", name=re.compile(name)).click()


def sign_up_unfiled(visitor: Visitor, name: str, number: str) -> None:
    """Sign up a store that is not in the directory."""
    visitor.visit("/register/store")
    visitor.fill("公司名称", name)
    visitor.fill("营业执照号码", number)
    finish_sign_up(visitor)


def fill_in_filed_store(visitor: Visitor, parent: Employer, person: Stranger) -> None:
    """Answer what a store of the directory is asked, up to 检查并提交."""
    begin(visitor)
    choose_parent(visitor, parent)
    visitor.press("下一步")
    finish_filed(visitor, person)


def begin(visitor: Visitor) -> None:
    """Begin the form of a store of the directory, which knows 单位信息."""
    visitor.press("现在开始")
    visitor.follow("继续填写：所属机构")


def choose_parent(visitor: Visitor, parent: Employer) -> None:
    """Answer 所属机构 with an agency that is registered."""
    visitor.page.get_by_role("radio", name="已登记，从名单中选择", exact=True).check()
    search = visitor.page.get_by_role("searchbox", name="按名称查找所属机构")
    search.press_sequentially(parent.name[2:6])
    visitor.page.get_by_label(parent.name, exact=True).check()


def finish_filed(visitor: Visitor, person: Stranger) -> None:
    """Answer what follows 所属机构 for a store of the directory."""
    fill_in_agent(visitor, person)
    attach(visitor, "公司委托书", files.photo("letter.jpg"))
    visitor.press("下一步")
    visitor.page.get_by_role("checkbox", name="经办人本人同意").check()
    visitor.press("保存并检查")


def hand_in_unfiled(visitor: Visitor, name: str, parent: Employer, strangers: Strangers) -> str:
    """Sign up a store that is not in the directory and hand its form in; give the 办件号."""
    sign_up_unfiled(visitor, name, licence_number(strangers))
    visitor.press("现在开始")
    visitor.follow("继续填写：单位信息")
    fill_in_identity(visitor)
    choose_parent(visitor, parent)
    visitor.press("下一步")
    person = strangers.new()
    fill_in_agent(visitor, person)
    fill_in_papers(visitor, person)
    return submit(visitor)
