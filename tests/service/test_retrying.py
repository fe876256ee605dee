"""Everything that failed for one cause is tried again together; each case says what came of it."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from processes.sentences import Words
from service import cases
from service.actors import Actor
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Document, Event, Incident
from service.ports import ports
from service.publishing import publish
from service.queries.causes import CauseRow, Retried, list_causes, read_retry
from service.refusals import Refused
from tests import photos
from tests.people import People
from tests.procedures import drawing_before_the_end, waiting_for
from tests.service.live_world import Crowd
from tests.stories import case_of, decide
from tests.worker import jobs_of, work_off

PORTRAIT = "形象照文件无法读取"


@pytest.fixture
def admin(people: People) -> Actor:
    return people.reviewer("administrator", name="管理员")


@pytest.fixture
def failed(app: Flask, people: People) -> list[Case]:
    """Three cases whose cards could not be drawn, since their portraits are gone."""
    publish(drawing_before_the_end())
    agency = people.agency()
    begun = Crowd(people, agency).submit(3)
    for case in begun:
        decide(case, people.desk(agency), "approve")
    work_off(app)
    return begun


def give_portrait(case: Case) -> None:
    (portrait,) = cases.read_latest_answers(case)["portrait"]
    document = db.session.get_one(Document, UUID(portrait))
    ports().storage.put(document.pages[0]["key"], photos.portrait_jpeg(), "image/jpeg")


def retry(row: CauseRow, admin: Actor) -> UUID:
    return cases.begin_retries(row.operation, row.cause, row.error, admin)


def states(run: UUID) -> dict[str, Retried]:
    return {row.no: row.state for row in read_retry(run).rows}


def test_what_failed_for_one_cause_stands_together(failed: list[Case]):
    (row,) = list_causes()

    assert (row.operation, row.count) == ("cards.draw_card", 3)
    assert row.render().startswith(PORTRAIT)
    assert row.example in {case.no for case in failed}


def test_another_kind_of_error_is_another_cause(failed: list[Case]):
    sentence = "程序出错（%(error)s）"
    for case, error in zip(failed[:2], ("KeyError: 1", "ValueError: 2"), strict=True):
        cases.raise_incident(case.id, case.id, Words(sentence, {"error": error}), "cards.draw_card")

    assert [row.count for row in list_causes()] == [3, 1, 1]


def test_each_case_of_a_run_tells_what_came_of_it(app: Flask, failed: list[Case], admin: Actor):
    mended = failed[0]
    give_portrait(mended)

    run = retry(list_causes()[0], admin)
    assert set(states(run).values()) == {Retried.WAITING}
    work_off(app)

    page = read_retry(run)
    assert states(run)[mended.no] is Retried.DONE
    assert page.counts == {Retried.DONE: 1, Retried.FAILED: 2}
    assert (page.over, page.total, page.started_by) == (3, 3, "管理员")
    assert page.rows[0].state is Retried.FAILED  # What needs somebody stands first.
    assert page.rows[0].render().startswith(PORTRAIT)
    assert case_of(mended.no).status == "completed"
    assert list_causes()[0].count == 2


def test_who_tried_again_stands_in_the_story_of_each_case(
    app: Flask, failed: list[Case], admin: Actor
):
    retry(list_causes()[0], admin)
    work_off(app)

    retried = db.session.execute(
        select(Event.case_id, Event.account_id).where(Event.kind == "incident_retried")
    ).all()
    assert {tuple(row) for row in retried} == {(case.id, admin.account_id) for case in failed}


def test_a_second_click_begins_no_second_run(app: Flask, failed: list[Case], admin: Actor):
    (row,) = list_causes()
    retry(row, admin)

    with pytest.raises(Refused, match="nothing_to_retry"):
        retry(row, admin)

    work_off(app)
    assert retry(row, admin)  # Those that failed again may be tried again.


def test_a_run_that_was_killed_goes_on_and_queues_nothing_twice(
    app: Flask, failed: list[Case], admin: Actor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("service.cases.retrying.PAGE", 1)
    before = len(jobs_of("perform_operation"))
    run = retry(list_causes()[0], admin)

    cases.run_retries(run)
    cases.run_retries(run)

    assert len(jobs_of("perform_operation")) == before + 3


def test_what_was_put_right_before_its_turn_is_not_tried(
    app: Flask, failed: list[Case], admin: Actor
):
    run = retry(list_causes()[0], admin)
    give_portrait(failed[0])
    incident = db.session.scalars(select(Incident).where(Incident.case_id == failed[0].id)).one()
    cases.perform_operation(failed[0].id, incident.task_id)
    before = len(jobs_of("perform_operation"))

    cases.run_retries(run)

    assert len(jobs_of("perform_operation")) == before + 2
    assert states(run)[failed[0].no] is Retried.DONE


def test_a_message_that_nobody_awaits_yet_says_that_nothing_changed(
    app: Flask, people: People, admin: Actor, clock
):
    publish(waiting_for("paid"))
    (case,) = Crowd(people, people.agency()).submit()
    cases.send_message(case.id, "refunded", {}, sender="payments", key="1")
    db.session.commit()
    clock.advance(hours=25)
    cases.give_up_on_messages()

    run = retry(list_causes()[0], admin)
    work_off(app)

    assert states(run) == {case.no: Retried.UNCHANGED}


def test_a_run_that_nobody_began_is_not_found(app: Flask):
    with pytest.raises(NotFound):
        read_retry(UUID(int=1))
