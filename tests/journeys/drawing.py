"""What a clerk draws in the editor: a table that decides, a gateway that asks it, a new step."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_studio import element, expect_saved, problems

REVIEWED = "association_review_to_association_opinion"
_DRAWN = "[data-element-id^='{}_']:not([data-element-id$='_label'])"
_POINT = """([id, part]) => {
  const path = document.querySelector(`[data-element-id='${id}'] > .djs-visual > path`);
  const point = path.getPointAtLength(path.getTotalLength() * part);
  const seen = point.matrixTransform(path.getScreenCTM());
  return [seen.x, seen.y];
}"""


def draw_review_by_rule(page: Page) -> None:
    """Let a table decide, after the association's review, who is reviewed a second time."""
    out = made(page, "Flow", lambda: drop(page, "business-rule-task", REVIEWED))
    problems(page).filter(has_text="决策表").get_by_role("button").click()
    call(page, "是否复核")
    fill_table(page)
    past = made(page, "Flow", lambda: drop(page, "exclusive-gateway", out))
    call(page, "要复核？")
    there = made(page, "Flow", lambda: append_task(page))
    call(page, "复核")
    page.get_by_label("申请人看到的进度").fill("待复核")
    page.get_by_label("由谁办理").select_option("association_reviewer")
    draw_form(page)
    connect(page, "association_opinion")
    select_flow(page, past)
    page.get_by_label("默认出口（").check()
    select_flow(page, there)
    page.get_by_label("按字段写条件").select_option(label="是否复核")
    page.get_by_label("值", exact=True).select_option(label="是")
    expect(problems(page)).to_have_text(["没有发现问题"])
    expect_saved(page)


def drop(page: Page, tool: str, flow: str) -> None:
    """Take a tool from the palette and drop it on a flow, which then leads through it."""
    x, y = point_on(page, flow)
    page.locator(f"[data-action='create.{tool}']").click()
    page.mouse.move(x - 60, y - 30)
    page.mouse.move(x, y, steps=8)
    page.mouse.click(x, y)


def made(page: Page, kind: str, draw: Callable[[], None]) -> str:
    """Give the one element of a kind that came by drawing."""
    before = ids_of(page, kind)
    draw()
    (name,) = ids_of(page, kind) - before
    return name


def ids_of(page: Page, kind: str) -> set[str]:
    """Give the elements of a kind that a clerk drew."""
    drawn = page.locator(_DRAWN.format(kind)).all()
    return {str(one.get_attribute("data-element-id")) for one in drawn}


def call(page: Page, name: str) -> None:
    """Name whatever is selected."""
    page.locator("[data-studio-panel]").get_by_label("名称", exact=True).fill(name)
    page.keyboard.press("Tab")
    expect(page.locator("[data-studio-canvas]")).to_contain_text(name)


def append_task(page: Page) -> None:
    """Append a task to whatever is selected."""
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.keyboard.press("Escape")


def connect(page: Page, target: str) -> None:
    """Draw a flow from what is selected."""
    page.locator(".djs-context-pad [data-action='connect']").click()
    box = element(page, target).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y, steps=6)
    page.mouse.click(x, y)


def select_flow(page: Page, flow: str) -> None:
    """Click in the middle of a flow, after a click on nothing."""
    canvas = page.locator("[data-studio-canvas]").bounding_box()
    assert canvas is not None
    page.mouse.click(canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] - 40)
    page.mouse.click(*point_on(page, flow))


def point_on(page: Page, flow: str) -> tuple[float, float]:
    """Give where the middle of a flow is seen."""
    x, y = page.evaluate(_POINT, [flow, 0.5])
    return x, y


def fill_table(page: Page) -> None:
    """Begin a table: a broker whom the association lets pass is reviewed again, nobody else."""
    page.get_by_role("button", name="新建决策表").click()
    table = page.locator("[data-studio-file][data-ready='tables']")
    expect(table.locator(".tjs-table")).to_contain_text("注册身份")
    choose(table, table.locator("td.input-cell").first, "房地产经纪人")
    table.get_by_label("按字段加一列条件").select_option(label="审核决定")
    choose(table, table.locator("td.input-cell").nth(1), "通过")
    table.locator(".add-rule-add").first.click()
    choose(table, table.locator("td.output-cell").nth(1), "否")
    table.get_by_role("button", name="完成").click()


def choose(table: Locator, cell: Locator, value: str) -> None:
    """Let a cell hold one of the values that are offered for it."""
    cell.click()
    table.locator(".table-values").get_by_role("button", name=value, exact=True).click()


def draw_form(page: Page) -> None:
    """Ask for a decision, on a form of its own."""
    page.get_by_role("button", name="新建空表单").click()
    dialog = page.locator("[data-studio-file][data-ready='forms']")
    dialog.locator("[data-field-type='mp_decision']").press("Enter")
    dialog.get_by_label("标题", exact=True).fill("复核决定")
    dialog.get_by_label("字段代码（小写字母和下划线）").fill("decision")
    dialog.get_by_label("选项（每行：值=标题）").fill("approve=通过\nrefuse=不通过")
    dialog.get_by_label("为何收集").fill("决定是否通过。")
    dialog.get_by_label("用于流转条件").check()
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="完成").click()
