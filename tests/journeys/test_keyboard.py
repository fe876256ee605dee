"""A reviewer who never touches the mouse."""

from playwright.sync_api import expect

from tests.journeys.arranging import agency, application
from tests.journeys.devices import Welcome
from tests.journeys.house import CAPTCHA, House
from tests.journeys.reviewing import AGENCY_DESK
from tests.journeys.strangers import Strangers
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD


def test_a_reviewer_approves_returns_and_refuses_with_the_keyboard_alone(
    house: House, welcome: Welcome, strangers: Strangers
):
    employer = agency(house, strangers.company())
    for _ in range(3):
        application(house, strangers.new(), employer)
    desk = welcome()

    desk.visit(AGENCY_DESK)
    _tab_to(desk, "公司名称")
    desk.page.keyboard.type(employer.name)
    _tab_to(desk, "密码")
    desk.page.keyboard.type(PASSWORD)
    _tab_to(desk, "验证码")
    desk.page.keyboard.type(CAPTCHA)
    _type(desk, "Enter")
    _type(desk, "n")
    first = _applicant(desk)
    desk.page.keyboard.press("a")
    _type(desk, "Enter")
    assert desk.sees(f"已通过：{first}")

    second = _applicant(desk)
    desk.page.keyboard.press("r")
    desk.page.keyboard.press("Space")
    desk.page.keyboard.type("请写与身份证一致的性别。")
    _tab_to(desk, "提交，看下一件")
    _type(desk, "Enter")
    assert desk.sees(f"已退回修改：{second}")

    third = _applicant(desk)
    desk.page.keyboard.press("r")
    desk.page.keyboard.press("x")
    desk.page.keyboard.type("不是本公司员工。")
    _type(desk, "Control+Enter")
    assert desk.sees(f"已作出不通过的决定：{third}")
    expect(desk.page.get_by_text("没有待办任务")).to_be_visible()


def _applicant(visitor: Visitor) -> str:
    """Read whose task is open."""
    return visitor.page.title().split(" · ")[0]


def _type(visitor: Visitor, key: str) -> None:
    """Press a key that leads to another page."""
    with visitor.arriving(), visitor.page.expect_navigation():
        visitor.page.keyboard.press(key)


def _tab_to(visitor: Visitor, name: str) -> None:
    """Press Tab until what has that name has the focus, and can be seen to have it."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.locator(":focus")
        if focused.evaluate("one => one.labels?.[0]?.innerText ?? one.innerText").strip() == name:
            assert focused.evaluate(
                "one => getComputedStyle(one).outlineStyle !== 'none'"
                " || getComputedStyle(one).boxShadow !== 'none'"
            ), f"Nobody sees that «{name}» has the focus."
            return
    raise AssertionError(f"Tab does not lead to «{name}».")
