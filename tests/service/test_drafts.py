"""Forms that somebody has begun: nothing typed is lost, and nothing is kept for ever."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service import cases, publishing
from service.actors import Actor
from service.cases.expiry import KEPT, WARNED
from service.extensions import db
from service.failures import NotFound, StaleDraft
from service.models import Draft, Edition, Notice
from service.personal_data import Unsealable
from service.publishing import Procedure
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import ID_NUMBER, People
from tests.procedures import reviewed_by_both_at_once, shipped
from tests.stories import PROCEDURE, case_of, send_back, submit, task_of

SUBJECT = f"procedure:{PROCEDURE}"
SECOND = timedelta(seconds=1)


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def broker(people: People, agency) -> Actor:
    return people.practitioner(agency=agency)


def drafts() -> list[Draft]:
    return list(db.session.scalars(select(Draft).execution_options(populate_existing=True)))


def another_form() -> Procedure:
    """The shipped procedure with a form that asks one thing more."""
    forms = dict(shipped().forms)
    form = json.loads(forms[PROCEDURE])
    question = {
        "type": "textfield",
        "id": "Field_nickname",
        "key": "nickname",
        "label": "常用名",
        "validate": {"required": True},
        "properties": {"kind": "text", "why": "便于联系。"},
    }
    form["components"][0]["components"].append(question)
    return Procedure(
        shipped().diagram, {**forms, PROCEDURE: json.dumps(form).encode()}, shipped().tables
    )


def test_what_was_saved_is_there_on_another_device(broker: Actor):
    begun = cases.open_draft(PROCEDURE, broker)

    cases.save_draft(SUBJECT, {"gender": "female"}, begun.version, broker)

    again = cases.open_draft(PROCEDURE, broker)
    assert (again.answers, again.version) == ({"gender": "female"}, begun.version + 1)


def test_opening_on_two_devices_begins_one_draft(broker: Actor):
    assert cases.open_draft(PROCEDURE, broker) == cases.open_draft(PROCEDURE, broker)
    assert len(drafts()) == 1


def test_a_device_with_an_older_version_overwrites_nothing(broker: Actor):
    begun = cases.open_draft(PROCEDURE, broker)
    cases.save_draft(SUBJECT, {"gender": "female"}, begun.version, broker)

    with pytest.raises(StaleDraft):
        cases.save_draft(SUBJECT, {"gender": "male"}, begun.version, broker)

    assert cases.open_draft(PROCEDURE, broker).answers == {"gender": "female"}


def test_nobody_else_opens_or_overwrites_a_draft(people: People, agency, broker: Actor):
    begun = cases.open_draft(PROCEDURE, broker)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")

    with pytest.raises(NotFound):
        cases.save_draft(SUBJECT, {"gender": "male"}, begun.version, other)


def test_a_draft_is_sealed_and_bound_to_its_row(people: People, agency, broker: Actor):
    begun = cases.open_draft(PROCEDURE, broker)
    cases.save_draft(SUBJECT, {"id_number": ID_NUMBER}, begun.version, broker)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    cases.open_draft(PROCEDURE, other)
    mine, theirs = sorted(drafts(), key=lambda one: one.account_id != broker.account_id)
    assert ID_NUMBER.encode() not in mine.answers

    theirs.answers = mine.answers
    db.session.commit()

    with pytest.raises(Unsealable):
        cases.open_draft(PROCEDURE, other)


def test_submitting_uses_the_draft_up(people: People, broker: Actor):
    submit(people, broker)

    assert drafts() == []


def test_a_correction_has_a_draft_of_its_own_that_goes_with_the_answer(
    people: People, agency, broker: Actor
):
    case = submit(people, broker)
    send_back(case, people.desk(agency), certificate_issuer="请写全称")
    task = task_of(case)
    begun = cases.begin_task_draft(task, case.edition_id, broker)
    cases.save_draft(begun.subject, {"certificate_issuer": "学会"}, begun.version, broker)
    assert cases.begin_task_draft(task, case.edition_id, broker).answers != {}

    cases.complete(task.id, {"certificate_issuer": "房地产经纪人学会"}, broker, uuid4())

    assert drafts() == []


# -- an edition that was replaced meanwhile ----------------------------------------------------


def test_a_draft_follows_to_the_newest_edition_with_its_answers(broker: Actor):
    begun = cases.open_draft(PROCEDURE, broker)
    cases.save_draft(SUBJECT, {"gender": "female"}, begun.version, broker)
    newest = publishing.publish(another_form()).id

    again = cases.open_draft(PROCEDURE, broker)

    assert (again.edition_id, again.answers) == (newest, {"gender": "female"})


def test_a_submit_on_a_form_that_changed_is_to_be_looked_at_once_more(
    people: People, broker: Actor
):
    cases.open_draft(PROCEDURE, broker)
    publishing.publish(another_form())

    with pytest.raises(Refused) as refused:
        cases.submit(PROCEDURE, people.registration(broker), broker, uuid4())

    assert refused.value.code == "form_changed"
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker, nickname="小张")
    done = cases.submit(PROCEDURE, answers, broker, uuid4())
    assert done.milestone == "待机构（门店）审核"


def test_a_submit_after_only_the_diagram_changed_goes_by_the_newest(people: People, broker: Actor):
    cases.open_draft(PROCEDURE, broker)
    publishing.publish(reviewed_by_both_at_once())

    done = cases.submit(PROCEDURE, people.registration(broker), broker, uuid4())

    newest = db.session.scalars(
        select(Edition.id).where(Edition.procedure == PROCEDURE, Edition.in_force)
    ).one()
    assert case_of(done.case_no).edition_id == newest


# -- drafts that nobody touches ----------------------------------------------------------------


def expire() -> None:
    """Do what the worker does every night."""
    cases.warn_about_drafts()
    cases.delete_expired_drafts()


def test_an_old_draft_is_deleted_after_ninety_days_and_a_notice(
    app: Flask, broker: Actor, clock: Clock
):
    cases.open_draft(PROCEDURE, broker)
    begun = clock.now
    clock.now = begun + KEPT - WARNED - SECOND
    expire()
    assert notices() == []
    clock.now += SECOND
    expire()
    (notice,) = notices()
    clock.now = begun + KEPT - SECOND
    expire()
    assert len(drafts()) == 1

    clock.now += SECOND
    expire()

    assert (drafts(), len(notices())) == ([], 1)
    assert notice.pool in broker.pools
    assert notice.params == {"procedure": "从业人员实名登记", "day": "2027-02-21"}


def test_a_draft_that_was_saved_again_lives_on(app: Flask, broker: Actor, clock: Clock):
    begun = cases.open_draft(PROCEDURE, broker)
    clock.now += KEPT - WARNED
    expire()
    cases.save_draft(SUBJECT, {"gender": "male"}, begun.version, broker)
    clock.now += WARNED

    expire()

    assert len(drafts()) == 1


def test_nobody_loses_a_draft_without_a_weeks_notice_when_the_worker_was_down(
    broker: Actor, clock: Clock
):
    cases.open_draft(PROCEDURE, broker)
    clock.now += 2 * KEPT
    expire()
    assert len(drafts()) == 1

    clock.now += WARNED
    expire()

    assert drafts() == []


def test_the_draft_of_a_task_that_is_gone_is_deleted(people: People, agency, broker: Actor):
    case = submit(people, broker)
    send_back(case, people.desk(agency), certificate_issuer="请写全称")
    cases.begin_task_draft(task_of(case), case.edition_id, broker)
    expire()
    assert len(drafts()) == 1
    cases.withdraw(case.no, broker, uuid4())

    expire()

    assert drafts() == []


def notices() -> list[Notice]:
    query = select(Notice).where(Notice.key.startswith("draft_expiring:"))
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
