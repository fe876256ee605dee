"""What people do on their way, as they would say it."""

from tests.journeys.house import CAPTCHA
from tests.journeys.strangers import Stranger
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD


def register(visitor: Visitor, person: Stranger, employer: str, category: str = "经纪人") -> None:
    """Register somebody at an employer, from the front page on."""
    visitor.visit("/")
    visitor.follow("用户注册")
    fill_in_registration(visitor, person, employer, category)
    visitor.press("注册并继续")


def fill_in_registration(
    visitor: Visitor, person: Stranger, employer: str, category: str = "经纪人"
) -> None:
    """Fill in everything that 用户注册 asks for."""
    fill_in_registration_but_the_employer(visitor, person, category)
    pick_employer(visitor, employer)


def fill_in_registration_but_the_employer(
    visitor: Visitor, person: Stranger, category: str = "经纪人"
) -> None:
    """Fill in what 用户注册 asks about the person."""
    visitor.page.get_by_label(category, exact=True).check()
    visitor.fill("姓名", person.name)
    visitor.fill("手机号", person.mobile)
    visitor.fill("设置密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)


def pick_employer(visitor: Visitor, name: str) -> None:
    """Type a part of the employer's name and choose it from what is found."""
    visitor.page.get_by_role("searchbox").press_sequentially(name[2:6])
    visitor.page.get_by_label(name, exact=True).check()


def sign_in(visitor: Visitor, person: Stranger) -> None:
    """Sign somebody in at the portal."""
    visitor.visit("/sign-in")
    visitor.fill("手机号", person.mobile)
    visitor.fill("密码", PASSWORD)
    visitor.press("登录")
