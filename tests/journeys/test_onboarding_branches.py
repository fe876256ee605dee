"""我要入职 beside the straight way: returns, silence, one's own employer, nobody in the end."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from service import cases
from tests.journeys import files
from tests.journeys.applying import ARRIVAL_MS, choose_files, files_of
from tests.journeys.arranging import agency, wake
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    admitted,
    come_in,
    of_association,
    of_desk,
    of_person,
    office_of,
)
from tests.journeys.leaving_and_joining import in_force, inviting, joining, leave, left
from tests.journeys.reviewing import AGENCY_DESK, ASSOCIATION_DESK, decide, open_task
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.test_practitioner_branches import let_legal_person_be
from tests.journeys.visitor import Visitor
from tests.stories import case_of
from tests.stories import decide as decide_on

LONG_AGO = timedelta(days=31)
REASON = "与合同不一致。"
UNKNOWN = {"employer_listed": "no", "typed_kind": "agency"}


def send_back(visitor: Visitor, desk: str, person: Stranger, label: str) -> None:
    """Return one field of somebody's 我要入职."""
    open_task(visitor, desk, person)
    decide(visitor, "return", returned={label: REASON})


def correct_the_day(visitor: Visitor, case_no: str, day: str) -> None:
    """Answer 入职日期 anew."""
    begin_to_correct(visitor, case_no)
    visitor.fill("入职日期", day)
    visitor.press("提交修改")


def begin_to_correct(visitor: Visitor, case_no: str) -> None:
    """Read why it came back, and open it."""
    visitor.visit(f"/cases/{case_no}")
    assert visitor.sees(REASON)
    visitor.follow("现在修改")


@pytest.mark.branch(
    "onboarding",
    "agency_opinion>correct_for_agency",
    "association_opinion>correct_for_association",
    "employer_changed>association_review",
    "employer_changed>claim",
    "association_opinion>release",
    "refused",
)
def test_a_new_contract_is_confirmed_by_the_agency_again_and_a_new_day_is_not(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    old_code = left(house, person, agency(house, strangers.company()))
    case_no = joining(house, person, agency=str(employer.id))
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(applicant, of_person(house, person))
    come_in(desk, of_desk(house, employer))
    come_in(association, of_association(house))

    send_back(desk, AGENCY_DESK, person, "入职日期")
    correct_the_day(applicant, case_no, "2026-12-01")
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "approve")
    send_back(association, ASSOCIATION_DESK, person, "入职日期")
    correct_the_day(applicant, case_no, "2026-12-02")
    send_back(association, ASSOCIATION_DESK, person, "劳动合同")
    begin_to_correct(applicant, case_no)
    choose_files(applicant, "劳动合同", files.contract(2))
    ready = files_of(applicant, "劳动合同").get_by_text("已就绪")
    expect(ready).to_have_count(2, timeout=ARRIVAL_MS)  # The first one stays beside it.
    applicant.press("提交修改")
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "approve")
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "refuse", opinion="合同没有盖章。")

    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("合同没有盖章。")
    applicant.visit(f"/v/{old_code}")
    assert applicant.sees("已离职")


@pytest.mark.branch(
    "onboarding",
    "own_employer>association_review",
    "card_issued>employed_without_card",
    "employed_without_card",
)
def test_whoever_joins_an_agency_of_their_own_unseen_by_the_public_is_judged_by_the_association(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, own = strangers.new(), agency(house, strangers.company())
    admitted(house, person, agency(house, strangers.company()), consent_publication=False)
    leave(house, person)
    let_legal_person_be(house, own, person)
    joining(house, person, agency=str(own.id))
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(desk, of_desk(house, own))
    desk.visit(AGENCY_DESK)
    assert not desk.sees(person.name)

    come_in(association, of_association(house))
    open_task(association, ASSOCIATION_DESK, person)
    assert association.sees("自审")
    decide(association, "approve")

    come_in(applicant, of_person(house, person))
    applicant.visit("/management")
    assert applicant.sees("在职")
    applicant.visit("/my-card")
    assert applicant.sees("没有同意在核验页上公开信息")


@pytest.mark.branch("onboarding", "agency_reminder_3", "agency_reminder_5", "agency_silent")
def test_the_association_decides_alone_when_the_agency_is_silent(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, silent = strangers.new(), agency(house, strangers.company())
    left(house, person, agency(house, strangers.company()), earlier=LONG_AGO)
    case_no = joining(house, person, agency=str(silent.id), earlier=LONG_AGO)
    desk, association, public = welcome(), welcome(), welcome(PHONE)
    come_in(desk, of_desk(house, silent))

    wake(house, case_no)
    desk.visit("/notices")
    desk.reload_until(lambda: desk.sees(f"{person.name}的申请（办件号 {case_no}）正在等待办理"))
    desk.visit(AGENCY_DESK)
    assert not desk.sees(person.name)
    come_in(association, of_association(house))
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "approve")

    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(silent.name)


@pytest.mark.branch("onboarding", "lapse_after_invitation")
def test_whoever_chooses_nobody_after_an_invitation_lapsed_stays_without_an_employer(
    house: House, welcome: Welcome, strangers: Strangers
):
    person = strangers.new()
    old_code = left(house, person, agency(house, strangers.company()), earlier=2 * LONG_AGO)
    invited = {**UNKNOWN, "employer_name": strangers.company()}
    case_no = inviting(house, person, earlier=2 * LONG_AGO, **invited)
    house.arrange(lambda: cases.wake(case_of(case_no).id), earlier=LONG_AGO)

    expect_lapsed(house, welcome(), person, case_no, old_code)


@pytest.mark.branch("onboarding", "lapse_after_refusal")
def test_whoever_chooses_nobody_after_a_refusal_stays_without_an_employer(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, refusing = strangers.new(), agency(house, strangers.company())
    old_code = left(house, person, agency(house, strangers.company()), earlier=LONG_AGO)
    case_no = joining(house, person, earlier=LONG_AGO, agency=str(refusing.id))
    refusal = {"decision": "refuse", "opinion": "没有签过合同。"}
    house.arrange(
        lambda: decide_on(case_of(case_no), office_of(refusing), **refusal), earlier=LONG_AGO
    )

    expect_lapsed(house, welcome(), person, case_no, old_code)


def expect_lapsed(
    house: House, visitor: Visitor, person: Stranger, case_no: str, old_code: str
) -> None:
    """See that a case ends by itself, that another may begin, and what the public reads."""
    come_in(visitor, of_person(house, person))
    wake(house, case_no)
    visitor.visit(f"/cases/{case_no}")
    visitor.reload_until(lambda: visitor.sees("办理已结束"))
    visitor.follow("重新申请")
    assert visitor.path() == "/start/onboarding"
    visitor.visit(f"/v/{old_code}")
    assert visitor.sees("已离职")


@pytest.mark.branch("onboarding", "withdrawn")
def test_whoever_takes_it_back_is_asked_about_nowhere_and_may_begin_anew(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    old_code = left(house, person, agency(house, strangers.company()))
    case_no = joining(house, person, agency=str(employer.id))
    applicant, desk = welcome(), welcome()
    come_in(applicant, of_person(house, person))

    applicant.visit(f"/cases/{case_no}/withdraw")
    applicant.press("确定撤回")

    come_in(desk, of_desk(house, employer))
    desk.visit(AGENCY_DESK)
    assert not desk.sees(person.name)
    applicant.follow("重新申请")
    assert applicant.path() == "/start/onboarding"
    applicant.visit(f"/v/{old_code}")
    assert applicant.sees("已离职")
