"""A clerk adds a review by Friday: draws, tries out, publishes, moves open cases, goes back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from service.extensions import db
from service.models import Case, Edition, ProcedureTest
from service.publishing import publish
from service.seeding import copy_case
from tests.journeys.arranging import agency, application
from tests.journeys.devices import Welcome
from tests.journeys.drawing import draw_review_by_rule
from tests.journeys.house import House
from tests.journeys.insiders import come_in, of_association, office_of
from tests.journeys.reviewing import decide
from tests.journeys.strangers import Strangers
from tests.journeys.test_studio import forget_refused_styles, open_editor
from tests.journeys.test_studio_trial import approve, begin_as, play_to_the_association, try_out
from tests.journeys.visitor import Visitor
from tests.procedures import shipped
from tests.stories import case_of, task_of
from tests.stories import decide as decide_on

OPEN = 50
TEST = "经纪人要复核"


@pytest.fixture(autouse=True)
def nothing_left(house: House) -> Iterator[None]:
    """Whoever comes after this finds the procedure as it is shipped, and no test beside it."""
    yield

    def put_back() -> None:
        db.session.execute(delete(ProcedureTest))
        db.session.commit()
        publish(shipped())

    house.arrange(put_back)


def fifty_cases(house: House, strangers: Strangers) -> list[str]:
    """Let fifty applications lie at the association; give their numbers."""
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, employer)

    def approve_and_copy() -> list[str]:
        case = decide_on(case_of(case_no), office_of(employer), "approve")
        copy_case(case, OPEN - 1)
        same = Case.agency_id == employer.id, Case.procedure == case.procedure
        return list(db.session.scalars(select(Case.no).where(*same).order_by(Case.no)))

    return house.arrange(approve_and_copy)


def editions_of(numbers: Sequence[str]) -> Counter[int]:
    """Count by which version of the procedure these cases go."""
    query = select(Edition.number).join(Case, Case.edition_id == Edition.id)
    return Counter(db.session.scalars(query.where(Case.no.in_(numbers))))


def task_id(number: str) -> UUID:
    """Give the one open task of a case."""
    return task_of(case_of(number)).id


def publish_for_open_cases(author: Visitor, second: Visitor) -> None:
    """Look at what open cases would do, hand the draft in, and let a second person approve it."""
    author.follow("发布…")
    draft = author.path()
    assert author.sees("“复核”")
    author.press("预览影响")
    author.reload_until(lambda: author.sees("已完成"))
    assert author.sees("新增步骤将办理的在办件")
    author.follow("返回发布")
    author.page.get_by_label("在办件立即改用新版本").check()
    author.fill("这一版改了什么", "经纪人登记增加复核。")
    author.fill("公告文号（选填）", "威房协〔2026〕18号")
    author.press("提交批准")
    second.visit(draft)
    second.press("批准并发布")


def test_a_clerk_adds_a_review_publishes_it_moves_open_cases_and_goes_back(
    house: House, welcome: Welcome, strangers: Strangers
):
    numbers = fifty_cases(house, strangers)
    author, second, desk = welcome(), welcome(), welcome()
    come_in(author, of_association(house, "administrator"))
    come_in(second, of_association(house, "administrator"))
    come_in(desk, of_association(house))
    page = open_editor(author)
    draw_review_by_rule(page)
    forget_refused_styles(author)

    author.follow("试办…")
    draft = author.path().removesuffix("/trial")
    try_out(author)
    approve(author)
    expect(page.locator("#trial-acting")).to_contain_text("办件到此结束")
    page.get_by_label("测试的名称").fill(TEST)
    author.press("留作测试")

    # The table lets somebody else pass without a second review.
    author.visit(f"{draft}/trial")
    begin_as(author, "房地产经纪人协理")
    play_to_the_association(author)
    approve(author)
    expect(page.locator("#trial-acting")).to_contain_text("办件到此结束")

    author.visit(draft)
    publish_for_open_cases(author, second)
    author.visit("/studio/procedures/practitioner_registration/migrations")
    author.follow("迁移到第 2 版")
    author.reload_until(lambda: author.sees("已完成"))
    assert house.arrange(lambda: editions_of(numbers)) == {2: OPEN}

    desk.visit(f"/association/tasks/{house.arrange(lambda: task_id(numbers[0]))}")
    decide(desk, "approve")
    assert house.arrange(lambda: case_of(numbers[0]).milestone) == "待复核"

    author.press("退回原版本")
    author.reload_until(lambda: author.sees("已完成"))
    assert house.arrange(lambda: editions_of(numbers)) == {1: OPEN - 1, 2: 1}
