"""我要离职: with the employer's certificate or without, through to what the public page says."""

import re

import pytest
from playwright.sync_api import expect

from service.extensions import db
from service.models import Account, AccountStatus
from tests.journeys import files
from tests.journeys.acts import sign_in
from tests.journeys.applying import ARRIVAL_MS, attach, case_number, choose_files, files_of
from tests.journeys.arranging import agency, reviewer
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    come_in,
    handed_in,
    of_association,
    of_desk,
    of_person,
    registered,
)
from tests.journeys.reviewing import (
    ASSOCIATION_DESK,
    decide,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.visitor import Visitor

LAST_DAY = "2026-01-30"


def begin(visitor: Visitor, proof: str) -> None:
    """Begin 我要离职 and answer its first page."""
    visitor.press("现在开始")
    visitor.follow("继续填写：离职情况")
    visitor.fill("离职日期", LAST_DAY)
    visitor.page.get_by_role("radio", name=proof, exact=True).check()
    visitor.press("下一步")


def confirm(visitor: Visitor) -> str:
    """Tick that the consequence is known and hand it in; give the 办件号."""
    visitor.page.get_by_role("checkbox", name=re.compile("信息卡立即失效")).check()
    visitor.press("保存并检查")
    visitor.press("确认离职")
    return case_number(visitor)


def disable(house: House, person: Stranger) -> None:
    """Let somebody's account be disabled."""

    def act() -> None:
        account = db.session.scalars(
            db.select(Account).where(Account.real_name == person.name)
        ).one()
        account.status, account.disabled_reason = AccountStatus.DISABLED, "与单位有争议"
        db.session.commit()

    house.arrange(act)


@pytest.mark.branch("resignation", "opinion>correct", "opinion>end_employment", "resigned")
def test_a_resignation_is_returned_once_approved_and_seen_in_public(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer, staff = strangers.new(), agency(house, strangers.company()), reviewer(house)
    code = registered(house, person, employer)
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome()
    sign_in(applicant, person)
    applicant.visit("/management")
    applicant.follow("我要离职")
    begin(applicant, "出具了")
    attach(applicant, "离职证明", files.small_photo())
    case_no = confirm(applicant)

    sign_in_at_desk(desk, employer)
    assert not desk.sees(f"{person.name} · ")
    desk.visit("/notices")
    assert desk.sees(f"{person.name}已申请离职")

    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "return", returned={"离职证明": "没有盖章，请重新上传。"})
    applicant.visit(f"/cases/{case_no}")
    applicant.follow("现在修改")
    choose_files(applicant, "离职证明", files.small_photo("stamped.jpg"))
    ready = files_of(applicant, "离职证明").get_by_text("已就绪")
    expect(ready).to_have_count(2, timeout=ARRIVAL_MS)  # The first one stays beside it.
    applicant.press("提交修改")
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    applicant.visit("/management")
    assert applicant.sees("已离职")
    public.visit(f"/v/{code}")
    assert public.page.get_by_role("heading", level=1).inner_text() == "已离职"
    assert not public.sees(person.name)


def test_a_disabled_person_leaves_without_the_employers_certificate_on_a_phone(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer, staff = strangers.new(), agency(house, strangers.company()), reviewer(house)
    code = registered(house, person, employer)
    disable(house, person)
    phone, association, public = welcome(PHONE), welcome(), welcome(PHONE)
    sign_in(phone, person)
    assert phone.path() == "/start/resignation"
    assert phone.sees("与单位有争议")
    begin(phone, "单位不出具，或联系不上单位")
    expect(phone.page.get_by_label("离职证明", exact=True)).to_have_count(0)
    phone.fill("情况说明", "单位拒绝出具离职证明，已申请劳动仲裁。")
    attach(phone, "其他证明材料", files.small_photo())
    confirm(phone)

    sign_in_at_association(association, staff)
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    public.visit(f"/v/{code}")
    assert public.page.get_by_role("heading", level=1).inner_text() == "已离职"


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param("不通过", marks=pytest.mark.branch("resignation", "opinion>drop", "refused")),
        pytest.param("已撤回", marks=pytest.mark.branch("resignation", "withdrawn")),
    ],
)
def test_a_resignation_that_comes_to_nothing_leaves_card_and_employer_as_they_were(
    house: House, welcome: Welcome, strangers: Strangers, ending: str
):
    person, employer = strangers.new(), agency(house, strangers.company())
    code = registered(house, person, employer)
    case_no = handed_in(house, "resignation", of_person(house, person))
    applicant, desk = welcome(), welcome()
    come_in(applicant, of_person(house, person))

    if ending == "不通过":
        association = welcome()
        come_in(association, of_association(house))
        open_task(association, ASSOCIATION_DESK, person)
        decide(association, "refuse", opinion="证明没有盖章。")
        applicant.visit(f"/cases/{case_no}")
        assert applicant.sees("证明没有盖章。")
    else:
        applicant.visit(f"/cases/{case_no}/withdraw")
        applicant.press("确定撤回")

    assert applicant.sees(ending)
    come_in(desk, of_desk(house, employer))
    desk.visit("/notices")
    assert desk.sees(f"{person.name}的离职申请")
    applicant.visit(f"/v/{code}")
    assert applicant.sees("有效")
    assert applicant.sees(employer.name)
