"""The inbox: what is most urgent comes first, page by page, with one key to the next."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from service.actors import organisation_pool
from service.extensions import db
from service.models import OpenTask
from tests.changes import ask
from tests.employed import employed
from tests.people import OTHER_ID_NUMBER
from tests.service.desks import browser_of
from tests.stories import submit, task_of


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def case(people, agency):
    return submit(people, people.practitioner(agency=agency))


def fill(agency, case, count, clock):
    """Put more tasks into the agency's inbox, one due after the other."""
    for number in range(count):
        put(agency, case, f"申请人{number}", clock(), clock() + timedelta(days=20 + number))


def put(agency, case, name, opened_at, due_at):
    """Put one more task into the agency's inbox."""
    db.session.add(
        OpenTask(
            id=uuid4(),
            case_id=case.id,
            pool=organisation_pool(agency.id),
            node="agency_review",
            name="机构审核",
            form="employer_review",
            procedure=case.procedure,
            subject_name=name,
            opened_at=opened_at,
            due_at=due_at,
        )
    )
    db.session.commit()


def test_a_task_says_in_words_until_when(app, people, agency, case, clock):
    desk = people.desk(agency)

    assert "剩 10 个工作日" in browser_of(app, desk).open("/app_admin/").text()
    clock.advance(days=14)
    assert "今天到期" in browser_of(app, desk).open("/app_admin/").text()
    clock.advance(days=1)
    assert "逾期 1 个工作日" in browser_of(app, desk).open("/app_admin/").text()


def test_an_empty_inbox_says_so(app, people, agency):
    assert "没有待办任务" in browser_of(app, people.desk(agency)).open("/app_admin/").text()


def test_the_inbox_goes_on_from_page_to_page(app, people, agency, case, clock):
    fill(agency, case, 30, clock)
    desk = browser_of(app, people.desk(agency)).open("/app_admin/")

    first = desk.texts("//*[@class='task-row-name']")
    second = desk.open(desk.links()["下一页"]).texts("//*[@class='task-row-name']")

    assert len(first) == 25
    assert first[0] == "张伟"
    assert second == [f"申请人{number}" for number in range(24, 30)]


def test_a_large_inbox_is_counted_to_a_thousand(app, people, agency, case, clock):
    fill(agency, case, 1001, clock)

    desk = browser_of(app, people.desk(agency)).open("/app_admin/")

    assert desk.texts("//*[contains(@class, 'desk-count')]") == ["1,000+"]


def test_an_address_written_by_hand_is_not_found(app, people, agency):
    assert browser_of(app, people.desk(agency)).open("/app_admin/?after=x").status == 404


def test_next_leads_past_the_task_that_was_skipped_and_around(app, people, agency, case, clock):
    fill(agency, case, 1, clock)
    desk = browser_of(app, people.desk(agency)).open(f"/app_admin/tasks/{task_of_first(case)}")

    desk.open(desk.links()["下一件 N"])
    assert desk.address != f"/app_admin/tasks/{task_of_first(case)}"
    desk.open(desk.links()["下一件 N"])
    assert desk.address == f"/app_admin/tasks/{task_of_first(case)}"


def task_of_first(case):
    query = db.select(OpenTask.id).where(OpenTask.case_id == case.id).order_by(OpenTask.due_at)
    return db.session.scalars(query).first()


def test_of_tasks_due_on_the_same_day_the_one_that_came_first_is_first(
    app, people, agency, case, clock
):
    due_at = clock() + timedelta(days=5)
    for number in range(30):
        clock.advance(minutes=1)
        put(agency, case, f"申请人{number:02}", clock(), due_at)
    desk = browser_of(app, people.desk(agency)).open("/app_admin/")

    first = desk.texts("//*[@class='task-row-name']")
    second = desk.open(desk.links()["下一页"]).texts("//*[@class='task-row-name']")

    assert first + second == [*(f"申请人{number:02}" for number in range(30)), "张伟"]


def test_an_inbox_can_be_narrowed_to_one_procedure_and_stays_there(app, people, agency, clock):
    broker = employed(people, agency)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    submit(people, other, id_number=OTHER_ID_NUMBER)
    clock.advance(minutes=1)
    first = ask(people, broker, "name")
    desk = browser_of(app, people.desk(agency)).open("/app_admin/")

    desk.open(desk.links()["信息变更 1"])
    assert desk.texts("//*[@class='task-row-name']") == ["张伟"]
    desk.open(desk.links()["开始办理 N"])
    assert desk.address.endswith(str(task_of(first).id))
    desk.press("提交，看下一件", decision="approve")

    assert desk.address == "/app_admin/"
    assert "没有待办任务" in desk.text()
    assert "李娜" in desk.open(desk.links()["查看其他事项"]).text()


def test_the_list_beside_a_task_begins_where_the_task_stands(app, people, agency, case, clock):
    fill(agency, case, 30, clock)
    far = db.session.scalars(select(OpenTask).where(OpenTask.subject_name == "申请人27")).one()

    desk = browser_of(app, people.desk(agency)).open(f"/app_admin/tasks/{far.id}")

    assert desk.texts("//*[@class='task-row-name']") == ["申请人27", "申请人28", "申请人29"]


def test_a_later_page_leads_back_to_the_first_and_calls_it_so(app, people, agency, case, clock):
    fill(agency, case, 30, clock)
    desk = browser_of(app, people.desk(agency)).open("/app_admin/")

    desk.open(desk.links()["下一页"])

    assert desk.links()["回到第一页"] == "/app_admin/"
    assert "上一页" not in desk.links()
