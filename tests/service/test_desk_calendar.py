"""The working calendar: edited by the year, and every open time limit follows."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from processes.working_time import SHANGHAI
from service import cases
from service.extensions import db
from service.jobs import bind
from service.models import CalendarDay
from service.worker import tasks
from service.working_calendar import days_of
from tests.service.desks import browser_of, post
from tests.stories import submit, task_of

ADDRESS = "/association/calendar/2026"


@pytest.fixture
def case(people):
    return submit(people, people.practitioner(agency=people.agency()))


@pytest.fixture
def administrator(app, people):
    return browser_of(app, people.reviewer("administrator", name="管理员")).open(ADDRESS)


def working_days(*, but=(), also=()):
    """Give what the page posts: the days that are ticked, as ISO dates."""
    usual = {day for day in days_of(2026) if day.weekday() < 5}
    return sorted(day.isoformat() for day in (usual | set(also)) - set(but))


def fingerprint(browser):
    return browser.page.xpath("//input[@name='fingerprint']/@value")[0]


def save(browser, **days):
    days = {"working": working_days(**days), "fingerprint": fingerprint(browser)}
    return post(browser, ADDRESS, **days)


def waiting_jobs():
    query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'recompute_due_times'")
    return db.session.scalar(query)


def test_a_holiday_moves_the_due_time_of_an_open_task(app, administrator, case):
    assert task_of(case).due_at == datetime(2026, 12, 8, tzinfo=SHANGHAI)

    save(administrator, but=[date(2026, 11, 24)])
    bind(app)
    tasks.recompute_due_times()

    assert task_of(case).due_at == datetime(2026, 12, 9, tzinfo=SHANGHAI)


def test_a_worked_weekend_brings_a_due_time_nearer(app, administrator, case):
    save(administrator, but=[date(2026, 11, 25), date(2026, 11, 26)], also=[date(2026, 11, 28)])
    cases.recompute_due_times(case.id)

    assert task_of(case).due_at == datetime(2026, 12, 9, tzinfo=SHANGHAI)


def test_only_days_that_differ_from_the_week_are_kept(administrator):
    save(administrator, but=[date(2026, 10, 1)], also=[date(2026, 10, 10)])

    kept = db.session.scalars(db.select(CalendarDay).order_by(CalendarDay.day)).all()
    assert [(one.day.isoformat(), one.is_working) for one in kept] == [
        ("2026-10-01", False),
        ("2026-10-10", True),
    ]


def test_two_saves_defer_one_job(administrator):
    save(administrator, but=[date(2026, 10, 1)])
    save(administrator.open(ADDRESS), but=[date(2026, 10, 1), date(2026, 10, 2)])

    assert waiting_jobs() == 1


def test_saving_an_unchanged_year_defers_nothing(administrator):
    save(administrator)

    assert waiting_jobs() == 0


def test_the_page_shows_what_was_saved(administrator):
    save(administrator, but=[date(2026, 12, 31)])

    administrator.open(ADDRESS)

    ticked = set(administrator.page.xpath("//input[@name='working' and @checked]/@value"))
    assert "2026-12-31" not in ticked
    assert "2026-12-30" in ticked


def test_a_holiday_gets_its_name(administrator):
    save(administrator, but=[date(2026, 10, 1)])

    administrator.open(ADDRESS).press("保存日历", **{"name.2026-10-01": "国庆节"})

    assert db.session.get_one(CalendarDay, date(2026, 10, 1)).name == "国庆节"


def test_an_old_page_of_the_calendar_overwrites_nothing(administrator):
    before = fingerprint(administrator)
    save(administrator, but=[date(2026, 10, 1)])

    answer = post(administrator, ADDRESS, working=working_days(), fingerprint=before)

    assert answer.status_code == 409
    assert "刚被别人修改过" in answer.text
    assert db.session.get(CalendarDay, date(2026, 10, 1)) is not None


def test_far_years_are_not_edited(administrator, clock):
    assert administrator.open("/association/calendar/2031").status == 404
    assert (
        administrator.open(f"/association/calendar/{(clock() + timedelta(days=365)).year}").status
        == 200
    )
