"""信息变更 beside the straight way: every kind of change, and every way in which one ends."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload

from service.models import Category
from tests.changes import answers_for
from tests.journeys import files
from tests.journeys.applying import ISSUER, attach, submit
from tests.journeys.arranging import Employer, agency, store, wake
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    come_in,
    handed_in,
    of_association,
    of_desk,
    of_person,
    registered,
)
from tests.journeys.leaving_and_joining import in_force
from tests.journeys.reviewing import AGENCY_DESK, ASSOCIATION_DESK, decide, open_task
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_agency_registration import licence_number
from tests.journeys.test_card_orders_ended import ordered
from tests.journeys.test_change_of_details import begin
from tests.journeys.visitor import Visitor
from tests.orders import newest_card
from tests.people import People
from tests.stories import case_of


def hand_in_change(
    house: House,
    person: Stranger,
    change: str,
    *,
    earlier: timedelta = timedelta(0),
    **answers: str,
) -> str:
    """Let somebody ask for a change, and give the 办件号."""
    return handed_in(
        house,
        "change_of_details",
        of_person(house, person),
        earlier=earlier,
        complete=lambda actor: answers_for(People(), actor, change, **answers),
    )


def fill_in_certificate(visitor: Visitor, number: str) -> None:
    """Answer 资格证书 and hand the change in."""
    attach(visitor, "新证书", files.small_photo())
    visitor.fill("新证书编号", number)
    visitor.fill("新证书机构名称", ISSUER)
    visitor.press("保存并检查")


def approve_at_both_desks(desk: Visitor, association: Visitor, person: Stranger) -> None:
    """Let the employer and then the association approve what somebody asks for."""
    for visitor, place in ((desk, AGENCY_DESK), (association, ASSOCIATION_DESK)):
        open_task(visitor, place, person)
        decide(visitor, "approve")


def come_to_their_desks(
    house: House, employer: Employer, desk: Visitor, association: Visitor
) -> None:
    """Let an employer and the association be signed in."""
    come_in(desk, of_desk(house, employer))
    come_in(association, of_association(house))


@pytest.mark.branch("change_of_details", "agency_opinion>correct", "association_opinion>correct")
def test_a_certificate_is_returned_by_both_and_comes_back_to_whoever_returned_it(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    old_code = registered(house, person, employer)
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(applicant, of_person(house, person))
    come_to_their_desks(house, employer, desk, association)
    begin(applicant, "资格证书")
    fill_in_certificate(applicant, strangers.new().certificate_number)
    case_no = submit(applicant)

    for visitor, place in ((desk, AGENCY_DESK), (association, ASSOCIATION_DESK)):
        open_task(visitor, place, person)
        decide(visitor, "return", returned={"新证书编号": "与照片不一致。"})
        applicant.visit(f"/cases/{case_no}")
        assert applicant.sees("与照片不一致。")
        applicant.follow("现在修改")
        applicant.fill("新证书编号", strangers.new().certificate_number)
        applicant.press("提交修改")
        open_task(visitor, place, person)
        decide(visitor, "approve")

    code = in_force(house, person)
    applicant.visit(f"/v/{old_code}")
    assert applicant.sees("该卡已换发")
    applicant.visit(f"/v/{code}")
    assert applicant.sees("有效")


@pytest.mark.branch("card_making", "card_changed")
def test_whoever_rises_keeps_the_number_and_is_handed_the_new_card(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    old_code = registered(house, person, employer, category=Category.ASSISTANT)
    order = ordered(house, person, "paid")
    applicant, desk, association, maker = (welcome() for _ in range(4))
    come_in(applicant, of_person(house, person))
    come_to_their_desks(house, employer, desk, association)
    applicant.visit(f"/v/{old_code}")
    practice_no = practice_number(applicant)
    begin(applicant, "类别升级")
    applicant.page.get_by_role("radio", name="经纪人", exact=True).check()
    fill_in_certificate(applicant, strangers.new().certificate_number)
    submit(applicant)

    approve_at_both_desks(desk, association, person)

    code = in_force(house, person)
    house.wait_until(lambda: newest_card(case_of(order)).code == code)
    come_in(maker, of_association(house, "card_maker"))
    open_task(maker, ASSOCIATION_DESK, person)
    decide(maker, "approve")
    applicant.visit(f"/v/{code}")
    assert applicant.page.get_by_text("房地产经纪人", exact=True).is_visible()
    assert practice_number(applicant) == practice_no
    applicant.visit(f"/v/{old_code}")
    assert applicant.sees("该卡已换发")


def practice_number(visitor: Visitor) -> str:
    """Read the 从业编号 off a public page."""
    row = visitor.page.locator(".sheet-row", has_text="从业编号")
    return row.get_by_role("definition").inner_text()


PHOTO = files.small_photo()
Page = Mapping[str, str | bool | FilePayload]
"""One topic of the form: by its label what is typed, ticked or attached."""


def fill_in(visitor: Visitor, *pages: Page) -> str:
    """Answer topic by topic and hand it in; give the 办件号."""
    for number, page in enumerate(pages, start=1):
        for label, value in page.items():
            answer(visitor, label, value)
        visitor.press("下一步" if number < len(pages) else "保存并检查")
    return submit(visitor)


def answer(visitor: Visitor, label: str, value: str | bool | FilePayload) -> None:
    """Answer one question."""
    if isinstance(value, bool):
        visitor.page.get_by_role("checkbox", name=label).set_checked(value)
    elif isinstance(value, str):
        visitor.fill(label, value)
    else:
        attach(visitor, label, value)


def changes(number: str, legal: Stranger, agent: Stranger) -> dict[str, tuple[Page, ...]]:
    """Give the answers to every change of an agency on which the association decides."""
    licence = {"新营业执照照片": PHOTO}
    return {
        "营业执照号码": ({"新营业执照号码": number}, licence),
        "法人": (
            {
                "新法人姓名": legal.name,
                "新法人身份证号": legal.id_number,
                "新法人身份证人像面": PHOTO,
                "新法人身份证国徽面": PHOTO,
                "载有新法人的营业执照照片": PHOTO,
                "法人本人单独同意": True,
            },
        ),
        "经办人": (
            {
                "新经办人姓名": agent.name,
                "新经办人手机": agent.mobile,
                "公司委托书": PHOTO,
                "经办人本人同意": True,
            },
        ),
        "营业执照延期": ({"新的有效期至": "2046-01-31"}, licence),
        "备案延续": (
            {"备案证号": f"威房经备{number[-6:]}", "新的有效期至": "2029-06-30", "备案证明": PHOTO},
        ),
    }


def test_whatever_changes_of_an_agency_is_decided_by_the_association(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, number = strangers.new(), licence_number(strangers)
    employer = agency(house, strangers.company(), filed=licence_number(strangers))
    code = registered(house, person, employer)
    office, association = welcome(), welcome()
    come_to_their_desks(house, employer, office, association)
    legal, agent = strangers.new(), strangers.new()

    for change, pages in changes(number, legal, agent).items():
        begin(office, change)
        fill_in(office, *pages)
        open_task(association, ASSOCIATION_DESK, employer)
        decide(association, "approve")

    office.visit("/organisation")
    for shown in (number, legal.name, agent.name, "2046年1月31日", "2029年6月30日"):
        assert office.sees(shown)
    office.visit(f"/v/{code}")
    assert office.sees(employer.name)
    assert office.sees("有效")


@pytest.mark.branch("change_of_details", "association_opinion>release", "refused")
def test_whoever_the_association_refuses_finds_the_words_again_and_shows_a_better_picture(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer, number = agency(house, strangers.company()), licence_number(strangers)
    office, association = welcome(), welcome()
    come_to_their_desks(house, employer, office, association)
    begin(office, "营业执照号码")
    case_no = fill_in(office, {"新营业执照号码": number}, {"新营业执照照片": PHOTO})
    open_task(association, ASSOCIATION_DESK, employer)
    decide(association, "refuse", opinion="执照照片看不清。")
    office.visit(f"/cases/{case_no}")
    assert office.sees("执照照片看不清。")

    office.follow("重新申请")
    office.press("现在开始")
    office.follow("继续填写：营业执照")
    fill_in(office, {"新营业执照照片": PHOTO})
    open_task(association, ASSOCIATION_DESK, employer)
    decide(association, "approve")

    office.visit("/organisation")
    assert office.sees(number)


def test_a_new_address_is_written_at_once_and_nobody_is_asked(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer, office = agency(house, strangers.company()), welcome()
    come_in(office, of_desk(house, employer))
    begin(office, "经营地址")
    office.field("所在区域").select_option("371083")
    office.fill("新经营地址", "乳山市商业街 18 号")
    office.press("下一步")
    attach(office, "新营业执照照片", PHOTO)
    office.press("保存并检查")
    submit(office)

    assert office.sees("已变更")
    office.visit("/organisation")
    assert office.sees("乳山市商业街 18 号")


@pytest.mark.branch("change_of_details", "agency_opinion>release")
def test_a_store_stays_where_it_is_when_the_new_agency_refuses(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, old, new = strangers.new(), *(agency(house, strangers.company()) for _ in range(2))
    shop = store(house, old, f"{old.name[2:6]}二店")
    code = registered(house, person, shop)
    asking = of_desk(house, shop)
    case_no = handed_in(
        house,
        "change_of_details",
        asking,
        complete=lambda actor: answers_for(People(), actor, "parent", parent=str(new.id)),
    )
    office, desk = welcome(), welcome()
    come_in(desk, of_desk(house, new))
    open_task(desk, AGENCY_DESK, shop)
    decide(desk, "refuse", opinion="没有与该门店签过协议。")

    come_in(office, asking)
    office.visit(f"/cases/{case_no}")
    assert office.sees("没有与该门店签过协议。")
    office.visit(f"/v/{code}")
    assert office.sees(old.name)
    assert office.sees(shop.name)


@pytest.mark.branch("change_of_details", "withdrawn")
def test_a_change_that_is_taken_back_leaves_the_card_as_it_was(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, applicant = strangers.new(), welcome()
    code = registered(house, person, agency(house, strangers.company()))
    case_no = hand_in_change(house, person, "name", new_name=f"{person.name}新")
    come_in(applicant, of_person(house, person))

    applicant.visit(f"/cases/{case_no}/withdraw")
    applicant.press("确定撤回")

    applicant.visit(f"/v/{code}")
    assert applicant.sees("有效")
    assert applicant.page.get_by_text(person.name, exact=True).is_visible()


@pytest.mark.branch("change_of_details", "agency_reminder_3", "agency_reminder_5", "agency_silent")
def test_the_association_decides_alone_when_the_agency_lets_a_change_lie(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    long_ago = timedelta(days=30)
    old_code = registered(house, person, employer, earlier=long_ago)
    case_no = hand_in_change(house, person, "certificate", earlier=long_ago)
    desk, association = welcome(), welcome()
    come_to_their_desks(house, employer, desk, association)

    wake(house, case_no)
    desk.visit("/notices")
    desk.reload_until(lambda: desk.sees(f"{person.name}的申请（办件号 {case_no}）正在等待办理"))
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    in_force(house, person)
    association.visit(f"/v/{old_code}")
    assert association.sees("该卡已换发")
