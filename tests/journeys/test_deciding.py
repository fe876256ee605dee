"""Decisions that end a case, taking it back, two people at once, and nobody at all."""

from datetime import timedelta

import pytest

from tests.journeys.acts import sign_in
from tests.journeys.arranging import agency, application, reviewer, store, wake
from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    choice,
    decide,
    open_task,
    sign_in_at_association,
    sign_in_at_desk,
)
from tests.journeys.strangers import Strangers


def test_a_refusal_needs_a_reason_which_the_applicant_reads(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, employer)
    desk, applicant = welcome(), welcome()
    sign_in_at_desk(desk, employer)
    open_task(desk, AGENCY_DESK, person)

    decide(desk, "refuse", status=422)
    assert choice(desk, "refuse").is_checked()
    decide(desk, "refuse", opinion="不是本公司员工。")

    sign_in(applicant, person)
    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("不是本公司员工。")
    assert applicant.sees("另选单位")  # The case goes on under the same number.


@pytest.mark.branch("practitioner_registration", "withdrawn")
def test_an_applicant_takes_the_case_back_under_the_eyes_of_the_reviewer(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, employer)
    desk, applicant = welcome(), welcome()
    sign_in_at_desk(desk, employer)
    open_task(desk, AGENCY_DESK, person)

    sign_in(applicant, person)
    applicant.visit(f"/cases/{case_no}")
    applicant.follow("撤回申请")
    applicant.press("确定撤回")
    assert applicant.sees("已撤回")

    decide(desk, "approve", status=409)
    assert desk.sees("申请人已撤回")


def test_the_second_of_two_reviewers_reads_who_was_quicker(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    application(house, person, employer)
    desk, quicker, slower = welcome(), welcome(), welcome()
    sign_in_at_desk(desk, employer)
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "approve")
    first, second = reviewer(house), reviewer(house)
    for visitor, staff in ((quicker, first), (slower, second)):
        sign_in_at_association(visitor, staff)
        open_task(visitor, ASSOCIATION_DESK, person)

    decide(quicker, "approve")
    decide(slower, "refuse", opinion="材料不齐。", status=409)

    assert slower.sees(f"已由{first.name}处理")
    assert slower.sees("您的操作没有生效")


@pytest.mark.branch(
    "practitioner_registration", "which_employer>store_review", "store_reminder", "store_silent"
)
def test_the_agency_reviews_what_its_store_was_silent_about(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    shop = store(house, employer, f"{employer.name}环翠店")
    case_no = application(house, person, shop, earlier=timedelta(days=30))
    at_store, at_agency, applicant = welcome(), welcome(), welcome()
    sign_in(applicant, person)
    sign_in_at_desk(at_store, shop)
    open_task(at_store, AGENCY_DESK, person)

    wake(house, case_no)

    applicant.visit(f"/cases/{case_no}")
    applicant.reload_until(lambda: applicant.sees(f"由{employer.name}办理"))
    decide(at_store, "approve", status=409)
    assert at_store.sees("办件已转到下一步")
    sign_in_at_desk(at_agency, employer)
    open_task(at_agency, AGENCY_DESK, person)
    decide(at_agency, "approve")
    applicant.reload()
    assert applicant.sees("待协会审核")
