"""An administrator changes a procedure in the studio, and a colleague comes in meanwhile."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.arranging import reviewer
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import sign_in_at_association
from tests.journeys.visitor import Visitor

REVIEW = "association_review"


def element(page: Page, name: str) -> Locator:
    """Find a drawn element by its id."""
    return page.locator(f"[data-element-id='{name}'] > .djs-hit").first


def problems(page: Page) -> Locator:
    """Find what the check says."""
    return page.locator("[data-studio-problems] li")


def expect_saved(page: Page) -> None:
    """Wait until the page says that the last change is kept."""
    expect(page.locator("[data-studio-saved]")).to_have_attribute("data-state", "saved")


def open_editor(visitor: Visitor) -> Page:
    """Begin a draft of the edition in force."""
    visitor.visit("/studio/")
    visitor.follow("从业人员实名登记")
    visitor.press("从第 1 版开始新草稿")
    see_all(visitor.page)
    return visitor.page


def forget_refused_styles(visitor: Visitor) -> None:
    """Overlook that dmn-js asks for inline styles, which our policy refuses: only looks."""
    visitor.complaints[:] = [one for one in visitor.complaints if "Security Policy" not in one]


def see_all(page: Page) -> None:
    """Wait for the diagram and show the whole of it."""
    expect(page.locator("[data-studio-canvas][data-ready]")).to_be_visible()
    page.get_by_role("button", name="适合窗口").click()


def test_an_administrator_adds_a_step_and_a_colleague_is_told(house: House, welcome: Welcome):
    author, colleague = welcome(), welcome()
    reviewer(house)  # Else nobody could do the association's step.
    me = reviewer(house, "administrator")
    sign_in_at_association(author, me)
    page = open_editor(author)
    expect(problems(page)).to_have_text(["没有发现问题"])

    # A user task is appended after the way in which the association's review ends.
    element(page, "claim_again_for_association").click()
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.keyboard.press("Escape")
    without_form = problems(page).filter(has_text="表单")
    expect(without_form).to_have_count(1)

    without_form.get_by_role("button").click()
    page.get_by_label("名称", exact=True).first.fill("复核")
    page.get_by_label("表单", exact=True).select_option("association_review")
    expect(without_form).to_have_count(0)
    page.get_by_label("申请人看到的进度").fill("待复核")
    page.keyboard.press("Tab")
    expect(page.locator("[data-studio-saved]")).to_contain_text("已保存")
    expect_saved(page)

    with page.expect_request(lambda sent: sent.url.endswith("/here")) as beat:
        author.reload()
    assert beat.value.headers["x-unattended"] == "1"
    expect(page.locator("[data-studio-canvas]")).to_contain_text("复核")

    sign_in_at_association(colleague, reviewer(house, "administrator"))
    colleague.visit(author.path())
    expect(colleague.page.locator("[data-studio-others]")).to_contain_text(me.name)


def test_a_condition_of_two_parts_is_typed_and_no_picker_drops_one(house: House, welcome: Welcome):
    author = welcome()
    sign_in_at_association(author, reviewer(house, "administrator"))
    page = open_editor(author)
    condition = page.get_by_label("条件", exact=True)
    value = page.get_by_label("值", exact=True)

    # The middle of the arrow's box is on another element.
    element(page, "store_chosen").dispatch_event("click")
    expect(condition).to_have_value(
        'employer_kind = "store" and self_review != true and taken_over != true'
    )
    for picker in ("按字段写条件", "比较", "值"):
        expect(page.get_by_label(picker, exact=True)).to_be_disabled()
    expect(page.get_by_text("不是一个字段与一个值的比较，请在这里修改。")).to_be_visible()

    condition.fill("taken_over = true")
    expect(value).to_be_enabled()
    value.select_option("false")
    expect(condition).to_have_value("taken_over = false")


def test_a_decision_table_is_edited_beside_the_diagram(house: House, welcome: Welcome):
    author = welcome()
    reviewer(house)
    reviewer(house)  # Else nobody could do the association's steps.
    sign_in_at_association(author, reviewer(house, "administrator"))
    page = open_editor(author)

    element(page, "documents").click()
    page.get_by_role("button", name="编辑决策表").click()
    table = page.locator("[data-studio-file][data-ready='tables'] .tjs-table")
    expect(table).to_contain_text("assistant")
    page.get_by_role("button", name="完成").click()

    expect_saved(page)
    expect(problems(page)).to_have_text(["没有发现问题"])
    forget_refused_styles(author)


def test_a_reminder_is_added_with_a_button_and_says_what_the_clerk_writes(
    house: House, welcome: Welcome
):
    author = welcome()
    reviewer(house)  # Else nobody could do the association's steps.
    sign_in_at_association(author, reviewer(house, "administrator"))
    page = open_editor(author)

    element(page, "correct_for_association").click()
    expect(page.get_by_text("还没有设期限和催办。")).to_be_visible()
    page.get_by_role("button", name="加催办").click()
    page.get_by_label("时长").fill("5")
    page.keyboard.press("Tab")
    page.get_by_label("单位", exact=True).select_option("天（自然日）")
    element(page, "correct_for_association").click()
    page.get_by_role("button", name="催办：满 5 天").click()
    expect(page.get_by_label("时长")).to_have_value("5")

    page.locator(".djs-shape[data-element-id^='Activity_'] > .djs-hit").first.click()
    page.get_by_label("提醒内容").fill("请尽快补正，办件号【办件号】。")
    page.keyboard.press("Tab")
    expect_saved(page)

    expect(problems(page)).to_have_text(["没有发现问题"])
    author.reload()
    see_all(page)
    element(page, "correct_for_association").click()
    expect(page.get_by_role("button", name="催办：满 5 天")).to_be_visible()
