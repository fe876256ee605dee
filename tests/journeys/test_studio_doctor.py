"""An administrator repairs card jobs that failed for good, alone where nothing is decided anew."""

import re
from uuid import UUID

from playwright.sync_api import expect

from service import cases
from service.extensions import db
from service.models import Document, Organisation
from service.ports import ports
from tests.journeys.acts import sign_in
from tests.journeys.arranging import Employer, agency, application, draw_pages, reviewer
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import sign_in_at_association
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.stories import case_of, decide

CAUSE = "形象照文件无法读取"


def registered_without_portrait(house: House, employer: Employer, person: Stranger) -> str:
    """Let both approve somebody whose portrait is gone from the store; give the 办件号."""
    case_no = application(house, person, employer)

    def lose_and_approve() -> None:
        (portrait,) = cases.read_latest_answers(case_of(case_no))["portrait"]
        document = db.session.get_one(Document, UUID(portrait))
        ports().storage.delete(document.pages[0]["key"])
        people = People()
        desk = people.desk(db.session.get_one(Organisation, employer.id))
        decide(case_of(case_no), desk, "approve")
        decide(case_of(case_no), people.reviewer(), "approve")

    house.arrange(lose_and_approve)
    return case_no


def bring_portrait_back(house: House, case_no: str) -> None:
    """Put the picture where it was, as the operator does from the backup."""
    house.arrange(lambda: draw_pages(cases.read_latest_answers(case_of(case_no))))


def status_of(house: House, case_no: str) -> str:
    """Read how the engine calls the case."""
    return house.arrange(lambda: str(case_of(case_no).status))


def open_doctor(visitor: Visitor, case_no: str) -> None:
    """Come from the list of what failed to the case's own page."""
    visitor.visit("/association/incidents")
    visitor.reload_until(lambda: visitor.sees(case_no))
    visitor.follow(re.compile(f"诊断 {case_no}"))


def test_an_administrator_skips_a_card_job_that_fails_for_good_and_a_second_one_confirms(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = registered_without_portrait(house, employer, person)
    author, second, applicant = welcome(), welcome(), welcome(PHONE)
    me = reviewer(house, "administrator")
    sign_in_at_association(author, me)

    open_doctor(author, case_no)
    assert author.sees(CAUSE)
    author.press("重试 制作信息卡图片（正反两面）")
    author.reload_until(lambda: author.sees("失败 2 次"))

    # Trying again does not help: the step is left out, and the page says what that means.
    author.page.get_by_role("radio", name="跳过这一步").check()
    author.field("哪一步").select_option("制作信息卡图片")
    author.fill("原因", "形象照已丢失，本人到窗口补办信息卡")
    author.press("预览")
    assert author.sees("办件将结束。")
    author.press("提出处置")
    expect(author.page.get_by_role("button", name="复核并执行")).to_have_count(0)
    assert status_of(house, case_no) == "open"

    sign_in_at_association(second, reviewer(house, "administrator"))
    second.visit(f"/studio/doctor/{case_no}")
    assert second.sees("形象照已丢失，本人到窗口补办信息卡")
    assert second.sees(f"提出：{me.name}")
    assert second.sees("办件将结束。")
    second.press("复核并执行")
    assert second.sees("已执行")
    assert status_of(house, case_no) == "completed"

    second.visit("/association/incidents")
    assert not second.sees(case_no)
    sign_in(applicant, person)
    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("办理完成。")


def test_an_administrator_tries_again_everything_that_failed_for_one_cause(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer = agency(house, strangers.company())
    people = [strangers.new(), strangers.new()]
    numbers = [registered_without_portrait(house, employer, person) for person in people]
    admin = welcome()
    sign_in_at_association(admin, reviewer(house, "administrator"))
    admin.visit("/studio/doctor")
    admin.reload_until(lambda: admin.sees("2 件没有办成"))
    bring_portrait_back(house, numbers[0])

    admin.press("重试这 2 件 制作信息卡图片（正反两面） 1")

    # The page looks again by itself.
    expect(admin.page.get_by_text("已处理 2 / 2 件")).to_be_visible(timeout=30_000)
    rows = admin.page.get_by_role("listitem")
    expect(rows.filter(has_text=numbers[0])).to_contain_text("已解决")
    expect(rows.filter(has_text=numbers[1])).to_contain_text("又没有办成")
    expect(rows.filter(has_text=numbers[1])).to_contain_text(CAUSE)
    assert [status_of(house, number) for number in numbers] == ["completed", "open"]
    admin.look()

    bring_portrait_back(house, numbers[1])
    open_doctor(admin, numbers[1])
    admin.press("重试 制作信息卡图片（正反两面）")
    admin.reload_until(lambda: status_of(house, numbers[1]) == "completed")
