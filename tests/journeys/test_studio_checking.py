"""The studio says what is wrong while somebody draws, and draws how a case comes there."""

from pathlib import Path

from playwright.sync_api import expect

from service.publishing import SHIPPED_FORMS, Procedure
from service.publishing.packages import write_package
from tests.journeys.arranging import reviewer
from tests.journeys.devices import Welcome
from tests.journeys.drawn import drawn
from tests.journeys.house import House
from tests.journeys.reviewing import sign_in_at_association
from tests.journeys.test_studio import element, problems
from tests.processes.diagrams import Diagram

FORM = "employer_review"
GRID = {
    "begin": (0, 1),
    "fork": (1, 1),
    "store": (2, 0),
    "agency": (2, 2),
    "meet": (3, 1),
    "enter": (4, 1),
    "done": (5, 1),
}
NAMES = {
    "begin": "开始",
    "fork": "同时征求意见",
    "store": "门店意见",
    "agency": "机构意见",
    "meet": "意见到齐",
    "enter": "登记",
    "done": "办结",
}


def two_opinions_without_a_join(folder: Path) -> Path:
    """Keep a procedure as a file: two opinions are asked at once, and each goes on by itself."""
    drawing = Diagram("two_opinions").start().end(milestone="已登记").parallel("fork")
    drawing.exclusive("meet")
    for step in ("store", "agency", "enter"):
        drawing.user(step, form=FORM, role="agency", final=step == "enter")
    drawing.path("begin", "fork", "store", "meet", "enter", "done").path("fork", "agency", "meet")
    xml = drawn(drawing.xml(), GRID)
    for node, name in NAMES.items():
        xml = xml.replace(f'name="{node}"'.encode(), f'name="{name}"'.encode())
    forms = {FORM: (SHIPPED_FORMS / f"{FORM}.form").read_bytes()}
    file = folder / "two_opinions.zip"
    file.write_bytes(write_package("two_opinions", Procedure(xml, forms, {}), {}))
    return file


def test_the_way_into_a_doubled_step_is_drawn_when_its_problem_is_chosen(
    house: House, welcome: Welcome, tmp_path: Path
):
    author = welcome()
    sign_in_at_association(author, reviewer(house, "administrator"))
    author.visit("/studio/")
    page = author.page
    page.locator("input[type=file]").set_input_files(two_opinions_without_a_join(tmp_path))
    author.press("导入为草稿")
    expect(page.locator("[data-studio-canvas][data-ready]")).to_be_visible()
    twice = problems(page).filter(has_text="“意见到齐”")
    expect(twice).to_contain_text("会办两次")
    expect(page.locator("[data-studio-played]")).to_contain_text("试走了可能发生的全部")

    twice.get_by_role("button").click()

    expect(twice).to_contain_text("开始 → 同时征求意见 → 门店意见 → 意见到齐 → 机构意见 → 意见到齐")
    numbers = page.locator(".studio-turn")
    expect(numbers).to_have_text(["1", "2", "3", "4", "5·7", "6"])

    # It is mended: the two ways meet in a gateway that waits for both.
    twice.get_by_role("button").click()
    expect(numbers).to_have_count(0)
    element(page, "meet").click()
    page.locator(".djs-context-pad [data-action='replace']").click()
    page.get_by_text("并行网关", exact=True).click()
    expect(problems(page)).to_have_text(["没有发现问题"])
    # bpmn-js uses of its own library what that calls deprecated; nothing comes of it.
    author.complaints[:] = [one for one in author.complaints if "ContextPad#getPad" not in one]
