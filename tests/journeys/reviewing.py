"""What a reviewer does at a desk."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from tests.journeys.arranging import Employer, Staff
from tests.journeys.house import CAPTCHA
from tests.journeys.strangers import Stranger
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

AGENCY_DESK, ASSOCIATION_DESK = "/app_admin", "/association"
WORDS = {"approve": "通过", "return": "退回修改", "refuse": "不通过"}


def sign_in_at_desk(visitor: Visitor, employer: Employer) -> None:
    """Sign an agency or a store in by its name, its password and the captcha."""
    visitor.visit(AGENCY_DESK)
    visitor.fill("公司名称", employer.name)
    visitor.fill("密码", PASSWORD)
    visitor.fill("验证码", CAPTCHA)
    visitor.press("登录")


def sign_in_at_association(visitor: Visitor, staff: Staff) -> None:
    """Sign a reviewer in by name, password and the app's six digits."""
    visitor.visit(ASSOCIATION_DESK)
    visitor.fill("登录名", staff.login_name)
    visitor.fill("密码", PASSWORD)
    visitor.fill("动态码", staff.totp.now())
    visitor.press("登录")


def open_task(visitor: Visitor, desk: str, person: Stranger) -> None:
    """Open somebody's task from the inbox."""
    visitor.visit(desk)
    visitor.follow(re.compile(person.name))


def decide(
    visitor: Visitor,
    decision: str,
    *,
    opinion: str | None = None,
    returned: Mapping[str, str] | None = None,
    status: int = 200,
) -> None:
    """Decide on the task that is open; `returned` gives the reason by the field's label."""
    for label, reason in (returned or {}).items():
        visitor.page.get_by_role("checkbox", name=re.compile(f"^退回.*{label}$")).check()
        # Ticking leads to the reason.
        visitor.page.locator("textarea:focus").fill(reason)
    choice(visitor, decision).check()
    if opinion:
        visitor.page.get_by_label("审核意见").last.fill(opinion)
    visitor.press("提交，看下一件", status)


def choice(visitor: Visitor, decision: str) -> Locator:
    """Find one of the three decisions."""
    return visitor.page.get_by_role("radio", name=re.compile(f"(?<!不){WORDS[decision]}"))


def expect_papers_beside_data(visitor: Visitor, person: Stranger) -> None:
    """See that a document is shown, left of what was written about it."""
    paper = visitor.page.get_by_role("group", name="材料图片").get_by_role("img").first
    row = visitor.page.get_by_text(person.certificate_number)
    expect(paper).to_be_visible()
    assert paper.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    left, right = paper.bounding_box(), row.bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"]
