"""A clerk draws a form of her own in the studio, and gives it to a step."""

from playwright.sync_api import expect

from tests.journeys.arranging import reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import sign_in_at_association
from tests.journeys.test_studio import REVIEW, element, expect_saved, open_editor, see_all


def test_a_clerk_draws_a_form_for_a_step(house: House, welcome: Welcome):
    author = welcome()
    sign_in_at_association(author, reviewer(house, "administrator"))
    page = open_editor(author)
    element(page, REVIEW).click()
    page.get_by_role("button", name="新建空表单").click()
    dialog = page.locator("[data-studio-file][data-ready='forms']")

    dialog.locator("[data-field-type='mp_decision']").press("Enter")
    dialog.get_by_label("标题", exact=True).fill("复核决定")
    dialog.get_by_label("字段代码（小写字母和下划线）").fill("decision")
    expect(dialog.get_by_label("选项（每行：值=标题）")).to_have_value(
        "approve=通过\nreturn=退回修改\nrefuse=不通过"
    )
    dialog.get_by_label("选项（每行：值=标题）").fill("approve=通过\nrefuse=不通过")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("status")).to_contain_text("没有说明为何收集")
    dialog.get_by_label("为何收集").fill("决定是否通过。")

    dialog.locator("[data-field-type='mp_lines']").press("Enter")
    dialog.get_by_label("标题", exact=True).fill("复核说明")
    dialog.get_by_label("字段代码（小写字母和下划线）").fill("note")
    dialog.get_by_label("隐藏条件").fill('decision = "approve"')
    dialog.get_by_label("为何收集").fill("说明依据。")
    page.keyboard.press("Tab")
    drawn = page.frame_locator("iframe")
    expect(drawn.get_by_text("满足条件时不显示")).to_be_visible()
    dialog.get_by_role("button", name="完成").click()
    expect_saved(page)

    author.reload()
    see_all(page)
    element(page, REVIEW).click()
    expect(page.get_by_label("表单", exact=True)).to_have_value(f"form_{REVIEW}")
    page.get_by_role("button", name="编辑表单").click()
    expect(page.frame_locator("iframe").get_by_text("复核说明")).to_be_visible()
