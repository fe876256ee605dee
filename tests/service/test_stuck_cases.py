"""Cases that do not go on by themselves: found, explained, and given back to whoever moves them."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text

from processes.sentences import Words
from service import cases
from service.actors import Actor
from service.extensions import db
from service.models import Case, Event, OpenTask, Organisation, PostHolder
from service.publishing import publish
from service.queries import stuck
from service.queries.stuck import StuckKind, find_stuck, list_stuck, list_stuck_for
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import People
from tests.procedures import drawing_before_the_end, drawn, registration, waiting_for
from tests.service.live_world import Crowd, reviewed
from tests.stories import case_of, decide, task_of, tasks_of
from tests.worker import jobs_of


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def crowd(people: People, agency: Organisation) -> Crowd:
    return Crowd(people, agency)


@pytest.fixture
def admin(people: People) -> Actor:
    return people.reviewer("administrator", name="管理员")


@pytest.fixture
def reviewed_case(crowd: Crowd) -> Case:
    publish(reviewed())
    return crowd.submit()[0]


@pytest.fixture
def drawing(crowd: Crowd, people: People, agency: Organisation) -> Case:
    """A case whose card is to be drawn by a job."""
    publish(drawing_before_the_end())
    return decide(crowd.submit()[0], people.desk(agency), "approve")


def lose_jobs() -> None:
    db.session.execute(text("DELETE FROM procrastinate_events"))
    db.session.execute(text("DELETE FROM procrastinate_jobs"))
    db.session.commit()


def kind_of(case: Case, clock: Clock) -> StuckKind | None:
    found = find_stuck(case.id, clock())
    return found and found.kind


def test_a_case_that_somebody_has_in_time_is_not_stuck(
    reviewed_case: Case, people: People, agency: Organisation, clock: Clock
):
    people.desk(agency)

    assert kind_of(reviewed_case, clock) is None
    assert list_stuck(clock()) == {}


def test_a_case_whose_job_is_in_the_queue_is_not_stuck(drawing: Case, clock: Clock):
    assert kind_of(drawing, clock) is None


def test_a_case_whose_job_was_lost_is_found_and_goes_on(drawing: Case, admin: Actor, clock: Clock):
    lose_jobs()
    assert kind_of(drawing, clock) is StuckKind.NOBODY

    cases.resume_case(drawing.id, admin.account_id)

    assert jobs_of("perform_operation")[0]["args"]["case_id"] == str(drawing.id)
    assert kind_of(drawing, clock) is None
    event = db.session.query(Event).filter_by(kind="case_resumed").one()
    assert (event.case_id, event.account_id) == (drawing.id, admin.account_id)


def test_a_case_that_is_in_nobodys_inbox_is_found_and_comes_back(
    crowd: Crowd, admin: Actor, clock: Clock
):
    review = registration().user("review", form="association_review", role="association_reviewer")
    publish(drawn(review.path("claim", "review", "over")))
    (case,) = crowd.submit()
    task = task_of(case).id
    db.session.execute(delete(OpenTask))
    db.session.commit()
    assert kind_of(case, clock) is StuckKind.NOBODY

    cases.resume_case(case.id, admin.account_id)

    assert task_of(case).id == task


def test_a_message_is_worth_waiting_for(crowd: Crowd, clock: Clock):
    publish(waiting_for("paid"))
    (case,) = crowd.submit()
    lose_jobs()

    assert kind_of(case, clock) is None


def test_a_timer_that_nobody_looked_at_is_found_and_fires(
    reviewed_case: Case,
    people: People,
    agency: Organisation,
    admin: Actor,
    clock: Clock,
):
    people.desk(agency)
    clock.now = case_of(reviewed_case.no).next_wake_at + timedelta(minutes=16)
    assert kind_of(reviewed_case, clock) is StuckKind.TIMER_LATE

    cases.resume_case(reviewed_case.id, admin.account_id)

    assert [job["args"] for job in jobs_of("wake_case")] == [{"case_id": str(reviewed_case.id)}]


def test_a_step_of_a_post_that_nobody_holds_is_found(
    reviewed_case: Case, people: People, agency: Organisation, clock: Clock
):
    reviewer = people.reviewer("association_reviewer")
    decide(reviewed_case, people.desk(agency), "approve")
    assert kind_of(reviewed_case, clock) is None

    db.session.execute(delete(PostHolder).where(PostHolder.account_id == reviewer.account_id))
    db.session.commit()

    assert kind_of(reviewed_case, clock) is StuckKind.UNSTAFFED


def test_a_desk_that_was_disabled_is_found(
    reviewed_case: Case, people: People, agency: Organisation, clock: Clock
):
    people.desk(agency)
    db.session.get_one(Organisation, agency.id).enabled = False
    db.session.commit()

    assert kind_of(reviewed_case, clock) is StuckKind.UNSTAFFED


def test_long_overdue_and_long_silent_tasks_are_found(
    crowd: Crowd, people: People, agency: Organisation, clock: Clock
):
    publish(reviewed())
    overdue, silent = crowd.submit(2)
    desk = people.desk(agency)
    people.reviewer("association_reviewer")
    decide(silent, desk, "approve")
    due = task_of(overdue).due_at
    assert due is not None
    case_of(overdue.no).next_wake_at = None  # Its reminder has gone out.
    db.session.commit()

    clock.now = due + timedelta(days=7)
    assert kind_of(overdue, clock) is None
    clock.now += timedelta(seconds=1)
    assert kind_of(overdue, clock) is StuckKind.OVERDUE
    clock.now = task_of(silent).opened_at + timedelta(days=30, seconds=1)
    assert kind_of(silent, clock) is StuckKind.SILENT

    assert {kind: [row.no for row in rows] for kind, rows in list_stuck(clock()).items()} == {
        StuckKind.OVERDUE: [overdue.no],
        StuckKind.SILENT: [silent.no],
    }


def test_more_cases_than_fit_are_listed_page_by_page(
    reviewed_case: Case, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, clock: Clock
):
    monkeypatch.setattr(stuck, "SHOWN", 2)
    crowd.submit(2)  # The agency has no desk yet.

    assert len(list_stuck(clock())[StuckKind.UNSTAFFED]) == 2
    first = list_stuck_for(StuckKind.UNSTAFFED, clock(), None)
    rest = list_stuck_for(StuckKind.UNSTAFFED, clock(), first.next)

    listed = [row.no for row in (*first.rows, *rest.rows)]
    assert (len(first.rows), sorted(listed)) == (2, sorted(one.no for one in crowd.cases))
    assert rest.next is None
    assert rest.rows[0].of_kind == 3


def test_what_failed_stands_in_its_own_list_only(drawing: Case, clock: Clock):
    lose_jobs()
    cases.raise_incident(drawing.id, drawing.id, Words("出错"), "cards.draw_card")

    assert list_stuck(clock()) == {}


def test_a_case_that_people_have_is_not_resumed(
    crowd: Crowd, people: People, agency: Organisation, admin: Actor
):
    publish(
        drawn(
            registration()
            .user("review", form="employer_review", role="agency")
            .path("claim", "review", "over")
        )
    )
    (case,) = crowd.submit()

    with pytest.raises(Refused, match="nothing_to_resume"):
        cases.resume_case(case.id, admin.account_id)
    assert len(tasks_of(case)) == 1
