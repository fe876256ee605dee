"""The case doctor's page: where a case stands, what a remedy would do, two people, the way back."""

import pytest
from flask import Flask
from sqlalchemy import delete

from processes.sentences import Words
from service import cases
from service.cases.incidents import resolve_incident
from service.extensions import db
from service.models import Case, OpenTask
from service.publishing import publish
from service.studio.doctor_words import operation_words
from tests.people import OTHER_ID_NUMBER, People
from tests.procedures import (
    asked_of_the_register_again,
    drawing_before_the_end,
    drawn,
    registration,
)
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import case_of, decide, submit, task_of
from tests.worker import jobs_of


@pytest.fixture
def one(app: Flask, people: People) -> Browser:
    return browser_of(app, people.reviewer("administrator", name="提出人"))


@pytest.fixture
def two(app: Flask, people: People) -> Browser:
    return browser_of(app, people.reviewer("administrator", name="复核人"))


@pytest.fixture
def case(people: People) -> Case:
    publish(
        drawn(
            registration()
            .user("first", form="employer_review", role="agency", milestone="待初审")
            .user("second", form="association_review", role="association_reviewer")
            .path("claim", "first", "second", "over")
        )
    )
    return submit(people, people.practitioner(agency=people.agency()))


def at(browser: Browser, case: Case) -> Browser:
    return browser.open(f"/studio/doctor/{case.no}")


def test_a_remedy_is_shown_before_it_is_proposed_and_what_was_typed_stays(case: Case, one: Browser):
    page = at(one, case).press("预览", kind="move", target="second", reason="机构已注销")

    assert "停在：first → second" in page.text()
    assert page.page.xpath("//*[@name='reason']/text()") == ["机构已注销"]
    assert task_of(case).node == "first"


def test_two_administrators_move_a_case_and_one_undoes_it(case: Case, one: Browser, two: Browser):
    proposed = at(one, case).press("提出处置", kind="move", target="second", reason="机构已注销")
    assert "复核并执行" not in proposed.texts("//button")

    at(two, case).press("复核并执行")
    assert task_of(case).node == "second"

    at(one, case).press("撤销处置")
    assert task_of(case).node == "first"
    assert "已撤销" in at(one, case).text()


def test_a_skipped_review_takes_its_result_from_the_page(case: Case, one: Browser, two: Browser):
    at(one, case).press(
        "提出处置", kind="skip", reason="机构已注销", **{"value-decision": "approve"}
    )
    at(two, case).press("复核并执行")

    assert task_of(case).node == "second"


def test_what_is_missing_or_cannot_be_is_said(case: Case, one: Browser):
    assert "请选择怎样处置。" in at(one, case).press("预览").text()
    assert "请写明处置的原因" in at(one, case).press("提出处置", kind="withdraw").text()
    refused = at(one, case).press("预览", kind="move", target="first")
    assert (refused.status, "不能是现在这一步" in refused.text()) == (422, True)


def test_what_failed_stands_there_with_its_cause_and_what_the_system_would_do_is_told(
    people: People, one: Browser
):
    publish(drawing_before_the_end())
    case = submit(people, people.practitioner(agency=people.agency()))
    cases.raise_incident(case.id, task_of(case).id, Words("照片文件已损坏"), "cards.draw_card")

    page = at(one, case)
    assert "照片文件已损坏" in page.text()

    page = page.press("预览", kind="skip", element="review", **{"value-decision": "approve"})
    assert "系统将执行，之后不能撤销：" in page.text()
    assert "停在：review → draw" in page.text()


def test_what_only_the_deed_will_tell_is_said_beside_what_would_happen(
    people: People, one: Browser
):
    publish(asked_of_the_register_again())
    case = submit(people, people.practitioner(agency=people.agency()))

    page = at(one, case).press("预览", kind="skip", **{"value-decision": "approve"})

    assert "要到执行时才知道，之后走哪条路以执行时为准：占用证件号码" in page.text()


def test_the_second_person_sees_what_would_happen_before_carrying_it_out(
    case: Case, one: Browser, two: Browser
):
    at(one, case).press("提出处置", kind="move", target="second", reason="机构已注销")

    page = at(two, case)

    assert "如果执行 停在：first → second" in page.text()
    assert "可以撤销这项处置" in page.text()


def test_what_cannot_be_done_any_more_says_so_to_the_second_person(
    case: Case, one: Browser, two: Browser, people: People
):
    at(one, case).press(
        "提出处置", kind="skip", reason="机构已注销", **{"value-decision": "approve"}
    )
    decide(case, people.desk(case_of(case.no).agency), "approve")

    assert "不能再执行" in at(two, case).text()


def test_who_undid_a_remedy_is_told(case: Case, one: Browser, two: Browser):
    at(one, case).press("提出处置", kind="move", target="second", reason="机构已注销")
    at(two, case).press("复核并执行")
    at(one, case).press("撤销处置")

    assert "撤销：提出人" in at(two, case).text()


def test_what_failed_is_tried_again_on_the_case_s_own_page(case: Case, one: Browser):
    cases.raise_incident(case.id, task_of(case).id, Words("照片文件已损坏"), "cards.draw_card")

    page = at(one, case).press("重试 制作信息卡图片（正反两面）")

    assert "已重新排队" in page.text()
    assert jobs_of("perform_operation")[-1]["args"]["case_id"] == str(case.id)


def test_a_case_whose_state_nobody_can_read_says_so(case: Case, one: Browser):
    case_of(case.no).state = b"not a state"
    db.session.commit()

    page = at(one, case)

    assert (page.status, "不能在这里处置" in page.text()) == (200, True)
    assert "提出处置" not in page.texts("//button")


def test_a_case_that_became_unreadable_says_so_beside_the_remedy_that_waits(
    case: Case, one: Browser
):
    at(one, case).press("提出处置", kind="move", target="second", reason="机构已注销")
    case_of(case.no).state = b"not a state"
    db.session.commit()

    page = at(one, case)

    assert (page.status, "不能再执行" in page.text()) == (200, True)


def test_the_system_cannot_go_on_with_a_case_that_nobody_can_read(case: Case, one: Browser):
    case_of(case.no).state = b"not a state"
    db.session.execute(delete(OpenTask).where(OpenTask.case_id == case.id))
    db.session.commit()

    page = at(one, case)

    assert "让系统继续" not in page.texts("//button")
    assert one.client.post(f"/studio/doctor/{case.no}/resume").status_code == 422


def test_a_value_is_called_what_its_form_calls_it(case: Case, one: Browser):
    assert "审核决定 decision" in at(one, case).text()


def test_a_closed_case_and_an_unknown_one_have_nothing_to_be_done(
    case: Case, one: Browser, two: Browser
):
    at(one, case).press("提出处置", kind="withdraw", reason="重复申请")
    at(two, case).press("复核并执行")

    assert case_of(case.no).milestone == "已撤回"
    assert "提出处置" not in at(one, case).texts("//button")
    assert one.open("/studio/doctor/202611230000001").status == 404


def test_whatever_can_fail_besides_operations_has_words(app: Flask):
    with app.test_request_context():
        assert [one for one in cases.NOT_OPERATIONS if operation_words(one) == one] == []


def test_what_belongs_to_one_case_is_not_decided_on_the_page_of_another(
    case: Case, one: Browser, two: Browser, people: People
):
    other = submit(
        people,
        people.practitioner("李娜", agency=case_of(case.no).agency, mobile="15400000002"),
        id_number=OTHER_ID_NUMBER,
    )
    cases.raise_incident(case.id, task_of(case).id, Words("照片文件已损坏"), "cards.draw_card")
    at(one, case).press("提出处置", kind="move", target="second", reason="机构已注销")
    forms = at(two, case).page.xpath(
        "//form[contains(@action, '/remedies/') or contains(@action, '/incidents/')]"
    )
    elsewhere = [form.get("action").replace(case.no, other.no) for form in forms]

    answers = [two.client.post(address).status_code for address in elsewhere]

    assert answers == [404, 404, 404]
    assert (task_of(case).node, jobs_of("perform_operation")) == ("first", [])


def test_what_was_put_right_meanwhile_is_not_tried_again(case: Case, one: Browser):
    cases.raise_incident(case.id, task_of(case).id, Words("照片文件已损坏"), "cards.draw_card")
    page = at(one, case)
    resolve_incident(task_of(case).id)
    db.session.commit()

    page.press("重试 制作信息卡图片（正反两面）")

    assert "已经解决，无需重试" in page.text()


def test_a_value_is_corrected_by_choosing_what_it_may_be(case: Case, one: Browser, two: Browser):
    decide(case, People().desk(case_of(case.no).agency), "approve")
    page = at(one, case)
    offered = page.texts("//select[@name='value-decision']/option")
    assert offered == ["（无）", "通过 (approve)", "退回修改 (return)", "不通过 (refuse)"]

    unchanged = page.press("提出处置", kind="correct", reason="点错")
    assert (unchanged.status, "没有改动任何数据" in unchanged.text()) == (422, True)
    page = at(one, case)
    previewed = page.press("预览", kind="correct", **{"value-decision": '"refuse"'})
    assert "通过 (approve) → 不通过 (refuse)" in previewed.text()
    at(one, case).press("提出处置", kind="correct", reason="点错", **{"value-decision": '"refuse"'})

    assert "审核决定：不通过 (refuse)" in at(two, case).text()


def test_a_value_that_is_a_text_is_typed_without_quotation_marks(one: Browser, people: People):
    shipped = submit(people, people.practitioner(agency=people.agency()))
    page = at(one, shipped)
    assert page.page.xpath("//input[@name='value-employer_kind']/@value") == ["agency"]

    page.press("提出处置", kind="correct", reason="选错", **{"value-employer_kind": "store"})

    assert "employer_kind：store" in at(one, shipped).text()
