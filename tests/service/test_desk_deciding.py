"""Deciding: one act counts, everybody else reads what happened, nothing typed is lost."""

from uuid import uuid4

import pytest

from service import cases
from service.extensions import db
from service.models import Case, Organisation, Review
from service.queries.review_page import read_done
from tests.service.desks import browser_of, post
from tests.stories import case_of, decide, submit, task_of


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def applicant(people, agency):
    return people.practitioner(agency=agency)


@pytest.fixture
def case(people, applicant):
    return submit(people, applicant)


@pytest.fixture
def desk(app, people, agency):
    return browser_of(app, people.desk(agency))


@pytest.fixture
def task(desk, case):
    return desk.open(f"/app_admin/tasks/{task_of(case).id}")


def reviews():
    return db.session.scalars(db.select(Review)).all()


def test_an_approval_sends_the_case_on_and_opens_the_next_task(task, case):
    task.press("提交，看下一件", decision="approve")

    assert case_of(case.no).milestone == "待协会审核"
    assert "已通过：张伟" in task.text()
    assert task.address == "/app_admin/"


def test_after_a_decision_the_next_applicant_is_on_the_page(people, agency, task):
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    submit(people, other, id_number="371003199506153333")

    task.press("提交，看下一件", decision="approve")

    assert task.texts("//h1")[0].startswith("李娜")


def test_a_refusal_without_a_reason_keeps_the_page_as_it_was(task, case):
    task.press("提交，看下一件", decision="refuse")

    assert task.status == 422
    assert task.error_of("opinion")
    assert task.page.xpath("//input[@value='refuse']/@checked")
    assert case_of(case.no).milestone == "待机构（门店）审核"


def test_a_refusal_with_its_reason_lets_the_applicant_pick_another_employer(task, case):
    task.press("提交，看下一件", decision="refuse", opinion="不是本公司员工")

    assert case_of(case.no).milestone == "待另选单位"


def test_a_decision_must_be_chosen(task):
    task.press("提交，看下一件")

    assert task.status == 422
    assert task.page.xpath("//*[@id='field-decision-error']")


def test_a_ticked_field_goes_back_with_its_reason(app, applicant, task, case):
    task.press(
        "提交，看下一件",
        decision="return",
        tick="certificate_number",
        **{"returned_fields.certificate_number": "与证书照片不一致"},
    )

    (review,) = reviews()
    assert review.returned_fields == {"certificate_number": "与证书照片不一致"}
    assert case_of(case.no).milestone == "已退回"
    assert cases.reopened_fields(case_of(case.no)) == {"certificate_number"}


def test_a_reason_beside_an_unticked_field_goes_nowhere(task, case):
    task.press(
        "提交，看下一件",
        decision="approve",
        **{"returned_fields.gender": "写到一半又改了主意"},
    )

    assert reviews()[0].returned_fields == {}
    assert case_of(case.no).milestone == "待协会审核"


def test_a_ticked_field_without_a_reason_is_asked_for_it(task):
    task.press("提交，看下一件", decision="return", tick=["gender", "id_front"])

    assert task.status == 422
    assert "请写明退回“性别”的原因" in task.text()
    assert task.page.xpath("//input[@id='tick-id_front']/@checked")
    assert not reviews()


def test_ticks_and_an_approval_contradict_each_other(task):
    task.press(
        "提交，看下一件",
        decision="approve",
        tick="gender",
        **{"returned_fields.gender": "与证件不一致"},
    )

    assert task.status == 422
    assert "决定却不是“退回修改”" in task.text()
    assert "与证件不一致" in task.text()
    assert not reviews()


def test_a_field_that_nobody_may_return_is_refused(task, case):
    answer = post(
        task,
        task.address,
        key=str(uuid4()),
        decision="return",
        tick="consent_identity",
        **{"returned_fields.consent_identity": "请取消同意"},
    )

    assert answer.status_code == 422
    assert case_of(case.no).milestone == "待机构（门店）审核"


def test_a_second_click_with_the_same_key_decides_once(task, case):
    address, key = task.address, str(uuid4())

    first = post(task, address, key=key, decision="approve")
    second = post(task, address, key=key, decision="approve")

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(reviews()) == 1


def test_the_second_of_two_reviewers_reads_who_was_quicker(app, people, agency, case):
    decide(case, people.desk(agency), "approve")
    first, second = people.reviewer(name="赵审核"), people.reviewer(name="钱审核")
    task_id = task_of(case).id
    page = browser_of(app, second).open(f"/association/tasks/{task_id}")
    decide(case, first, "refuse", opinion="材料不属实")

    page.press("提交，看下一件", decision="approve")

    assert page.status == 409
    assert "已由赵审核处理" in page.text()
    assert "不通过" in page.text()
    assert case_of(case.no).milestone == "不通过"


def test_an_old_page_of_a_decided_task_says_who_decided(task, people, agency, case):
    address = task.address
    decide(case, people.desk(agency), "approve")

    assert task.open(address).status == 409
    assert f"已由{agency.name}处理" in task.text()


def test_a_page_of_a_withdrawn_case_says_so(task, applicant, case):
    cases.withdraw(case.no, applicant, uuid4())

    task.press("提交，看下一件", decision="approve")

    assert task.status == 409
    assert "申请人已撤回" in task.text()


def test_what_only_the_applicant_can_mend_is_offered_as_a_return(task, agency, case):
    db.session.get_one(Organisation, agency.id).enabled = True
    store_of_another_agency(case)

    task.press("提交，看下一件", decision="approve")

    assert task.status == 422
    assert "请申请人修改" in task.text() or "由申请人修改" in task.text()
    assert task.page.xpath("//input[@value='return']/@checked")
    assert not reviews()


def store_of_another_agency(case: Case) -> None:
    """Make the employer one that can no longer take anybody."""
    organisation = db.session.get_one(Organisation, case.agency_id)
    organisation.registration = "cancelled"
    db.session.commit()


def test_the_correction_shows_what_changed_and_why(app, people, agency, applicant, case, desk):
    reasons = {"certificate_number": "与证书照片不一致"}
    decide(case, people.desk(agency), "return", returned_fields=reasons)
    corrected = {"certificate_number": "30620260000000000002"}
    cases.complete(task_of(case).id, corrected, applicant, uuid4())

    desk.open(f"/app_admin/tasks/{task_of(case).id}")

    (row,) = desk.texts("//*[@id='row-certificate_number']")
    assert "30620260000000000002" in row
    assert "原来 30620260000000000001" in row
    assert "与证书照片不一致" in row
    assert desk.texts("//*[contains(@class, 'changed-notice')]//a") == ["证书编号"]


def test_what_was_decided_is_listed(task, people, agency, case):
    task.press("提交，看下一件", decision="approve")

    task.open("/app_admin/done")

    assert "张伟" in task.text()
    assert "待协会审核" in task.text()
    assert read_done(people.desk(agency).account_id).rows == []
