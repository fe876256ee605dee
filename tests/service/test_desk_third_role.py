"""A role, a form and a diagram that the association wrote itself: the desk needs no code."""

import json
from uuid import uuid4

import pytest

from service import cases
from service.extensions import db
from service.models import Review
from service.publishing import Procedure, publish
from tests.people import ID_NUMBER
from tests.processes.diagrams import Diagram
from tests.service.desks import browser_of
from tests.stories import case_of, task_of

PROCEDURE = "deposit_refund"


def component(kind, key, label, **more):
    properties = {"why": "办理需要", **more.pop("properties", {})}
    return {"type": kind, "id": f"F_{key}", "key": key, "label": label, **more} | {
        "properties": properties
    }


def form(name, *components):
    body = {"type": "default", "id": name, "schemaVersion": 19, "components": components}
    return json.dumps(body).encode()


REQUEST = form(
    "deposit_request",
    component("textfield", "account_number", "收款账号", validate={"required": True}),
    component(
        "textfield",
        "payee_id",
        "收款人身份证号",
        validate={"required": True},
        properties={"kind": "resident_id"},
    ),
)
CHECK = form(
    "finance_check",
    component(
        "radio",
        "verdict",
        "财务意见",
        values=[
            {"label": "同意退款", "value": "approve"},
            {"label": "退回补充", "value": "return"},
            {"label": "不予退款", "value": "refuse"},
        ],
        validate={"required": True},
        properties={"kind": "decision", "routing": "true"},
    ),
    component(
        "number",
        "amount",
        "退款金额（分）",
        validate={"required": True},
        conditional={"hide": '=verdict != "approve"'},
    ),
    component(
        "textarea",
        "send_back",
        "退回项目",
        validate={"required": True},
        conditional={"hide": '=verdict != "return"'},
        properties={"kind": "returned_fields"},
    ),
)


def diagram():
    return (
        Diagram(PROCEDURE)
        .start()
        .user("ask", form="deposit_request", milestone="已申请")
        .user("check", form="finance_check", role="finance", milestone="待财务审核")
        .exclusive("opinion")
        .user("correct", form="deposit_request", milestone="已退回")
        .end("paid", milestone="已退款")
        .end("refused", milestone="不予退款")
        .path("begin", "ask", "check", "opinion")
        .flow("opinion", "paid", when='verdict = "approve"')
        .flow("opinion", "correct", when='verdict = "return"')
        .flow("opinion", "refused", default=True)
        .flow("correct", "check")
        .xml()
    )


@pytest.fixture
def applicant(app, people):
    forms = {"deposit_request": REQUEST, "finance_check": CHECK}
    publish(Procedure(diagram(), forms, {}), posts={"finance": "财务岗"})
    return people.practitioner()


@pytest.fixture
def case(applicant):
    cases.open_draft(PROCEDURE, applicant)
    answers = {"account_number": "6222000000000000", "payee_id": ID_NUMBER}
    return case_of(cases.submit(PROCEDURE, answers, applicant, uuid4()).case_no)


@pytest.fixture
def finance(app, people, case):
    page = browser_of(app, people.reviewer("finance", name="财务"))
    return page.open("/association/").open(f"/association/tasks/{task_of(case).id}")


def test_the_new_role_finds_its_task_and_its_own_questions(finance):
    assert finance.status == 200
    assert "6222000000000000" in finance.text()
    assert "371003**********17" in finance.text()
    assert finance.texts("//*[@class='decision-options']//label") == [
        "同意退款 A",
        "退回补充 R",
        "不予退款 X",
    ]


def test_a_question_that_an_answer_brings_is_shown_when_it_is_due(finance):
    address = f"{finance.address}/questions"

    refused = finance.client.post(address, data={"verdict": "refuse"}).json["hidden"]
    approved = finance.client.post(address, data={"verdict": "approve"}).json["hidden"]

    assert "amount" in refused
    assert "amount" not in approved


def test_without_scripts_the_missing_question_comes_with_the_refusal(finance, case):
    finance.press("提交，看下一件", verdict="approve")
    assert finance.status == 422
    assert finance.error_of("amount")

    finance.press("提交，看下一件", amount="50000")

    assert case_of(case.no).milestone == "已退款"
    (review,) = db.session.scalars(db.select(Review))
    assert review.answers == {"amount": 50000}


def test_fields_go_back_under_whatever_key_the_form_gives_them(finance, case, applicant):
    finance.press(
        "提交，看下一件",
        verdict="return",
        tick="account_number",
        **{"send_back.account_number": "账号少一位"},
    )

    assert case_of(case.no).milestone == "已退回"
    assert cases.reopened_fields(case_of(case.no)) == {"account_number"}


def test_what_the_third_role_wrote_is_read_by_whoever_comes_later(finance, case):
    finance.press("提交，看下一件", verdict="approve", amount="50000")

    finance.open(f"/association/cases/{case.no}")

    assert "退款金额（分）" in finance.text()
    assert "50000" in finance.text()


def test_the_other_posts_do_not_see_its_tasks(app, people, case):
    other = browser_of(app, people.reviewer())

    assert other.open(f"/association/tasks/{task_of(case).id}").status == 404
