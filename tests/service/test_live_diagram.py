"""The live diagram: what stands where, how long steps take by the calendar, what is slowest."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from processes.sentences import Words
from service import cases
from service.actors import Actor, account_pool
from service.extensions import db
from service.failures import NotFound
from service.models import AccountKind, CalendarDay, Case, Organisation
from service.publishing import Plan, publish
from service.queries.live import LiveDiagram, LiveStep, read_cases_on, read_live
from tests.conftest import Clock
from tests.people import People
from tests.procedures import waiting_for
from tests.service.live_world import Crowd, reviewed, reviewed_once
from tests.stories import PROCEDURE, correct, decide, send_back, task_of
from tests.worker import wake_due_cases, work_off

TO_FRIDAY, OVER_THE_WEEKEND = {"days": 4}, {"days": 3}
"""From the Monday on which every test begins, at nine; and on to the next one."""


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def desk(people: People, agency: Organisation) -> Actor:
    return people.desk(agency)


@pytest.fixture
def crowd(people: People, agency: Organisation) -> Crowd:
    return Crowd(people, agency)


@pytest.fixture
def look(app: Flask, clock: Clock):
    def look(edition: UUID | None = None, days: int = 90) -> LiveDiagram:
        return read_live(PROCEDURE, edition, days, clock())

    return look


def step(live: LiveDiagram, node: str) -> LiveStep:
    return next(one for one in live.steps if one.node == node)


def standing(live: LiveDiagram) -> dict[str, tuple[int, int]]:
    found = {one.node: (one.standing.open, one.standing.overdue) for one in live.steps}
    return {node: counts for node, counts in found.items() if counts != (0, 0)}


def applicant_of(case: Case) -> Actor:
    pools = frozenset({account_pool(case.account_id)})
    return Actor(case.account_id, AccountKind.PRACTITIONER, "", pools)


def days_on(live: LiveDiagram, node: str) -> float:
    time = step(live, node).time
    assert time is not None
    return round(time.median, 3)


def numbers_on(live: LiveDiagram, node: str, clock: Clock, **which) -> list[str]:
    asked = {"overdue": False, "after": None, **which}
    page = read_cases_on(live, step(live, node), clock(), **asked)
    return [row.no for row in page.rows]


def test_open_cases_are_counted_on_the_steps_where_they_stand(
    crowd: Crowd, desk: Actor, look, clock: Clock
):
    publish(reviewed())
    crowd.submit(2)
    clock.advance(days=3)
    (newest,) = crowd.submit()
    decide(newest, desk, "approve")

    assert standing(look()) == {"first": (2, 2), "second": (1, 0)}


def test_a_task_over_a_weekend_took_working_days_only(
    crowd: Crowd, desk: Actor, look, clock: Clock
):
    publish(reviewed())
    clock.advance(**TO_FRIDAY)
    (case,) = crowd.submit()
    clock.advance(**OVER_THE_WEEKEND)
    decide(case, desk, "approve")

    assert days_on(look(), "first") == 1.0


def test_a_holiday_of_the_calendar_does_not_count_either(
    crowd: Crowd, desk: Actor, look, clock: Clock
):
    db.session.add(CalendarDay(day=date(2026, 11, 30), is_working=False, name="调休"))
    publish(reviewed())
    clock.advance(**TO_FRIDAY)
    (case,) = crowd.submit()
    clock.advance(**OVER_THE_WEEKEND)
    decide(case, desk, "approve")

    assert days_on(look(), "first") == 0.625  # From nine until midnight of the Friday.


def test_half_and_nine_tenths_of_those_who_left_a_step_are_told(
    crowd: Crowd, desk: Actor, look, clock: Clock
):
    publish(reviewed())
    for case in crowd.submit(5):
        clock.advance(hours=6)
        decide(case, desk, "approve")

    time = step(look(), "first").time
    assert time is not None
    assert (time.stays, round(time.median, 3), round(time.ninth, 3)) == (5, 0.75, 1.15)


def test_only_what_ended_in_the_period_is_counted(crowd: Crowd, desk: Actor, look, clock: Clock):
    publish(reviewed())
    (case,) = crowd.submit()
    decide(case, desk, "approve")
    clock.advance(days=31)

    assert step(look(days=30), "first").time is None
    assert step(look(days=365), "first").time is not None


def test_what_stands_where_is_told_although_the_times_take_too_long(
    crowd: Crowd, look, monkeypatch: pytest.MonkeyPatch
):
    publish(reviewed())
    crowd.submit(2)
    monkeypatch.setattr("service.queries.live_times._TIMES", text("SELECT pg_sleep(10)"))
    monkeypatch.setattr("service.queries.live.PATIENCE", timedelta(milliseconds=200))

    live = look()

    assert (live.is_timed, live.slow) == (False, None)
    assert standing(live) == {"first": (2, 0)}
    assert db.session.scalar(text("SHOW statement_timeout")) == "0"


def test_a_withdrawal_says_nothing_about_how_long_a_step_takes(crowd: Crowd, look, people: People):
    publish(reviewed())
    (case,) = crowd.submit()
    cases.withdraw(case.no, applicant_of(case), uuid4())

    assert step(look(), "first").time is None


def test_the_slowest_way_of_those_often_gone_is_marked(
    crowd: Crowd, desk: Actor, people: People, look, clock: Clock
):
    publish(reviewed())
    reviewer = people.reviewer()
    quick, slow = crowd.submit(3), crowd.submit(3)
    for case in quick:
        decide(decide(case, desk, "approve"), reviewer, "approve")
    for case in slow:
        send_back(case, desk, certificate_number="看不清")
        clock.advance(days=1)
        correct(case, applicant_of(case), certificate_number="20260002")
        decide(decide(case, desk, "approve"), reviewer, "approve")

    live = look()
    assert live.slow is not None
    assert (live.slow.cases, live.slow.of_all) == (3, 6)
    assert [one.node for one in live.slow_steps] == ["first", "correct", "second"]
    assert [one.node for one in live.steps if one.slowest] == ["correct"]


def test_one_way_that_everybody_goes_is_not_called_slow(
    crowd: Crowd, desk: Actor, people: People, look
):
    publish(reviewed())
    for case in crowd.submit(3):
        decide(decide(case, desk, "approve"), people.reviewer(), "approve")

    assert look().slow is None


def test_a_reminder_is_no_way_of_its_own(
    app: Flask, crowd: Crowd, desk: Actor, people: People, look, clock: Clock
):
    publish(reviewed())
    late, quick = crowd.submit(3), crowd.submit(3)
    for case in quick:
        decide(decide(case, desk, "approve"), people.reviewer(), "approve")
    clock.advance(days=3)
    wake_due_cases(app)
    for case in late:
        decide(decide(case, desk, "approve"), people.reviewer(), "approve")

    assert look().slow is None


def test_the_cases_on_a_step_are_listed_the_longest_waiting_first(crowd: Crowd, look, clock: Clock):
    publish(reviewed())
    (old,) = crowd.submit()
    clock.advance(days=3)
    (new,) = crowd.submit()

    assert numbers_on(look(), "first", clock) == [old.no, new.no]
    assert numbers_on(look(), "first", clock, overdue=True) == [old.no]


def test_a_long_list_is_read_page_by_page(
    crowd: Crowd, look, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("service.queries.live_cases.PAGE", 2)
    publish(reviewed())
    everyone = crowd.submit(3)
    live = look()
    first = read_cases_on(live, step(live, "first"), clock(), overdue=False, after=None)

    second = numbers_on(live, "first", clock, after=first.next)

    assert {*(row.no for row in first.rows), *second} == {case.no for case in everyone}
    with pytest.raises(NotFound):
        numbers_on(live, "first", clock, after="nowhere")


def test_what_waits_for_a_message_is_counted_timed_and_listed(
    app: Flask, crowd: Crowd, look, clock: Clock
):
    publish(waiting_for("paid"))
    paid, waiting = crowd.submit(2)
    clock.advance(hours=12)
    cases.send_message(paid.id, "paid", {}, sender="test", key="1")
    db.session.commit()
    work_off(app)

    live = look()
    assert standing(live) == {"wait": (1, 0)}
    assert days_on(live, "wait") == 0.5
    assert numbers_on(live, "wait", clock) == [waiting.no]


def test_a_step_that_has_another_name_now_is_counted_under_that_one(
    crowd: Crowd, look, clock: Clock
):
    old = publish(reviewed())
    (case,) = crowd.submit()
    publish(reviewed("renamed"), plan=Plan(mapping={"first": "renamed"}))

    assert standing(look()) == {"renamed": (1, 0)}
    assert numbers_on(look(), "renamed", clock) == [case.no]
    assert standing(look(old.id)) == {"first": (1, 0)}


def test_a_step_that_is_left_out_now_is_not_counted_as_the_one_that_its_cases_go_on_to(
    crowd: Crowd, look
):
    publish(reviewed())
    crowd.submit()
    publish(reviewed_once(), plan=Plan(mapping={"first": "second"}))

    assert standing(look()) == {"first": (1, 0)}
    assert step(look(), "first").kind == ""


def test_a_step_that_no_version_of_now_has_is_told_apart(crowd: Crowd, look):
    publish(reviewed())
    crowd.submit()
    gone = publish(reviewed("another"))

    assert step(look(), "first").kind == ""
    assert standing(look(gone.id)) == {}


def test_a_step_where_something_failed_says_so(crowd: Crowd, look):
    publish(reviewed())
    (case,) = crowd.submit()
    cases.raise_incident(case.id, task_of(case).id, Words("出错"), "cards.draw_card")

    assert step(look(), "first").standing.failed == 1


def test_a_case_from_before_this_was_kept_is_found_again(crowd: Crowd, look):
    publish(reviewed())
    (case,) = crowd.submit()
    case.standing = []
    db.session.commit()

    cases.note_standing()

    assert standing(look()) == {"first": (1, 0)}


def test_a_procedure_that_nobody_published_has_no_live_diagram(app: Flask, clock: Clock):
    with pytest.raises(NotFound):
        read_live("unheard_of", None, 90, clock())
