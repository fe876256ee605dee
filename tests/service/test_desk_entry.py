"""Who may enter which page of the desks: everybody else finds nothing there."""

import pytest

from service.extensions import db
from service.models import Document
from service.ports import ports
from tests.service.desks import browser_of, kept_picture
from tests.stories import decide, submit, task_of


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def case(people, agency):
    return submit(people, people.practitioner(agency=agency))


def test_whoever_is_not_signed_in_is_asked_to(client, case):
    answer = client.get(f"/app_admin/tasks/{task_of(case).id}")

    assert answer.status_code == 302
    assert "/app_admin/sign-in" in answer.location


def test_the_applicant_cannot_enter_a_desk(app, people, agency):
    applicant = people.practitioner(agency=agency)
    submit(people, applicant)

    assert browser_of(app, applicant).open("/app_admin/").status == 403
    assert browser_of(app, applicant).open("/association/").status == 403


def test_an_agency_cannot_enter_the_associations_desk(app, people, agency):
    assert browser_of(app, people.desk(agency)).open("/association/").status == 403


def test_the_association_cannot_enter_an_agencys_desk(app, people):
    assert browser_of(app, people.reviewer()).open("/app_admin/").status == 403


def test_another_agency_finds_no_such_task(app, people, case):
    stranger = browser_of(app, people.desk(people.agency("威海别家房地产经纪有限公司")))
    address = f"/app_admin/tasks/{task_of(case).id}"

    assert stranger.open(address).status == 404
    assert "张伟" not in stranger.text()
    assert stranger.client.post(address, data={"decision": "approve"}).status_code == 403
    assert stranger.open(f"/app_admin/cases/{case.no}").status == 404


def test_the_associations_reviewer_has_nothing_to_decide_before_the_agency(app, people, case):
    reviewer = browser_of(app, people.reviewer())

    assert reviewer.open(f"/association/tasks/{task_of(case).id}").status == 404


def test_only_desks_that_review_the_case_see_its_papers(app, people, agency, case):
    paper = db.session.query(Document).filter_by(case_id=case.id).first()
    ports().storage.put(paper.pages[0]["key"], kept_picture(), "image/jpeg")
    stranger = browser_of(app, people.desk(people.agency("威海别家房地产经纪有限公司")))
    address = f"/app_admin/documents/{paper.id}/1.jpg"

    seen = browser_of(app, people.desk(agency)).client.get(address)

    assert seen.mimetype == "image/jpeg"
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert stranger.client.get(address).status_code == 404


def test_the_association_knows_every_case_but_sees_papers_only_of_its_own(app, people, case):
    page = browser_of(app, people.reviewer()).open(f"/association/cases/{case.no}")

    assert page.status == 200
    assert not page.page.xpath("//img[contains(@src, '/documents/')]")


def test_what_one_reviewer_judged_their_colleagues_see_on_the_case_too(app, people, agency, case):
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")
    address = f"/association/cases/{case.no}"
    papers = "//img[contains(@src, '/documents/')]"

    assert browser_of(app, people.reviewer(name="同事")).open(address).page.xpath(papers)
    assert not browser_of(app, people.reviewer("administrator")).open(address).page.xpath(papers)


def test_a_case_is_found_by_its_number(app, people, agency, case):
    decide(case, people.desk(agency), "approve")
    reviewer = browser_of(app, people.reviewer())

    assert reviewer.open(f"/association/cases?no= {case.no} ").address.endswith(case.no)
    assert reviewer.open("/association/cases?no=202601010000019").status == 404
    assert "没有这个办件号" in reviewer.text()


def test_only_reviewers_and_administrators_see_incidents(app, people):
    other = browser_of(app, people.reviewer("finance"))

    assert other.open("/association/incidents").status == 403
    assert "问题" not in other.open("/association/").links()


def test_only_administrators_edit_the_calendar(app, people):
    assert browser_of(app, people.reviewer()).open("/association/calendar").status == 403
