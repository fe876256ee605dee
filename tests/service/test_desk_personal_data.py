"""Masked on every screen; in full only with a reason, once, on record."""

import pytest

from service.extensions import db
from service.models import PersonalDataAccess
from tests.people import ID_NUMBER, MOBILE
from tests.service.desks import browser_of, post
from tests.stories import case_of, submit, task_of

MASKED = "371003**********17"


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def case(people, agency):
    return submit(people, people.practitioner(agency=agency))


@pytest.fixture
def desk(app, people, agency, case):
    return browser_of(app, people.desk(agency)).open(f"/app_admin/tasks/{task_of(case).id}")


def looks():
    return db.session.scalars(db.select(PersonalDataAccess)).all()


def test_numbers_are_masked_on_the_page_of_a_task(desk):
    assert MASKED in desk.text()
    assert ID_NUMBER not in desk.text()
    assert MOBILE not in desk.text()


def test_numbers_are_masked_on_the_page_of_a_case(desk, case):
    desk.open(f"/app_admin/cases/{case.no}")

    assert MASKED in desk.text()
    assert ID_NUMBER not in desk.text()


def test_a_look_at_the_full_number_needs_a_reason(desk, case):
    answer = post(desk, f"{desk.address}/full/id_number", reason=" ")

    assert answer.status_code == 422
    assert "原因" in answer.text
    assert ID_NUMBER not in answer.text
    assert looks() == []


def test_a_look_at_the_full_number_is_kept_with_its_reason(desk, case):
    answer = post(desk, f"{desk.address}/full/id_number", reason="与证件照片核对")

    (look,) = looks()
    assert ID_NUMBER in answer.text
    assert (look.what, look.reason, look.case_id) == ("id_number", "与证件照片核对", case.id)


def test_the_full_number_is_shown_only_once(desk):
    address = desk.address
    post(desk, f"{address}/full/id_number", reason="与证件照片核对")

    assert ID_NUMBER not in desk.open(address).text()


def test_the_mobile_is_seen_in_full_in_the_same_way(desk):
    answer = post(desk, f"{desk.address}/full/account.mobile", reason="电话核实在职情况")

    assert MOBILE in answer.text
    assert looks()[0].what == "account.mobile"


def test_only_what_is_masked_can_be_looked_at(desk):
    answer = post(desk, f"{desk.address}/full/gender", reason="看看而已")

    assert answer.status_code == 404
    assert looks() == []


def test_a_stranger_cannot_look(app, people, case):
    stranger = browser_of(app, people.desk(people.agency("威海别家房地产经纪有限公司")))

    answer = post(stranger, f"/app_admin/tasks/{task_of(case).id}/full/id_number", reason="好奇")

    assert answer.status_code == 404
    assert looks() == []


def test_whoever_has_decided_looks_no_more(desk, case):
    address = desk.address
    desk.press("提交，看下一件", decision="approve")

    answer = post(desk, f"{address}/full/id_number", reason="再看一眼")

    assert answer.status_code == 409
    assert ID_NUMBER not in answer.text
    assert case_of(case.no).milestone == "待协会审核"
