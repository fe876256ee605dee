"""站内通知 at the desks: whoever is reminded or urged sees it where they work."""

from uuid import uuid4

import pytest

from service import cases
from tests.service.desks import browser_of
from tests.stories import decide, submit


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def broker(people, agency):
    return people.practitioner(agency=agency)


def test_an_agency_that_is_urged_is_led_from_its_desk_to_the_case(app, people, agency, broker):
    case = submit(people, broker)
    cases.urge(case.no, broker, uuid4())
    desk = browser_of(app, people.desk(agency)).open("/app_admin/")

    desk.open(desk.links()["通知 1 条未读"])
    assert "张伟催办" in desk.text()
    desk.open(desk.links()[f"查看办件 {case.no}"])

    assert desk.status == 200
    assert desk.address == f"/app_admin/cases/{case.no}"


def test_a_reviewer_of_the_association_is_urged_at_the_desk_too(app, people, agency, broker):
    case = submit(people, broker)
    decide(case, people.desk(agency), "approve")
    cases.urge(case.no, broker, uuid4())
    desk = browser_of(app, people.reviewer()).open("/association/")

    desk.open(desk.links()["通知 1 条未读"])
    desk.open(desk.links()[f"查看办件 {case.no}"])

    assert desk.address == f"/association/cases/{case.no}"


def test_notices_and_refusals_stand_in_the_frame_of_the_readers_desk(app, people, agency):
    reviewer = browser_of(app, people.reviewer())

    for address in ("/notices", "/association/calendar", "/no-such-page"):
        assert reviewer.open(address).links()["待办"] == "/association/"
    assert reviewer.links()["回到待办任务"] == "/association/"
    assert browser_of(app, people.desk(agency)).open("/notices").links()["待办"] == "/app_admin/"


def test_an_applicants_own_pages_keep_their_frame(app, people, broker):
    page = browser_of(app, broker).open("/no-such-page")

    assert "待办" not in page.links()
    assert page.links()["回到首页"] == "/"
