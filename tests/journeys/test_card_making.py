"""制卡: paid at the counter or at the bank, lost and issued anew, to what the public reads."""

import re
from uuid import uuid4

import pyotp
import pytest

from service.accounts.opening import open_staff_account
from service.extensions import db
from service.models import Card, CardStatus
from tests.journeys.acts import sign_in
from tests.journeys.arranging import Staff, agency
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.insiders import registered
from tests.journeys.reviewing import ASSOCIATION_DESK, open_task, sign_in_at_association
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.visitor import Visitor
from tests.orders import order_of
from tests.people import PASSWORD
from tests.stories import case_of


def staff(house: House, post: str) -> Staff:
    """Make somebody at the association with a post."""

    def make() -> Staff:
        login_name, secret = f"{post[:7]}-{uuid4().hex[:8]}", pyotp.random_base32()
        open_staff_account(login_name, post, PASSWORD, [post], totp_secret=secret, seeded=True)
        return Staff(login_name, post, pyotp.TOTP(secret))

    return house.arrange(make)


def order(applicant: Visitor, pay_by: str, button: str = "协会制作") -> str:
    """Ask for a printed card from 我的信息卡 on; give the 办件号."""
    applicant.visit("/my-card")
    applicant.follow(button)
    applicant.press("现在开始")
    applicant.follow("工本费")
    assert applicant.sees("本次制卡工本费 20 元")
    applicant.page.get_by_label(pay_by, exact=True).check()
    applicant.press("下一步")
    applicant.page.get_by_label("本人领取", exact=True).check()
    applicant.press("保存并检查")
    applicant.press("提交申请")
    applicant.visit("/cases")
    applicant.follow(re.compile("信息卡制作"))
    return applicant.path().rsplit("/", 1)[-1]


def make_and_hand_over(house: House, maker: Visitor, person: Stranger, case_no: str) -> None:
    """Print the card, then hand it over to whoever has the right code."""
    open_task(maker, ASSOCIATION_DESK, person)
    maker.page.get_by_role("radio", name=re.compile("已制作")).check()
    maker.press("提交，看下一件")
    code = house.arrange(lambda: order_of(case_of(case_no)).pickup_code)
    open_task(maker, ASSOCIATION_DESK, person)
    maker.page.get_by_label("已发放", exact=True).check()
    maker.page.locator("#field-pickup_code").fill("000000" if code != "000000" else "000001")
    maker.page.locator("#field-collector").fill(person.name)
    maker.press("提交，看下一件", status=422)
    maker.page.locator("#field-pickup_code").fill(code)
    maker.press("提交，看下一件")


@pytest.mark.branch(
    "card_making",
    "how_paid>collect_fee",
    "was_lost>make_card",
    "made>finish_making",
    "handed>record_handover",
    "collected",
)
def test_a_card_is_paid_at_the_counter_made_and_fetched(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    code = registered(house, person, agency(house, strangers.company()))
    applicant, cashier, maker = welcome(), welcome(), welcome()
    sign_in(applicant, person)
    case_no = order(applicant, "到协会柜台付款")
    assert applicant.sees("请到协会柜台支付工本费 20.00 元")

    sign_in_at_association(cashier, staff(house, "cashier"))
    open_task(cashier, ASSOCIATION_DESK, person)
    cashier.fill("票据号", f"R-{uuid4().hex[:10]}")
    cashier.press("提交，看下一件")
    sign_in_at_association(maker, staff(house, "card_maker"))
    make_and_hand_over(house, maker, person, case_no)

    applicant.reload()
    assert applicant.sees("已领取")
    applicant.visit(f"/v/{code}")
    assert applicant.sees("有效")


@pytest.mark.branch("card_making", "how_paid>wait_payment")
def test_a_card_is_paid_at_the_bank(house: House, welcome: Welcome, strangers: Strangers):
    person = strangers.new()
    registered(house, person, agency(house, strangers.company()))
    applicant = welcome()
    sign_in(applicant, person)
    order(applicant, "网上支付")

    applicant.press("去支付")
    applicant.press("确认支付")

    applicant.reload_until(lambda: applicant.sees("制作中"))


@pytest.mark.branch("card_making", "was_lost>draw_card")
def test_a_lost_card_is_reported_and_issued_anew(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    code = registered(house, person, agency(house, strangers.company()))
    applicant, maker = welcome(), welcome()
    sign_in(applicant, person)
    applicant.visit("/my-card")
    applicant.follow("挂失")
    applicant.press("确定挂失")
    stranger = welcome()
    stranger.visit(f"/v/{code}")
    assert stranger.sees("已挂失")

    case_no = order(applicant, "网上支付", "申请补卡")
    applicant.press("去支付")
    applicant.press("确认支付")
    applicant.reload_until(lambda: _in_force(house, case_no))
    sign_in_at_association(maker, staff(house, "card_maker"))
    make_and_hand_over(house, maker, person, case_no)

    stranger.visit(f"/v/{house.arrange(lambda: _ordered(case_no).code)}")
    assert stranger.sees("有效")
    stranger.visit(f"/v/{code}")
    assert stranger.sees("已挂失")


def _ordered(case_no: str) -> Card:
    return db.session.get_one(Card, order_of(case_of(case_no)).card_id)


def _in_force(house: House, case_no: str) -> bool:
    return house.arrange(lambda: _ordered(case_no).status is CardStatus.VALID)
