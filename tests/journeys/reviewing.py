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
WORDS = {
    "approve": "通过|同意|异议成立|已制作",
    "return": "退回",
    "refuse": "不通过|不同意|异议不成立|无法制作",
}
"""Each decision in the words of whoever decides."""


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


def open_task(visitor: Visitor, desk: str, subject: Stranger | Employer | str) -> None:
    """Open the task about somebody, or about an organisation, from the inbox."""
    name = subject if isinstance(subject, str) else subject.name
    lists(visitor, desk, name)
    visitor.follow(re.compile(re.escape(name)))


def lists(visitor: Visitor, desk: str, words: str) -> bool:
    """Look through the inbox, page by page, and stay where the words stand."""
    visitor.visit(desk)
    # Every journey before left its open tasks here, and the longest waiting stands first.
    while not (seen := visitor.sees(words)) and visitor.page.locator("a[rel=next]").count():
        visitor.follow("下一页")
    return seen


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
        visitor.page.get_by_role("checkbox", name=re.compile(rf"^退回\s*：{label}$")).check()
        # Ticking leads to the reason.
        visitor.page.locator("textarea:focus").fill(reason)
    if opinion:
        # Before the choice, after which the questions are drawn again.
        visitor.page.get_by_role("textbox", name=re.compile("意见|说明")).last.fill(opinion)
    choice(visitor, decision).check()
    visitor.press("提交，看下一件", status)


def choice(visitor: Visitor, decision: str) -> Locator:
    """Find one of the three decisions."""
    return visitor.page.get_by_role("radio", name=re.compile(f"(?<!不)({WORDS[decision]})"))


def expect_papers_beside_data(visitor: Visitor, person: Stranger) -> None:
    """See that a document is shown, left of what was written about it."""
    paper = visitor.page.get_by_role("group", name="材料图片").get_by_role("img").first
    row = visitor.page.get_by_text(person.certificate_number)
    expect(paper).to_be_visible()
    assert paper.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    left, right = paper.bounding_box(), row.bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"]
