"""The pages of the live diagram and of the doctor's list, as an administrator reads them."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from processes.sentences import Words
from service import cases
from service.models import Case, Organisation
from service.publishing import publish
from service.queries import stuck
from tests.conftest import Clock
from tests.people import People
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.service.live_world import Crowd, reviewed
from tests.stories import PROCEDURE, decide, task_of
from tests.worker import work_off

LIVE = f"/studio/procedures/{PROCEDURE}/live"
PORTRAIT = "形象照文件无法读取"


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def crowd(people: People, agency: Organisation) -> Crowd:
    publish(reviewed())
    return Crowd(people, agency)


@pytest.fixture
def come_in(app: Flask, people: People) -> Callable[[], Browser]:
    """Sign an administrator in now: sessions do not last for the days of these stories."""
    return lambda: browser_of(app, people.reviewer("administrator", name="管理员"))


@pytest.fixture
def admin(come_in: Callable[[], Browser]) -> Browser:
    return come_in()


def drawn_on(page: Browser, node: str) -> dict[str, str]:
    (steps,) = page.page.xpath("//@data-steps")
    return next(one for one in json.loads(steps) if one["id"] == node)


def row_of(page: Browser, name: str) -> str:
    (row,) = page.texts(f"//section[@aria-labelledby='steps']//tr[th[contains(., '{name}')]]")
    return row


def test_the_diagram_and_the_table_say_the_same(
    crowd: Crowd, people: People, agency: Organisation, come_in, clock: Clock
):
    first, *_ = crowd.submit(3)
    clock.advance(hours=12)
    decide(first, people.desk(agency), "approve")
    clock.advance(days=3)

    page = come_in().open(LIVE)

    assert drawn_on(page, "first") | {"href": "", "label": ""} == {
        "id": "first",
        "href": "",
        "label": "",
        "open": "2 件",
        "overdue": "2 超期",
        "failed": "",
        "slowest": "",
        "time": "半数 12 小时 · 九成 12 小时",
    }
    assert row_of(page, "first") == "first 2 件 first 2 超期 first 12 小时 12 小时 1"
    assert "3 件在办" in page.text()


def test_a_step_leads_to_its_cases_and_they_to_the_doctor(crowd: Crowd, admin: Browser):
    (case,) = crowd.submit()
    address = drawn_on(admin.open(LIVE), "first")["href"]

    page = admin.open(address)

    assert "停在“first”的办件" in page.text()
    assert f"/studio/doctor/{case.no}" in page.links().values()


def test_only_the_overdue_ones_are_listed_on_request(crowd: Crowd, come_in, clock: Clock):
    (old,) = crowd.submit()
    clock.advance(days=3)
    (new,) = crowd.submit()

    page = come_in().open(f"{LIVE}?step=first&overdue=1")

    assert old.no in page.text()
    assert new.no not in page.text()


def test_a_period_with_too_much_in_it_says_so(
    crowd: Crowd, admin: Browser, monkeypatch: pytest.MonkeyPatch
):
    crowd.submit()
    monkeypatch.setattr("service.queries.live_times._TIMES", text("SELECT pg_sleep(10)"))
    monkeypatch.setattr("service.queries.live.PATIENCE", timedelta(milliseconds=200))

    page = admin.open(f"{LIVE}?days=365")

    assert (page.status, "没有算出用时" in page.text()) == (200, True)
    assert row_of(page, "first").startswith("first 1 件")


def test_a_version_and_a_period_are_chosen(crowd: Crowd, admin: Browser):
    crowd.submit()
    publish(reviewed("another"))

    page = admin.open(LIVE)
    assert "first （现行版没有这一步）" in row_of(page, "first")

    old = page.page.xpath("//select[@name='edition']/option[last() - 1]/@value")[0]
    page = page.open(f"{LIVE}?edition={old}&days=30")
    assert page.page.xpath("//select[@name='days']/option[@selected]/@value") == ["30"]
    assert "现行版没有这一步" not in page.text()


@pytest.mark.parametrize("query", ["step=nowhere", "edition=nonsense", "step=first&after=x"])
def test_an_address_written_by_hand_is_not_found(crowd: Crowd, admin: Browser, query: str):
    assert admin.open(f"{LIVE}?{query}").status == 404


def test_only_administrators_come_in(app: Flask, crowd: Crowd, people: People):
    reviewer = browser_of(app, people.reviewer())

    for address in (LIVE, "/studio/doctor"):
        assert reviewer.open(address).status == 403


# -- the doctor's list -------------------------------------------------------------------------


@pytest.fixture
def failed(crowd: Crowd) -> list[Case]:
    begun = crowd.submit(2)
    for case in begun:
        cases.raise_incident(case.id, task_of(case).id, Words(PORTRAIT), "cards.draw_card")
    return begun


def test_everything_of_one_cause_is_retried_with_a_result_for_each_case(
    app: Flask, failed: list[Case], admin: Browser
):
    page = admin.open("/studio/doctor")
    assert f"2 件没有办成 {PORTRAIT}" in page.text()

    page = page.press("重试这 2 件 制作信息卡图片（正反两面） 1")
    assert "已处理 0 / 2 件" in page.text()
    assert page.texts("//ul[@class='incidents']//*[contains(@class, 'status-word')]") == [
        "排队中",
        "排队中",
    ]

    # Nobody waits for these jobs: the incidents are over.
    work_off(app)
    page = admin.open(page.address)
    assert "已处理 2 / 2 件" in page.text()
    assert "没有问题" in admin.open("/studio/doctor").text()


def test_a_cause_that_is_being_retried_is_not_begun_again(failed: list[Case], admin: Browser):
    page = admin.open("/studio/doctor")
    button = "重试这 2 件 制作信息卡图片（正反两面） 1"
    page.press(button)

    again = admin.open("/studio/doctor").press(button)

    assert (again.status, "正在重试" in again.text()) == (422, True)


def test_a_stuck_case_is_listed_with_its_reason_and_what_helps(
    crowd: Crowd, people: People, agency: Organisation, admin: Browser, clock: Clock
):
    (case,) = crowd.submit()

    page = admin.open("/studio/doctor")

    # The agency of this test has no account.
    assert "这一步没有人能办" in page.text()
    assert f"/studio/doctor/{case.no}" in page.links().values()
    assert "给岗位安排人员" in admin.open(f"/studio/doctor/{case.no}").text()


def test_the_other_cases_that_are_stuck_are_a_page_further(
    crowd: Crowd, admin: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stuck, "SHOWN", 1)
    crowd.submit(2)

    page = admin.open("/studio/doctor")
    page.open(page.links()["查看全部 2 件：这一步没有人能办"])
    first = [one for one in page.links() if "2026" in one]
    page.open(page.links()["下一页"])

    assert page.status == 200
    assert [one for one in page.links() if "2026" in one] != first
    assert "下一页" not in page.links()


def test_a_reason_that_is_none_has_no_page(admin: Browser):
    for address in ("bored", "overdue?after=x", "overdue?after=2026~x"):
        assert admin.open(f"/studio/doctor/stuck/{address}").status == 404
