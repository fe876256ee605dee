"""A squatted name: taken at once, objected to, settled row by row, used by its owner at last."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.actors import Actor
from service.extensions import db
from service.models import Filing
from tests.claims import Claims, fates
from tests.journeys import files
from tests.journeys.applying import attach, submit
from tests.journeys.arranging import Employer, application, wake
from tests.journeys.devices import Welcome
from tests.journeys.house import CAPTCHA, House
from tests.journeys.insiders import (
    come_in,
    handed_in,
    of_association,
    registered,
    registered_as,
)
from tests.journeys.leaving_and_joining import in_force
from tests.journeys.reviewing import AGENCY_DESK, ASSOCIATION_DESK, choice, decide, open_task
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_agency_registration import (
    fill_in_filed,
    finish_sign_up,
    is_found,
    licence_number,
    pick_from_directory,
)
from tests.journeys.test_store_registration import file_store, store_name
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People
from tests.stories import case_of, send_back
from tests.stories import decide as decide_on

UNTRUE = "执照与登记机关不一致。"


def sign_up(visitor: Visitor, name: str) -> None:
    """Pick a filed name and go on with a password."""
    pick_from_directory(visitor, name)
    visitor.page.get_by_label("已对照营业执照，确认是本公司执照号").check()
    finish_sign_up(visitor)


def sign_up_to_object(visitor: Visitor, name: str) -> None:
    """Pick one's own name, read that it is taken, and go on to object."""
    pick_from_directory(visitor, name)
    visitor.page.get_by_label("已对照营业执照，确认是本公司执照号").check()
    visitor.fill("设置密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)
    visitor.press("注册并继续", 422)
    assert visitor.sees("该机构已注册，请登录，或提出异议")
    visitor.page.get_by_label("我单位被冒名注册，要提出异议").check()
    finish_sign_up(visitor)


def object_to_it(visitor: Visitor, person: Stranger) -> str:
    """Fill in the objection and hand it in; give the 办件号."""
    visitor.press("现在开始")
    visitor.follow("继续填写：异议说明")
    visitor.fill("情况说明", "我单位从未注册，也未授权任何人注册。")
    visitor.fill("联系人姓名", person.name)
    visitor.fill("联系人手机", person.mobile)
    visitor.press("下一步")
    attach(visitor, "营业执照照片", files.small_photo())
    attach(visitor, "加盖公章的异议函", files.small_photo())
    visitor.press("保存并检查")
    return submit(visitor)


def apply_as_store(house: House, strangers: Strangers, parent: Employer) -> str:
    """Let a store of the directory ask an agency to confirm it; give its name."""
    name, number = store_name(strangers), licence_number(strangers)
    file_store(house, name, number, parent.name)

    def make() -> Actor:
        filing = db.session.scalars(select(Filing).where(Filing.name == name)).one()
        return People().draft_store(filing)

    handed_in(house, "store_registration", house.arrange(make), parent=str(parent.id))
    return name


def settle(visitor: Visitor, name: str, fate: str) -> None:
    """Keep or reverse one row of what the account has decided on."""
    visitor.page.get_by_role("group", name=re.compile(name)).get_by_label(fate).check()


@pytest.mark.branch(
    "claim_objection",
    "raised_how>submit",
    "opinion>uphold",
    "kept_any>ask_owner",
    "handed_over",
)
def test_a_name_is_squatted_objected_to_and_settled_row_by_row_until_its_owner_registers(
    house: House, welcome: Welcome, strangers: Strangers
):
    name, true, false = strangers.company(), strangers.new(), strangers.new()
    house.arrange(lambda: People().filing(name, uscc=licence_number(strangers)).id)
    squatter, owner, association, public = (welcome() for _ in range(4))
    sign_up(squatter, name)
    squatter.press("现在开始")
    fill_in_filed(squatter, strangers.new())
    submit(squatter)
    assert squatter.sees("已通过"), "a filed name passes at once"

    squatted = registered_as(house, name)
    shop = apply_as_store(house, strangers, squatted)
    open_task(squatter, AGENCY_DESK, shop)
    decide(squatter, "approve")
    come_in(association, of_association(house))
    for person in (true, false):
        application(house, person, squatted)
        open_task(squatter, AGENCY_DESK, person)
        decide(squatter, "approve")
        open_task(association, ASSOCIATION_DESK, person)
        decide(association, "approve")
    code, false_code = in_force(house, true), in_force(house, false)

    sign_up_to_object(owner, name)
    object_to_it(owner, strangers.new())
    squatter.visit(AGENCY_DESK)
    assert squatter.path().endswith("sign-in"), "the account is frozen at once"
    public.visit(f"/v/{code}")
    assert public.sees("异常")

    open_task(association, ASSOCIATION_DESK, name)
    choice(association, "approve").check()
    settle(association, shop, "撤销")
    settle(association, true.name, "保留")
    settle(association, false.name, "撤销")
    decide(association, "approve")

    public.visit(f"/v/{false_code}")
    assert public.sees("已撤销")
    assert not is_found(public, shop)
    owner.visit("/organisation")
    owner.follow(re.compile("实名登记"))
    owner.press("现在开始")
    fill_in_filed(owner, strangers.new())
    submit(owner)
    assert owner.sees("已通过")
    public.visit(f"/v/{code}")
    assert public.sees("有效"), "whoever is kept works for the rightful owner"
    assert public.sees(name)


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection that is open: who raised it, and the card of somebody whom it concerns."""

    case_no: str
    owner: Actor
    name: str
    card_code: str


def objected(
    house: House, strangers: Strangers, *, earlier: timedelta = timedelta(0), returned: bool = False
) -> Objection:
    """Let a name be squatted, somebody be registered under it, and its owner object."""
    name, number, person = strangers.company(), licence_number(strangers), strangers.new()
    squatter = house.arrange(lambda: People().draft(People().filing(name, uscc=number)))
    handed_in(house, "agency_registration", squatter, earlier=earlier)
    code = registered(house, person, registered_as(house, name), earlier=earlier)
    owner = house.arrange(lambda: Claims(People()).owner(name))
    papers = Claims(People()).papers
    case_no = handed_in(house, "claim_objection", owner, earlier=earlier, complete=papers)
    if returned:
        back = {"statement": "请写明何时得知。"}
        house.arrange(
            lambda: send_back(case_of(case_no), People().reviewer(), **back), earlier=earlier
        )
    return Objection(case_no, owner, name, code)


@pytest.mark.branch("claim_objection", "opinion>correct", "opinion>reject", "rejected")
def test_an_objection_that_is_not_true_gives_the_account_back(
    house: House, welcome: Welcome, strangers: Strangers
):
    objection = objected(house, strangers)
    owner, association, public = welcome(), welcome(), welcome()
    come_in(owner, objection.owner)
    come_in(association, of_association(house))
    open_task(association, ASSOCIATION_DESK, objection.name)
    decide(association, "return", returned={"情况说明": "请写明何时得知。"})
    owner.visit(f"/cases/{objection.case_no}")
    assert owner.sees("请写明何时得知。")
    owner.follow("现在修改")
    owner.fill("情况说明", "上周在协会网站上看到，我单位从未注册。")
    owner.press("提交修改")
    public.visit(f"/v/{objection.card_code}")
    assert public.sees("异常")

    open_task(association, ASSOCIATION_DESK, objection.name)
    decide(association, "refuse", opinion=UNTRUE)

    owner.visit(f"/cases/{objection.case_no}")
    assert owner.sees(UNTRUE)
    public.visit(f"/v/{objection.card_code}")
    assert public.sees("有效")


@pytest.mark.branch("claim_objection", "kept_any>upheld", "upheld")
def test_an_objection_after_which_nothing_is_kept_is_over_at_once(
    house: House, welcome: Welcome, strangers: Strangers
):
    objection = objected(house, strangers)
    association, public = welcome(), welcome()
    come_in(association, of_association(house))
    open_task(association, ASSOCIATION_DESK, objection.name)
    choice(association, "approve").check()
    association.page.get_by_role("button", name="全部撤销").click()
    association.press("提交，看下一件")

    public.visit(f"/v/{objection.card_code}")
    assert public.sees("已撤销")


@pytest.mark.branch("claim_objection", "day_20", "day_30", "not_registered")
def test_an_owner_who_does_not_register_within_thirty_days_reads_that_the_case_is_over(
    house: House, welcome: Welcome, strangers: Strangers
):
    long_ago = timedelta(days=31)
    objection, owner = objected(house, strangers, earlier=long_ago), welcome()

    def uphold() -> None:
        case = case_of(objection.case_no)
        decide_on(case, People().reviewer(), "approve", affected=fates(case, "keep"))

    house.arrange(uphold, earlier=long_ago)
    come_in(owner, objection.owner)

    wake(house, objection.case_no)

    owner.visit(f"/cases/{objection.case_no}")
    owner.reload_until(lambda: owner.sees("异议成立，单位未登记"))
    owner.visit("/notices")
    assert owner.sees("还没有完成登记")


@pytest.mark.branch("claim_objection", "withdrawn")
def test_whoever_takes_an_objection_back_gives_the_account_back(
    house: House, welcome: Welcome, strangers: Strangers
):
    objection, owner = objected(house, strangers), welcome()
    come_in(owner, objection.owner)
    owner.visit(f"/v/{objection.card_code}")
    assert owner.sees("异常")

    owner.visit(f"/cases/{objection.case_no}/withdraw")
    assert owner.sees("被异议的账号恢复使用")
    owner.press("确定撤回")

    owner.visit(f"/v/{objection.card_code}")
    assert owner.sees("有效")


@pytest.mark.branch("claim_objection", "correction_reminder", "correction_lapses")
def test_an_objection_that_nobody_completes_lapses_and_gives_the_account_back(
    house: House, welcome: Welcome, strangers: Strangers
):
    objection = objected(house, strangers, earlier=timedelta(days=14), returned=True)
    owner = welcome()
    come_in(owner, objection.owner)

    wake(house, objection.case_no)

    owner.visit(f"/cases/{objection.case_no}")
    owner.reload_until(lambda: owner.sees("异议不成立"))
    owner.visit("/notices")
    assert owner.sees("正在等待办理：补充异议材料")
    owner.visit(f"/v/{objection.card_code}")
    assert owner.sees("有效")
