"""A clerk tries a draft out in every role, keeps the run, and it then guards the procedure."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from service.extensions import db
from service.models import ProcedureTest
from tests.journeys.arranging import reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import choice, sign_in_at_association
from tests.journeys.test_studio import element, expect_saved, open_editor, problems
from tests.journeys.visitor import Visitor

TEST = "协会两级审核"


@pytest.fixture(autouse=True)
def no_test_left(house: House) -> Iterator[None]:
    """A test that stayed would stand in the way of everybody who publishes after this."""
    yield

    def drop() -> None:
        db.session.execute(delete(ProcedureTest))
        db.session.commit()

    house.arrange(drop)


def choose_shipped_form(page: Page) -> None:
    """Ask the second reviewer what the first is asked."""
    page.get_by_label("表单", exact=True).select_option("association_review")


def draw_second_review(page: Page, give_form: Callable[[Page], None] = choose_shipped_form) -> None:
    """Drop a second review on the way out of the association's, and wait until it is kept."""
    way = element(page, "association_review_to_association_opinion").bounding_box()
    assert way is not None
    x, y = way["x"] + way["width"] / 2, way["y"] + way["height"] / 2
    page.locator("[data-action='create.user-task']").click()
    page.mouse.move(x - 60, y - 30)
    page.mouse.move(x, y, steps=8)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    problems(page).filter(has_text="表单").get_by_role("button").click()
    page.get_by_label("名称", exact=True).first.fill("复核")
    page.keyboard.press("Tab")
    expect(page.locator("[data-studio-canvas]")).to_contain_text("复核")
    give_form(page)
    page.get_by_label("申请人看到的进度").fill("待复核")
    page.keyboard.press("Tab")
    expect(problems(page)).to_have_text(["没有发现问题"])
    expect_saved(page)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the try-out, whose page stays."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=name).click()


def expect_playing(page: Page, role: str, task: str) -> None:
    """Wait until the form of that role is shown, and its step marked on the diagram."""
    expect(page.locator("#trial-task")).to_contain_text(f"{task}扮演：{role}")
    expect(page.locator(".djs-element.is-active")).to_contain_text(task)


def approve(visitor: Visitor) -> None:
    """Say yes in the role that is played."""
    choice(visitor, "approve").check()
    press(visitor.page, re.compile("^提交"))


def state(page: Page) -> str:
    """Give what the applicant reads, what time it is and what limit comes."""
    return page.locator(".trial-state").inner_text()


def begin_as(visitor: Visitor, whom: str) -> None:
    """Begin anew with another applicant."""
    page = visitor.page
    page.locator("summary", has_text="申请人是谁").click()
    page.get_by_label("类别").select_option(label=whom)
    press(page, "重新开始")


def try_out(visitor: Visitor) -> None:
    """Play everybody from the application to the second review."""
    play_to_the_association(visitor)
    approve(visitor)
    expect_playing(visitor.page, "协会审核岗", "复核")


def play_to_the_association(visitor: Visitor) -> None:
    """Play everybody from the application to the association's review."""
    page = visitor.page
    expect_playing(page, "申请人", "提交实名登记")
    press(page, "填入样例")
    press(page, "提交")
    press(page, re.compile("^给出结果"))
    expect_playing(page, "门店", "门店审核")
    press(page, "走到下一个期限")
    expect(page.locator("#trial-facts")).to_contain_text("提醒正在办理的人")
    approve(visitor)
    expect_playing(page, "协会审核岗", "协会审核")


def test_a_clerk_tries_a_second_review_out_and_the_run_that_is_kept_guards_it(
    house: House, welcome: Welcome
):
    author = welcome()
    reviewer(house)  # Else nobody could do the association's steps.
    sign_in_at_association(author, reviewer(house, "administrator"))
    page = open_editor(author)
    draw_second_review(page)

    author.follow("试办…")
    try_out(author)
    assert "待复核" in state(page)

    # Back undoes the last act, forward does it again, and a reload changes nothing.
    page.go_back()
    expect_playing(page, "协会审核岗", "协会审核")
    page.go_forward()
    expect_playing(page, "协会审核岗", "复核")
    author.reload()
    expect_playing(page, "协会审核岗", "复核")
    approve(author)
    expect(page.locator("#trial-acting")).to_contain_text("办件到此结束")
    assert "已实名" in state(page)
    author.look()

    page.get_by_label("测试的名称").fill(TEST)
    author.press("留作测试")
    expect(page.get_by_role("listitem").filter(has_text=TEST)).to_contain_text("通过")

    # Another draft of the version in force has no second review.
    open_editor(author)
    author.follow("发布…")
    author.fill("这一版改了什么", "只改名称")
    author.press("提交批准", 422)
    failed = page.get_by_role("listitem").filter(has_text=TEST)
    expect(failed).to_contain_text("进度应为“待复核”，实际是“已实名”")
    expect(failed).to_contain_text("办不下去：办件现在不在“复核”这一步。")

    with author.arriving(), page.expect_navigation():
        page.get_by_role("link", name=re.compile("^打开这一步")).first.click()
    expect(page.get_by_role("heading", name=re.compile(TEST))).to_contain_text("没有通过")
    expect(page.locator(".trail [aria-current]")).to_contain_text("协会审核")

    author.follow("流程测试")
    page.locator("details.confirm summary").click()
    author.press(f"确定删除 {TEST}")
    expect(page.get_by_role("status").first).to_contain_text("已删除测试")
