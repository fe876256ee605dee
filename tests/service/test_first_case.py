"""A broker registers, is reviewed twice, and gets a card."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from forms import FormErrors
from service import cases
from service.extensions import db
from service.failures import AlreadyHandled, NotAllowed, NotFound
from service.models import Event, IdentityClaim, OpenTask, Practitioner, Review
from service.refusals import Refused
from tests.people import ID_NUMBER, OTHER_ID_NUMBER, People
from tests.stories import (
    PROCEDURE,
    case_of,
    correct,
    decide,
    send_back,
    submit,
    task_of,
)


@pytest.fixture
def agency(people: People):
    return people.agency()


def test_a_submitted_registration_waits_in_the_agencys_inbox(people: People, agency):
    desk, broker = people.desk(agency), people.practitioner(agency=agency)

    case = submit(people, broker)

    assert task_of(case).pool in desk.pools
    assert case.milestone == "待机构（门店）审核"
    assert len(case.no) == 15


def test_whoever_chose_a_store_is_reviewed_by_that_store(people: People, agency):
    store = people.store(agency)

    case = submit(people, people.practitioner(agency=agency, store=store))

    assert task_of(case).pool == f"organisation:{store.id}"


def test_two_approvals_put_the_person_into_the_register(people: People, agency):
    case = submit(people, people.practitioner(agency=agency))

    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")

    person = db.session.execute(select(Practitioner)).scalar_one()
    assert person.name == "张伟"
    assert person.practice_no.startswith("WH000001")


def test_the_same_id_number_is_refused_at_submit_without_naming_the_employer(people, agency):
    submit(people, people.practitioner(agency=agency))
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")

    with pytest.raises(Refused) as refused:
        submit(people, other)

    assert refused.value.code == "identity_claimed"
    assert refused.value.field == "id_number"


def test_a_refused_registration_frees_the_id_number(people: People, agency):
    case = submit(people, people.practitioner(agency=agency))
    decide(case, people.desk(agency), "approve")

    decide(case, people.reviewer(), "refuse", opinion="证书已注销")

    assert case_of(case.no).milestone == "不通过"
    assert db.session.scalar(select(func.count()).select_from(IdentityClaim)) == 0


def test_a_returned_field_reopens_alone_and_keeps_the_other_answers(people: People, agency):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    reasons = {"certificate_number": "与证书照片不一致"}
    decide(case, people.desk(agency), "return", returned_fields=reasons)
    task = task_of(case)

    cases.complete(task.id, {"certificate_number": "30620260000000000002"}, broker, uuid4())

    assert case_of(case.no).round == 2
    newest = cases.read_latest_answers(case)
    assert newest["certificate_number"] == "30620260000000000002"
    assert newest["id_number"] == ID_NUMBER


def test_a_field_that_was_not_returned_cannot_be_changed(people: People, agency):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    reasons = {"certificate_issuer": "请写全称"}
    decide(case, people.desk(agency), "return", returned_fields=reasons)
    posted = {
        "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
        "id_number": OTHER_ID_NUMBER,
    }

    with pytest.raises(FormErrors) as errors:
        cases.complete(task_of(case).id, posted, broker, uuid4())

    assert errors.value.keys == {"id_number"}


def test_the_applicant_withdraws_and_the_reviewer_finds_nothing(people: People, agency):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)

    cases.withdraw(case.no, broker, uuid4())

    assert case_of(case.no).milestone == "已撤回"
    assert db.session.scalar(select(func.count()).select_from(OpenTask)) == 0


def test_a_second_click_on_submit_gives_the_first_answer(people: People, agency):
    broker, key = people.practitioner(agency=agency), uuid4()
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker)
    first = cases.submit(PROCEDURE, answers, broker, key)

    with pytest.raises(cases.Repeated) as repeated:
        cases.submit(PROCEDURE, answers, broker, key)

    assert repeated.value.case_no == first.case_no


def test_the_second_reviewer_reads_who_was_quicker(people: People, agency):
    case = submit(people, people.practitioner(agency=agency))
    desk = people.desk(agency)
    task = task_of(case).id
    cases.complete(task, {"decision": "approve"}, desk, uuid4())

    with pytest.raises(AlreadyHandled) as handled:
        cases.complete(task, {"decision": "refuse", "opinion": "否"}, desk, uuid4())

    assert handled.value.by == agency.name


def test_another_agency_cannot_decide(people: People, agency):
    case = submit(people, people.practitioner(agency=agency))
    stranger = people.desk(people.agency("威海别家房地产经纪有限公司"))

    with pytest.raises(NotAllowed):
        decide(case, stranger, "approve")


def test_a_task_that_never_was_is_not_found(people: People, agency):
    with pytest.raises(NotFound):
        cases.complete(UUID(int=1), {}, people.desk(agency), uuid4())


def test_a_decision_names_the_round_it_judged(people: People, agency):
    broker, reviewer = people.practitioner(agency=agency), people.reviewer()
    case = decide(submit(people, broker), people.desk(agency), "approve")
    case = send_back(case, reviewer, certificate_issuer="请写全称")
    case = correct(case, broker, certificate_issuer="中国房地产估价师与房地产经纪人学会")

    decide(case, reviewer, "approve")

    reviews = db.session.scalars(select(Review).order_by(Review.decided_at))
    assert [(one.round, one.decision) for one in reviews] == [
        (1, "approve"),
        (1, "return"),
        (2, "approve"),
    ]


def test_a_page_of_the_round_before_decides_nothing(people: People, agency):
    broker, desk = people.practitioner(agency=agency), people.desk(agency)
    case = submit(people, broker)
    task = task_of(case).id
    case = send_back(case, desk, certificate_issuer="请写全称")
    case = correct(case, broker, certificate_issuer="中国房地产估价师与房地产经纪人学会")

    with pytest.raises(AlreadyHandled):
        cases.complete(task, {"decision": "approve"}, desk, uuid4())

    assert case_of(case.no).milestone == "待机构（门店）审核"


def test_what_is_under_review_cannot_be_edited(people: People, agency):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker, certificate_number="30620260000000000001")

    with pytest.raises(NotAllowed):
        correct(case, broker, certificate_number="30620260000000000002")

    assert cases.read_latest_answers(case)["certificate_number"] == "30620260000000000001"


def test_the_id_number_is_sealed_wherever_it_lies(app: Flask, people: People, agency):
    submit(people, people.practitioner(agency=agency))

    dumped = db.session.scalar(
        select(func.string_agg(func.cast(Event.detail, db.String), " ")).select_from(Event)
    )
    rows = db.session.scalars(db.text("SELECT answers::text FROM submissions"))
    assert ID_NUMBER not in (dumped or "")
    assert all(ID_NUMBER not in row for row in rows)
