"""The pages in English: nothing is left in Chinese but what people wrote and are called."""

import re

from playwright.sync_api import expect

from tests.journeys.applying import ISSUER
from tests.journeys.arranging import agency, application, draft, reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import CAPTCHA, House
from tests.journeys.strangers import Strangers
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

WRITTEN_BY_PEOPLE = ("威海市房地产业协会（样本）", "简体中文", "照片.jpg", ISSUER)
_WORDS = """() => {
  const copy = document.body.cloneNode(true);
  // A diagram is drawn by the association, in its own words; beside it everything is said again.
  for (const one of copy.querySelectorAll("[data-diagram], script, noscript")) one.remove();
  return copy.textContent;
}"""


def test_an_applicant_reads_nothing_but_english(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    draft(house, person, employer)
    visitor = welcome(language="en")
    known = (person.name, employer.name)
    for path in ("/", "/register", "/sign-in"):
        visitor.visit(path)
        _expect_english(visitor)

    visitor.fill(house.in_english("手机号"), person.mobile)
    visitor.fill(house.in_english("密码"), PASSWORD)
    visitor.press(house.in_english("登录"))
    form = "/apply/practitioner_registration"
    topics = ("identity", "employer", "portrait", "qualification", "consent")
    pages = [
        "/management",
        "/account/mobile",
        "/account/password",
        "/my-card",
        "/notices",
        "/start/practitioner_registration",
        form,
        *(f"{form}/Group_{topic}" for topic in topics),
        f"{form}/check",
    ]
    for path in pages:
        visitor.visit(path)
        _expect_english(visitor, *known)
    visitor.press(house.in_english("提交申请"))
    _expect_english(visitor, *known)
    visitor.follow(house.in_english("查看办理进度"))
    _expect_english(visitor, *known)
    visitor.follow(house.in_english("撤回申请"))
    _expect_english(visitor, *known)


def test_a_desk_reads_nothing_but_english(house: House, welcome: Welcome, strangers: Strangers):
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, employer)
    visitor = welcome(language="en")
    known = (person.name, employer.name)

    visitor.visit("/app_admin")
    _expect_english(visitor)
    visitor.fill(house.in_english("公司名称"), employer.name)
    visitor.fill(house.in_english("密码"), PASSWORD)
    visitor.fill(house.in_english("验证码"), CAPTCHA)
    visitor.press(house.in_english("登录"))
    _expect_english(visitor, *known)
    visitor.follow(re.compile(person.name))
    _expect_english(visitor, *known)
    for path in (f"/app_admin/cases/{case_no}", "/app_admin/done"):
        visitor.visit(path)
        _expect_english(visitor, *known)


def test_the_association_reads_nothing_but_english(house: House, welcome: Welcome):
    staff, visitor = reviewer(house), welcome(language="en")

    visitor.visit("/association")
    _expect_english(visitor)
    visitor.fill(house.in_english("登录名"), staff.login_name)
    visitor.fill(house.in_english("密码"), PASSWORD)
    visitor.fill(house.in_english("动态码"), staff.totp.now())
    visitor.press(house.in_english("登录"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(house.in_english("待办任务"))
    visitor.visit("/v/AAAAAAAAAA", status=404)
    _expect_english(visitor)


def _expect_english(visitor: Visitor, *known: str) -> None:
    words = visitor.page.evaluate(_WORDS)
    for name in (*WRITTEN_BY_PEOPLE, *known):
        words = words.replace(name, "")
    left = re.findall(r"[^\n]*[一-鿿][^\n]*", words)
    assert not left, f"{visitor.page.url} says in Chinese: {left}"
