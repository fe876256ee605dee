"""A taken name whose owner calls: frozen at once, and given back with whoever was kept."""

from typing import Any

import pytest
from sqlalchemy import select

from service.extensions import db
from service.models import Card, Case, ClaimObjection
from tests.journeys.arranging import Employer, application, filing, registered_from, reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import CAPTCHA, House
from tests.journeys.reviewing import ASSOCIATION_DESK, decide, sign_in_at_association
from tests.journeys.reviewing import open_task as open_task_of
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_agency_registration import licence_number
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.stories import case_of, task_of


@pytest.mark.branch("claim_objection", "raised_how>record_call")
def test_a_name_frozen_on_a_call_goes_back_to_its_owner_with_whoever_was_kept(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, name = strangers.new(), strangers.company()
    entry = filing(house, name, licence_number(strangers))
    squatted = registered_from(house, entry)
    application(house, person, squatted)
    taker, other, desk, stranger = welcome(), welcome(), welcome(), welcome()
    sign_in_at_association(taker, reviewer(house))
    sign_in_at_association(other, reviewer(house))
    sign_in(desk, squatted)
    open_task_of(desk, "/app_admin", person)
    decide(desk, "approve")
    open_task_of(other, ASSOCIATION_DESK, person)
    decide(other, "approve")
    card = f"/v/{house.arrange(lambda: _code(person))}"

    taker.visit("/association/")
    taker.follow("冒名保护")
    taker.page.get_by_role("searchbox").fill(name[2:6])
    taker.press("查找")
    taker.follow(f"接到电话，冻结 {name}")
    assert taker.sees(person.name), "Whoever freezes sees what the account has done."
    take_a_call(taker, strangers.new())
    assert taker.sees("待协会核实")
    sign_in(desk, squatted, status=422)

    call = house.arrange(lambda: _call_of(squatted))
    other.visit(house.arrange(lambda: _task(call)))
    other.page.locator("[data-decides=approve]").check()
    other.page.get_by_role("button", name="全部保留").click()
    other.page.get_by_label("核实意见").last.fill("已回电备案联系人，并查看营业执照。")
    other.press("提交，看下一件")
    stranger.visit(card)
    assert stranger.sees("异常")

    registered_from(house, entry)
    open_task_of(other, ASSOCIATION_DESK, name)
    decide(other, "approve")
    stranger.visit(card)
    stranger.reload_until(lambda: stranger.sees("有效"))
    taker.visit(f"/association/cases/{call}")
    taker.reload_until(lambda: taker.sees("办结：异议成立"))


def take_a_call(visitor: Visitor, caller: Stranger) -> None:
    """Note down who called and why, and freeze the account."""
    visitor.fill("来电人姓名", caller.name)
    visitor.fill("来电人手机", caller.mobile)
    visitor.fill("冻结理由", "备案联系人来电，称从未注册；已按目录核对姓名。")
    visitor.press("冻结账号，转同事核实")


def sign_in(visitor: Any, employer: Employer, status: int = 200) -> None:
    """Sign in at the desk, or be refused."""
    visitor.context.clear_cookies(name="mingpai_session")
    visitor.visit("/app_admin")
    visitor.fill("公司名称", employer.name)
    visitor.fill("密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)
    visitor.press("登录", status)


def _call_of(squatted: Employer) -> str:
    of_it = ClaimObjection.organisation_id == squatted.id
    query = select(Case.no).join(ClaimObjection, ClaimObjection.case_id == Case.id)
    return db.session.execute(query.where(of_it)).scalar_one()


def _task(case_no: str) -> str:
    return f"/association/tasks/{task_of(case_of(case_no)).id}"


def _code(person: Stranger) -> str:
    cards = select(Card.code).where(Card.snapshot["name"].astext == person.name)
    return db.session.execute(cards).scalar_one()
