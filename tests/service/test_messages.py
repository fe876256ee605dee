"""Messages to a case: once each, early or late, lost never."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service import cases, publishing
from service.actors import Actor, account_pool
from service.extensions import db
from service.models import Case, Event, Incident, Message
from tests.conftest import Clock
from tests.people import People
from tests.procedures import drawn, registration, waiting_for
from tests.stories import case_of, decide, submit
from tests.worker import jobs_of, work_off

SECOND = timedelta(seconds=1)
Begin = Callable[..., Case]


@pytest.fixture
def begin(people: People) -> Begin:
    """Publish a procedure and submit a case of it."""

    def begin(procedure: publishing.Procedure) -> Case:
        publishing.publish(procedure)
        return submit(people, people.practitioner(agency=people.agency()))

    return begin


def send(case: Case, name: str = "paid", *, key: str = "WX-1", **payload: object) -> None:
    """Send a message as another use case does: within its own transaction."""
    cases.send_message(case.id, name, payload, sender="payments", key=key)
    db.session.commit()


def messages() -> list[Message]:
    query = select(Message).order_by(Message.sent_at, Message.key)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def incidents() -> list[Incident]:
    return list(db.session.scalars(select(Incident).execution_options(populate_existing=True)))


def received() -> list[str]:
    return list(db.session.scalars(select(Event.node).where(Event.kind == "message_received")))


def test_an_awaited_message_moves_its_case_on(app: Flask, begin: Begin):
    case = begin(waiting_for("paid"))
    assert case.awaited == ["paid"]

    send(case)
    work_off(app)

    assert case_of(case.no).status == "completed"
    assert messages()[0].delivered_at is not None


def test_a_message_of_one_key_is_sent_and_delivered_once(app: Flask, begin: Begin):
    case = begin(waiting_for("paid"))

    send(case)
    send(case)
    work_off(app)
    cases.deliver_message(messages()[0].id)

    assert len(messages()) == 1
    assert received() == ["wait"]
    assert len(jobs_of("deliver_message")) == 1


def test_a_sender_that_fails_has_sent_nothing(app: Flask, begin: Begin):
    case = begin(waiting_for("paid"))

    cases.send_message(case.id, "paid", {}, sender="payments", key="WX-1")
    db.session.rollback()
    work_off(app)

    assert (messages(), jobs_of("deliver_message")) == ([], [])
    assert case_of(case.no).status == "open"


def test_an_early_message_is_delivered_when_the_case_comes_to_wait_for_it(
    app: Flask, people: People, begin: Begin
):
    case = begin(waiting_for("paid", after_review=True))
    send(case)
    work_off(app)
    assert messages()[0].delivered_at is None
    agency = case.agency

    decide(case, people.desk(agency), "approve")
    work_off(app)

    assert case_of(case.no).status == "completed"
    assert received() == ["wait"]


def test_a_case_that_waits_twice_takes_two_messages_one_after_the_other(app: Flask, begin: Begin):
    twice = registration().receive("first", "paid").receive("second", "paid")
    case = begin(drawn(twice.path("claim", "first", "second", "over")))

    send(case, key="WX-1")
    send(case, key="WX-2")
    work_off(app, retries=1)

    assert received() == ["first", "second"]
    assert case_of(case.no).status == "completed"
    assert all(message.delivered_at for message in messages())


def test_a_message_of_another_name_waits(app: Flask, begin: Begin):
    case = begin(waiting_for("paid"))

    send(case, "refunded")
    work_off(app)

    assert case_of(case.no).status == "open"
    assert messages()[0].delivered_at is None


def test_a_message_that_nobody_awaited_for_a_day_becomes_an_incident_once(
    app: Flask, begin: Begin, clock: Clock
):
    case = begin(waiting_for("paid"))
    send(case, "refunded")
    clock.advance(hours=24)
    clock.now -= SECOND
    cases.give_up_on_messages()
    assert incidents() == []

    clock.now += SECOND
    cases.give_up_on_messages()
    cases.give_up_on_messages()

    (incident,) = incidents()
    assert (incident.case_id, incident.operation, incident.attempts) == (case.id, "message", 1)
    assert "refunded" in incident.render() and "payments" in incident.render()


def test_a_message_to_a_case_that_has_ended_becomes_an_incident_and_can_be_put_away(
    app: Flask, begin: Begin
):
    case = begin(waiting_for("paid"))
    cases.withdraw(case.no, _applicant(case), uuid4())
    send(case)
    work_off(app)

    cases.give_up_on_messages()
    (incident,) = incidents()
    assert "已经结束" in incident.cause
    cases.retry_incident(incident.id)
    work_off(app)
    cases.give_up_on_messages()

    assert [one.status for one in incidents()] == ["resolved"]


def test_a_message_whose_step_is_refused_becomes_an_incident_and_is_tried_again(
    app: Flask, people: People, begin: Begin
):
    checks = registration().receive("wait", "paid").service("check", "register.check_employer")
    case = begin(drawn(checks.path("claim", "wait", "check", "over")))
    case.agency.enabled = False
    send(case)
    work_off(app)
    (incident,) = incidents()
    assert "不能接收申请" in incident.cause
    assert messages()[0].delivered_at is None
    case_of(case.no).agency.enabled = True
    db.session.commit()

    cases.retry_incident(incident.id)
    work_off(app)

    assert [one.status for one in incidents()] == ["resolved"]
    assert case_of(case.no).status == "completed"


def _applicant(case: Case) -> Actor:
    pools = frozenset({account_pool(case.account_id)})
    return Actor(case.account_id, case.account.kind, case.account.display_name, pools)
