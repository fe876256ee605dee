"""Trying a procedure out on its page: every role, the clock, undoing, keeping; nothing leaves."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from service import cases
from service.actors import Actor
from service.editions import edition_in_force
from service.extensions import db
from service.models import Case, Document, Notice, ProcedureTest
from service.publishing import Procedure, only_named
from service.publishing.drafts import begin_draft, begin_from_files
from tests.people import ID_NUMBER, People
from tests.procedures import drawn, registration
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import PROCEDURE, submit

SUBMIT, SAMPLE, SUBMIT_FOR_APPROVAL = "提交", "填入样例", "提交批准"


@pytest.fixture
def author(people: People) -> Actor:
    return people.reviewer("administrator", name="张敏")


@pytest.fixture
def browser(app: Flask, author: Actor) -> Browser:
    return browser_of(app, author)


@pytest.fixture
def draft(author: Actor) -> UUID:
    return begin_draft(edition_in_force(PROCEDURE).id, author.account_id)


@pytest.fixture
def page(browser: Browser, draft: UUID) -> Browser:
    return browser.open(f"/studio/drafts/{draft}/trial")


def draft_of(procedure: Procedure, author: Actor, name: str = PROCEDURE) -> UUID:
    return begin_from_files(name, "草稿", None, only_named(procedure), author.account_id)


def handed_in(page: Browser) -> Browser:
    """Fill in samples and hand the application in; the system says that a store reviews it."""
    page.press(SAMPLE).press(SUBMIT)
    return page.press("给出结果：登记单位与证件")


def standing(page: Browser) -> list[str]:
    """Give the elements where tokens are."""
    (marks,) = page.page.xpath("//*[@data-trial-marks]/@data-active")
    return [one for one in marks.split(",") if one]


def shown_role(page: Browser) -> str:
    return page.texts("//*[@id='trial-task']/*[@class='task-step']")[0]


def told(page: Browser, section: str) -> str:
    return " ".join(page.texts(f"//section[@aria-labelledby='{section}']"))


def rows() -> list[Any]:
    """Count whatever a real case would have left behind."""
    return [
        db.session.scalar(select(func.count()).select_from(m)) for m in (Case, Notice, Document)
    ]


# -- playing the roles ------------------------------------------------------------------------


def test_only_an_administrator_tries_out(app: Flask, people: People, draft: UUID):
    assert browser_of(app, people.reviewer()).open(f"/studio/drafts/{draft}/trial").status == 403


def test_a_run_goes_through_every_role_to_the_end_and_leaves_nothing(page: Browser):
    before = rows()
    assert shown_role(page) == "扮演：申请人"

    handed_in(page)
    assert (standing(page), shown_role(page)) == (["store_review"], "扮演：门店")
    page.press(SUBMIT, decision="approve")
    assert shown_role(page) == "扮演：协会审核岗"
    page.press(SUBMIT, decision="approve")

    assert "办件到此结束" in page.text()
    assert "已实名" in page.texts("//*[@class='trial-state']")[0]
    assert rows() == before


def test_a_form_that_is_not_filled_in_says_what_is_missing_and_keeps_what_was_typed(page: Browser):
    page.press(SUBMIT, real_name="样本人甲", gender="male")

    assert page.status == 422
    assert page.error_of("id_number") == "请填写身份证号。"
    assert page.page.xpath("//*[@name='real_name']/@value") == ["样本人甲"]
    assert standing(page) == ["submit"]


def test_samples_fill_what_is_empty_and_leave_what_was_typed(page: Browser):
    page.press(SAMPLE, real_name="样本人甲")

    assert page.page.xpath("//*[@name='real_name']/@value") == ["样本人甲"]
    assert page.page.xpath("//*[@name='id_number']/@value") == ["371003199003075011"]


def test_what_is_returned_is_corrected_alone_and_shown_as_changed(page: Browser):
    handed_in(page).press(
        SUBMIT,
        decision="return",
        tick="certificate_number",
        **{"returned_fields.certificate_number": "看不清，请重填"},
    )
    assert shown_role(page) == "扮演：申请人"
    assert "看不清，请重填" in page.text()
    assert not page.page.xpath("//*[@name='id_number']")

    page.press(SAMPLE).press(SUBMIT)
    page.press(next(one for one in page.texts("//button") if one.startswith("给出结果")))

    assert "有修改" in page.texts("//*[@id='row-certificate_number']")[0]


def test_a_ticked_field_without_a_reason_is_refused_as_at_the_desk(page: Browser):
    handed_in(page).press(SUBMIT, decision="return", tick="certificate_number")

    assert page.status == 422
    assert "请写明退回“证书编号”的原因（2 到 200 个字）。" in page.text()


def test_which_questions_are_hidden_is_asked_of_the_server(browser: Browser, author: Actor):
    onboarding = begin_draft(edition_in_force("onboarding").id, author.account_id)
    page = browser.open(f"/studio/drafts/{onboarding}/trial")
    form = page.page.xpath("//form[@id='trial']")[0]
    (address,) = page.page.xpath("//@data-asks")

    def hidden(listed: str) -> set[str]:
        sent = {**dict(form.form_values()), "employer_listed": listed}
        return set(browser.client.post(address, data=sent).json["hidden"])

    assert "agency" in hidden("no") - hidden("yes")


# -- the clock, the system, the outside ---------------------------------------------------------


def test_the_clock_jumps_to_the_next_limit_and_the_reminder_is_only_told(page: Browser):
    handed_in(page).press("走到下一个期限")

    assert standing(page) == ["store_review"]
    assert "提醒正在办理的人" in told(page, "trial-sent")
    page.press("走到下一个期限")
    assert standing(page) == ["agency_review"]


def test_working_days_go_by_as_the_calendar_has_them(page: Browser):
    handed_in(page).press("走到那时", **{"trial-days": "3"})
    assert standing(page) == ["agency_review"]

    page.press("走到那时", **{"trial-days": "many"})
    assert page.status == 422
    assert "请填写 1 到 250 个工作日。" in page.text()


def test_the_results_of_a_system_step_decide_where_it_goes(page: Browser):
    page.press(SAMPLE).press(SUBMIT)
    assert "登记单位与证件" in told(page, "trial-waiting")
    employer = {"result-claim-employer_kind": "agency"}

    page.press("给出结果：登记单位与证件", **employer)

    assert standing(page) == ["agency_review"]
    assert "employer_kindagency" in told(page, "trial-values")


def test_a_message_comes_when_it_is_sent(browser: Browser, author: Actor):
    waits = (
        registration().receive("wait", "paid", milestone="等待消息").path("claim", "wait", "over")
    )
    page = browser.open(f"/studio/drafts/{draft_of(drawn(waits), author)}/trial")
    handed_in_named(page, "claim")

    page.press("让消息到来：paid", **{"payload-paid": "no sign"})
    assert page.status == 422
    page.press("让消息到来：paid", **{"payload-paid": "amount = 2000"})

    assert "办件到此结束" in page.text()
    assert "amount2000" in told(page, "trial-values")


def handed_in_named(page: Browser, step: str) -> Browser:
    return page.press(SAMPLE).press(SUBMIT).press(f"给出结果：{step}")


def test_the_applicant_withdraws_and_what_is_released_is_told(page: Browser):
    handed_in(page).press("申请人撤回")

    assert "办件到此结束" in page.text()
    assert "释放占用的证件号码" in told(page, "trial-sent")


def test_who_applies_is_chosen_and_a_rule_says_what_follows(page: Browser):
    assert "第 1 条规则" in told(page, "trial-fired")

    page.press("重新开始", **{"trial-category": "2", "trial-named": "1"})

    assert '第 3 条规则：注册身份 "staff"' in told(page, "trial-fired")
    assert not page.page.xpath("//*[@name='real_name']")


def test_two_open_tasks_are_played_in_either_order(browser: Browser, author: Actor):
    both = registration().parallel("both").parallel("joined")
    both.user("one", form="employer_review", role="agency")
    both.user("two", form="association_review", role="association_reviewer")
    both.path("claim", "both", "one", "joined", "over").path("both", "two", "joined")
    page = browser.open(f"/studio/drafts/{draft_of(drawn(both), author)}/trial")
    handed_in_named(page, "claim")

    page.press("协会审核岗：two").press(SUBMIT, decision="approve")

    assert standing(page)[0] == "one"


# -- back and forth -----------------------------------------------------------------------------


def test_a_run_goes_back_to_any_act_and_forth_again(page: Browser):
    handed_in(page)
    assert "2. 系统完成“登记单位与证件”" in told(page, "trial-lines")

    page.press("退一步")
    assert standing(page) == ["claim"]
    page.press("退回到这里：开始")
    assert standing(page) == ["submit"]
    page.press("办到这里：系统完成“登记单位与证件”")
    assert standing(page) == ["store_review"]


def test_what_was_undone_stands_in_the_form_and_another_act_takes_its_place(page: Browser):
    handed_in(page).press("回到开始")
    assert page.page.xpath("//*[@name='id_number']/@value") == ["371003199003075011"]

    page.press(SUBMIT, certificate_number="2026999999")

    assert standing(page) == ["claim"]
    assert "2." not in told(page, "trial-lines")


def test_a_run_that_nobody_can_read_begins_anew_with_a_sentence(page: Browser):
    page.press(SUBMIT, **{"trial-script": "[]"})

    assert page.status == 422
    assert "试办记录无法读取，请重新开始。" in page.text()


@pytest.mark.parametrize("typed", [r'"\u0000"', r'"\ud83d"'])
def test_a_result_that_nobody_could_keep_is_refused_in_words(page: Browser, typed: str):
    page.press(SAMPLE).press(SUBMIT)

    page.press("给出结果：登记单位与证件", **{"result-claim-employer_kind": typed})

    assert page.status == 422
    assert "试办记录无法读取" in page.text()


def test_an_endless_number_goes_nowhere(browser: Browser, page: Browser, draft: UUID):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    page.open(page.links()["门店先审"])
    test = page.page.xpath("//*[@name='trial-test']/@value")[0]
    endless, address = "9" * 5_000, f"/studio/drafts/{draft}/trial"

    page.open(f"{address}?test={test}&at={endless}")
    assert standing(page) == ["store_review"]
    sent = dict(page.page.xpath("//form[@id='trial']")[0].form_values())
    assert browser.client.post(address, data={**sent, "do": f"goto:{endless}"}).status_code == 200


def test_questions_of_a_run_or_a_draft_that_nobody_can_read_have_no_answer(
    browser: Browser, author: Actor, draft: UUID
):
    address = f"/studio/drafts/{draft}/trial/questions"
    assert browser.client.post(address, data={"trial-script": "[]"}).status_code == 422

    broken = drawn(registration())
    wrong = broken.diagram.replace(b"register.claim_registration", b"register.no_such")
    unready = draft_of(Procedure(wrong, broken.forms, broken.tables), author)
    assert browser.client.post(f"/studio/drafts/{unready}/trial/questions").status_code == 422


def test_a_draft_with_errors_says_them_instead(browser: Browser, author: Actor):
    broken = drawn(registration())
    wrong = Procedure(
        broken.diagram.replace(b"register.claim_registration", b"register.no_such"),
        broken.forms,
        broken.tables,
    )
    page = browser.open(f"/studio/drafts/{draft_of(wrong, author)}/trial")

    assert page.status == 422
    assert "register.no_such" in page.text()


def test_no_address_says_what_was_typed(page: Browser):
    handed_in(page)
    assert page.address.endswith("/trial")
    assert not [link for link in page.links().values() if link and "样本人" in link]


# -- tests beside the diagram --------------------------------------------------------------------


def test_a_run_is_kept_as_a_test_and_opened_again(page: Browser):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    assert "已留作测试" in page.text()
    assert "门店先审 通过" in " ".join(page.texts("//li"))

    page.open(page.links()["门店先审"])

    assert standing(page) == ["store_review"]
    assert "测试“门店先审” 通过" in page.text()


def test_only_what_stands_is_kept(page: Browser):
    handed_in(page).press("退一步").press("留作测试", **{"test-name": "只提交"})
    (kept,) = db.session.scalars(select(ProcedureTest.script))
    assert [act["node"] for act in kept["acts"]] == ["submit"]


@pytest.mark.parametrize(
    ("name", "said"),
    [(" ", "请给测试起一个名称"), ("门店先审", "同名"), ("长" * 101, "最多 100 个字")],
)
def test_a_test_needs_a_name_of_its_own(page: Browser, name: str, said: str):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    page.open(page.links()["门店先审"])

    page.press("留作测试", **{"test-name": name})

    assert page.status == 422
    assert said in page.error_of("test-name")


def test_numbers_of_people_that_were_typed_are_samples_in_what_is_kept(page: Browser):
    page.press(SAMPLE).press(SUBMIT, id_number=ID_NUMBER)
    page.press("留作测试", **{"test-name": "只提交"})

    (kept,) = db.session.scalars(select(ProcedureTest.script))
    assert kept["acts"][0]["answers"]["id_number"] == "371003199003075011"
    assert ID_NUMBER not in str(kept)


def test_a_test_that_a_draft_breaks_says_where_and_is_mended_by_keeping_the_new_way(
    browser: Browser, page: Browser, author: Actor
):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    other = draft_of(
        drawn(
            registration()
            .user("second", form="association_review", role="association_reviewer")
            .path("claim", "second", "over")
        ),
        author,
    )
    page.open(f"/studio/procedures/{PROCEDURE}/tests?on={other}")
    sentence = "第 2 步（系统完成“claim”）之后，应停在“门店审核”，实际停在“second”。"
    assert "门店先审 没有通过" in " ".join(page.texts("//li"))
    assert sentence in page.text()

    page.open(page.links()["看这一步"])
    assert standing(page) == ["second"]
    page.press("更新测试")

    assert "门店先审 通过" in " ".join(page.texts("//li"))


def test_a_publish_that_breaks_a_test_says_after_which_act_and_leads_there(
    page: Browser, author: Actor
):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    second = registration().user("second", form="association_review", role="association_reviewer")
    other = draft_of(drawn(second.path("claim", "second", "over")), author)
    page.open(f"/studio/drafts/{other}/publish").press(SUBMIT_FOR_APPROVAL, summary="换人审核")

    assert page.status == 422
    assert "有 1 个测试走出了别的结果，不能发布" in page.texts("//*[@data-error-summary]//li")
    told_why = page.texts("//*[@id='field-tests']//li")[0]
    assert "门店先审" in told_why
    assert "第 2 步（系统完成“claim”）之后，应停在“门店审核”，实际停在“second”。" in told_why
    page.open(page.links()["打开这一步：门店先审"])
    assert standing(page) == ["second"]


def test_a_recorded_act_that_cannot_be_done_is_shown_where_the_run_stops(
    page: Browser, author: Actor
):
    handed_in(page).press(SUBMIT, decision="approve")
    page.press("留作测试", **{"test-name": "门店同意"})
    other = draft_of(drawn(registration().path("claim", "over")), author)
    page.open(f"/studio/procedures/{PROCEDURE}/tests?on={other}")

    page.open(page.links()["看这一步"])
    assert "第 3 步（办理“门店审核”）办不下去" in page.text()

    assert "记录的下一步在这里办不下去" in page.press("退一步").press("再进一步").text()


def test_a_test_of_another_procedure_is_not_opened_here(browser: Browser, page: Browser, author):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    address = page.links()["门店先审"]
    other = begin_draft(edition_in_force("onboarding").id, author.account_id)

    query = address.partition("?")[2]
    assert browser.open(f"/studio/drafts/{other}/trial?{query}").status == 404
    assert browser.open(f"/studio/drafts/{other}/trial?test=no-id").status == 404


def test_a_finished_case_is_chosen_by_its_number_and_opened_without_anybody(
    browser: Browser, people: People
):
    broker = people.practitioner(agency=people.agency())
    case = submit(people, broker)
    cases.withdraw(case.no, broker, uuid4())
    page = browser.open(f"/studio/procedures/{PROCEDURE}/tests?no={case.no[:8]}")
    assert case.no in page.links()
    assert case.subject_name not in page.text()

    page.open(page.links()[case.no])

    assert "走到了同样的结果" in page.text()
    assert "身份证号" in told(page, "turned-told")
    everything = html.tostring(page.page, encoding="unicode")
    assert not [one for one in (case.subject_name, ID_NUMBER) if one in everything]
    page.press("留作测试", **{"test-name": "撤回"})
    assert "撤回 通过" in " ".join(page.texts("//li"))


def test_a_case_that_goes_on_is_no_test_yet(browser: Browser, people: People):
    case = submit(people, people.practitioner(agency=people.agency()))
    version = edition_in_force(PROCEDURE).id

    page = browser.open(f"/studio/versions/{version}/trial?case={case.no}")

    assert page.status == 422
    assert "这件还没有办结，不能做成测试。" in page.text()


def test_a_test_is_deleted_after_it_was_asked(page: Browser):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})

    page.press("确定删除 门店先审")

    assert "已删除测试“门店先审”" in page.text()
    assert "还没有测试" in page.text()

    page.press("恢复 门店先审")
    assert "门店先审 通过" in " ".join(page.texts("//li"))
    assert "已删除的测试" not in page.text()


def test_the_name_of_a_deleted_test_is_free_again(page: Browser, draft: UUID):
    handed_in(page).press("留作测试", **{"test-name": "门店先审"})
    page.press("确定删除 门店先审")
    page.open(f"/studio/drafts/{draft}/trial")

    handed_in(page).press("留作测试", **{"test-name": "门店先审"})

    assert "门店先审 通过" in " ".join(page.texts("//li"))
    assert "已删除的测试" not in page.text()


def test_the_pages_of_a_procedure_and_of_a_draft_lead_there(browser: Browser, draft: UUID):
    links = browser.open(f"/studio/procedures/{PROCEDURE}").links()
    assert f"/studio/drafts/{draft}/trial" in links.values()
    assert links["流程测试（0 个）"] == f"/studio/procedures/{PROCEDURE}/tests"
    assert (
        f"/studio/drafts/{draft}/trial" in browser.open(f"/studio/drafts/{draft}").links().values()
    )
