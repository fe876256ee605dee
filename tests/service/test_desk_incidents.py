"""Incidents: the cause in words, and a button that tries again."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from service.extensions import db
from service.models import Incident, IncidentStatus
from tests.service.desks import browser_of, post
from tests.stories import submit

CAUSE = "姓名中的“𬱖”没有可用字体，信息卡暂停制作；请运维人员安装字体后重试。"


@pytest.fixture
def incident(people, clock):
    case = submit(people, people.practitioner(agency=people.agency()))
    row = Incident(
        case_id=case.id,
        task_id=uuid4(),
        operation="cards.draw_card",
        cause=CAUSE,
        raised_at=clock(),
    )
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def reviewer(app, people):
    return browser_of(app, people.reviewer())


def waiting_jobs():
    query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'perform_operation'")
    return db.session.scalar(query)


def test_an_incident_is_shown_with_its_cause(reviewer, incident):
    reviewer.open("/association/incidents")

    assert CAUSE in reviewer.text()
    assert "张伟" in reviewer.text()


def test_a_retry_queues_the_operation_again(reviewer, incident):
    before = waiting_jobs()

    reviewer.open("/association/incidents").press(f"重试 {incident_no(reviewer)}")

    assert waiting_jobs() == before + 1
    assert "已重新排队" in reviewer.text()


def test_what_was_put_right_meanwhile_is_not_retried(reviewer, incident):
    incident.status = IncidentStatus.RESOLVED
    db.session.commit()
    before = waiting_jobs()

    answer = post(reviewer, f"/association/incidents/{incident.id}/retry")

    assert answer.status_code == 302
    assert waiting_jobs() == before
    assert "没有问题" in reviewer.open("/association/incidents").text()


def incident_no(reviewer):
    return reviewer.texts("//li[@class='incident']//*[contains(@class, 'number')]")[0]
