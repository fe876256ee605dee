"""Working time in the service: reminders, a silent store, an edited calendar, a late worker."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from service import cases, jobs, publishing
from service.extensions import db
from service.models import CalendarDay, Event, Incident, Notice, OpenTask
from service.seeding.bulk import copy_case
from tests.conftest import Clock
from tests.people import People
from tests.procedures import reviewed_by_both_at_once
from tests.stories import (
    case_of,
    correct,
    decide,
    notices_in,
    send_back,
    submit,
    task_of,
    tasks_of,
)
from tests.worker import wake_due_cases, work_off

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ONE_SECOND = timedelta(seconds=1)


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def store(people: People, agency):
    return people.store(agency)


def end_of(day: int) -> datetime:
    """24:00 in Shanghai of a day in November 2026."""
    return datetime(2026, 11, day, 16, 0, tzinfo=UTC)


def reminders_in(pool: str) -> list[Notice]:
    return [notice for notice in notices_in(pool) if notice.key.startswith("reminder:")]


def test_the_clock_of_these_tests_starts_on_a_monday(clock: Clock):
    assert clock.now == MONDAY and MONDAY.weekday() == 0


def test_an_agency_is_reminded_after_three_and_after_five_working_days(
    app: Flask, people: People, agency, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    pool = task_of(case).pool
    found = []
    for day in (25, 26, 27, 30):  # Thursday is the third day, the next Monday the fifth.
        clock.now = end_of(day)
        wake_due_cases(app)
        found.append(len(reminders_in(pool)))

    assert found == [0, 1, 1, 2]


def test_a_reminder_names_the_case_and_its_task(app: Flask, people: People, agency, clock: Clock):
    case = submit(people, people.practitioner(agency=agency))
    clock.now = end_of(26)

    wake_due_cases(app)

    (notice,) = reminders_in(task_of(case).pool)
    assert notice.params == {"subject": "张伟", "no": case.no, "task": "机构审核"}
    assert "%(no)s" in notice.text and "%(task)s" in notice.text


def test_the_association_is_reminded_and_the_agency_no_more(
    app: Flask, people: People, agency, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    desk = people.desk(agency)
    decide(case, desk, "approve")
    clock.now = end_of(26)

    wake_due_cases(app)

    assert len(reminders_in("post:association_reviewer")) == 1
    assert reminders_in(f"organisation:{agency.id}") == []


def test_nobody_is_reminded_of_a_withdrawn_case(app: Flask, people: People, agency, clock: Clock):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    cases.withdraw(case.no, broker, uuid4())
    clock.now = end_of(30)

    wake_due_cases(app)

    assert reminders_in(f"organisation:{agency.id}") == []
    assert case_of(case.no).next_wake_at is None


def test_waking_twice_reminds_once(app: Flask, people: People, agency, clock: Clock):
    case = submit(people, people.practitioner(agency=agency))
    clock.now = end_of(26)

    for _ in range(3):
        cases.wake(case.id)

    assert len(reminders_in(task_of(case).pool)) == 1
    fired = select(func.count()).where(Event.kind == "timer_fired")
    assert db.session.scalar(fired) == 1


def test_waking_a_case_that_nothing_is_due_in_changes_nothing(people: People, agency):
    case = submit(people, people.practitioner(agency=agency))
    version = case.version

    cases.wake(case.id)

    assert case_of(case.no).version == version


def test_a_worker_that_was_down_for_days_sends_one_reminder(
    app: Flask, people: People, agency, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    clock.advance(days=10)  # Both reminders are due; the association takes over later.

    wake_due_cases(app)
    wake_due_cases(app)

    assert len(reminders_in(task_of(case).pool)) == 1
    assert case_of(case.no).next_wake_at > clock.now


def test_a_store_that_is_silent_for_three_working_days_loses_the_task_to_its_agency(
    app: Flask, people: People, agency, store, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency, store=store))
    assert task_of(case).due_at == end_of(26)
    clock.now = end_of(26) - ONE_SECOND
    wake_due_cases(app)
    assert task_of(case).pool == f"organisation:{store.id}"

    clock.now = end_of(26)
    wake_due_cases(app)

    assert task_of(case).pool == f"organisation:{agency.id}"
    assert len(reminders_in(f"organisation:{store.id}")) == 1


def test_the_stores_time_is_one_budget_over_all_rounds(
    app: Flask, people: People, agency, store, clock: Clock
):
    broker, desk = people.practitioner(agency=agency, store=store), people.desk(store)
    case = submit(people, broker)
    clock.now = end_of(25) - ONE_SECOND  # Two of the three days are used.
    send_back(case, desk, certificate_issuer="请写全称")
    clock.now = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)  # The applicant takes its time.
    wake_due_cases(app)
    correct(case, broker, certificate_issuer="中国房地产估价师与房地产经纪人学会（样本）")

    assert task_of(case).due_at == datetime(2026, 12, 15, 16, 0, tzinfo=UTC)


def test_an_edited_calendar_moves_what_is_due_and_when_the_case_wakes(
    app: Flask, people: People, agency, store, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency, store=store))
    assert case.next_wake_at == end_of(25)
    for day in (24, 25):  # Two days off were announced.
        db.session.add(CalendarDay(day=date(2026, 11, day), is_working=False, name="放假"))
    jobs.defer("recompute_due_times", once="recompute_due_times")

    work_off(app)

    assert task_of(case).due_at == end_of(30)
    assert case_of(case.no).next_wake_at == end_of(27)


def test_a_working_saturday_brings_the_due_time_forward(
    app: Flask, people: People, agency, clock: Clock
):
    clock.now = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    case = submit(people, people.practitioner(agency=agency))
    assert case.next_wake_at == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
    db.session.add(CalendarDay(day=date(2026, 11, 28), is_working=True, name="调休上班"))
    jobs.defer("recompute_due_times", once="recompute_due_times")

    work_off(app)

    assert case_of(case.no).next_wake_at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def test_one_case_that_cannot_be_woken_keeps_no_other_waiting(
    app: Flask, people: People, agency, clock: Clock
):
    broken = submit(people, people.practitioner(agency=agency))
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    sound = submit(people, other, id_number="371003199506153333")
    broken.state = b"not a state"
    clock.now = end_of(26)

    wake_due_cases(app)

    (notice,) = reminders_in(task_of(sound).pool)
    assert notice.case_id == sound.id
    incident = db.session.scalars(select(Incident)).one()
    assert (incident.case_id, incident.operation) == (broken.id, "timer")
    assert incident.render().startswith("办件的流程状态无法读取")


def test_a_timer_incident_closes_when_the_retry_succeeds(
    app: Flask, people: People, agency, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    state, case.state = case.state, b"not a state"
    clock.now = end_of(26)
    wake_due_cases(app)
    case.state = state
    db.session.commit()

    cases.retry_incident(db.session.scalars(select(Incident.id)).one())
    work_off(app)

    assert db.session.scalars(select(Incident.status)).one() == "resolved"
    assert len(reminders_in(task_of(case).pool)) == 1


def test_due_times_that_could_not_be_moved_are_moved_when_somebody_tries_again(
    app: Flask, people: People, agency, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    state, case.state = case.state, b"not a state"
    db.session.add(CalendarDay(day=date(2026, 11, 25), is_working=False, name="放假"))
    jobs.defer("recompute_due_times", once="recompute_due_times")
    work_off(app)
    incident = db.session.scalars(select(Incident)).one()
    assert incident.operation == "calendar"

    case.state = state
    cases.retry_incident(incident.id)
    work_off(app)

    assert db.session.scalars(select(Incident.status)).one() == "resolved"
    assert case_of(case.no).next_wake_at == end_of(27)


def test_every_due_case_is_listed_once_however_many_there_are(
    app: Flask, people: People, agency, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    copy_case(case, 450)
    clock.now = end_of(26)

    due = list(cases.list_due_cases())

    assert len(due) == len(set(due)) == 451


def test_of_two_open_tasks_only_the_one_whose_timer_fired_is_reminded_of(
    app: Flask, people: People, two_at_once: None, clock: Clock, agency
):
    case = submit(people, people.practitioner(agency=agency))
    slow = next(task for task in tasks_of(case) if task.pool.startswith("organisation:"))
    clock.now = end_of(24)

    wake_due_cases(app)

    told = db.session.scalars(select(Notice.pool).where(Notice.key.startswith("reminder:"))).all()
    assert told == [slow.pool]
    assert db.session.scalar(select(func.count()).select_from(OpenTask)) == 2


@pytest.fixture
def two_at_once(app: Flask) -> None:
    """An edition in which the agency and the association review at the same time."""
    publishing.publish(reviewed_by_both_at_once())
