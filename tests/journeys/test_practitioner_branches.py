"""实名登记 beside the straight way: other categories, other employers, silence, 自审."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from service.extensions import db
from service.models import Organisation
from service.ports import ports
from tests.journeys import files
from tests.journeys.acts import register
from tests.journeys.applying import ARRIVAL_MS, choose_files, files_of, fill_in, submit
from tests.journeys.arranging import Employer, agency, application, wake
from tests.journeys.devices import PHONE, Welcome
from tests.journeys.house import House
from tests.journeys.insiders import (
    come_in,
    of_association,
    of_desk,
    of_person,
    office_of,
)
from tests.journeys.leaving_and_joining import in_force, pick
from tests.journeys.reviewing import (
    AGENCY_DESK,
    ASSOCIATION_DESK,
    decide,
    lists,
    open_task,
)
from tests.journeys.strangers import Stranger, Strangers
from tests.journeys.visitor import Visitor
from tests.stories import case_of
from tests.stories import decide as decide_on

SILENT = timedelta(days=30)
"""More than the ten working days that an agency has."""


def approve_at(visitor: Visitor, desk: str, person: Stranger) -> None:
    """Open somebody's task at a desk and approve it."""
    open_task(visitor, desk, person)
    decide(visitor, "approve")


def let_legal_person_be(house: House, employer: Employer, person: Stranger) -> None:
    """Let somebody be the legal person of an employer."""

    def act() -> None:
        number = ports().personal_data.hash(person.id_number)
        db.session.get_one(Organisation, employer.id).legal_id_hash = number
        db.session.commit()

    house.arrange(act)


@pytest.mark.parametrize("category", ["经纪人协理", "从业人员"])
def test_every_category_is_registered_and_public_under_its_own_name(
    house: House, welcome: Welcome, strangers: Strangers, category: str
):
    person, employer = strangers.new(), agency(house, strangers.company())
    applicant, desk, association, public = welcome(), welcome(), welcome(), welcome(PHONE)
    register(applicant, person, employer.name, category)
    fill_in(applicant, person)
    submit(applicant)

    come_in(desk, of_desk(house, employer))
    approve_at(desk, AGENCY_DESK, person)
    come_in(association, of_association(house))
    approve_at(association, ASSOCIATION_DESK, person)

    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(person.name)
    assert category in public.text()


@pytest.mark.branch("practitioner_registration", "employer_opinion>leave_employer")
def test_whoever_an_employer_refuses_registers_with_another_one(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, refusing = strangers.new(), agency(house, strangers.company())
    taking = agency(house, strangers.company())
    case_no = application(house, person, refusing)
    applicant, desk, other_desk = welcome(), welcome(), welcome()
    association, public = welcome(), welcome(PHONE)
    come_in(desk, of_desk(house, refusing))
    open_task(desk, AGENCY_DESK, person)
    decide(desk, "refuse", opinion="没有与本公司签过合同。")

    come_in(applicant, of_person(house, person))
    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("没有与本公司签过合同。")
    applicant.follow("现在填写")
    pick(applicant, "所在机构", taking.name)
    choose_files(applicant, "劳动合同", files.contract(2))
    ready = files_of(applicant, "劳动合同").get_by_text("已就绪")
    expect(ready).to_have_count(1, timeout=ARRIVAL_MS)  # The old contract named the other one.
    applicant.press("提交修改")

    come_in(other_desk, of_desk(house, taking))
    approve_at(other_desk, AGENCY_DESK, person)
    come_in(association, of_association(house))
    approve_at(association, ASSOCIATION_DESK, person)
    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(taking.name)
    assert not public.sees(refusing.name)


@pytest.mark.branch(
    "practitioner_registration", "agency_reminder_3", "agency_reminder_5", "agency_silent"
)
def test_ten_working_days_of_silence_hand_the_case_to_the_association(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, silent = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, silent, earlier=SILENT)
    applicant, desk, first, second = welcome(), welcome(), welcome(), welcome()
    come_in(applicant, of_person(house, person))

    wake(house, case_no)
    applicant.visit(f"/cases/{case_no}")
    applicant.reload_until(lambda: applicant.sees("待协会代审"))
    applicant.visit("/notices")
    assert applicant.sees("已转由协会代审")
    come_in(desk, of_desk(house, silent))
    desk.visit(AGENCY_DESK)
    assert not desk.sees(f"{person.name} · ")
    desk.visit("/notices")
    assert desk.sees("已转由协会代审")

    for visitor in (first, second):
        come_in(visitor, of_association(house))
        approve_at(visitor, ASSOCIATION_DESK, person)
    applicant.visit(f"/v/{in_force(house, person)}")
    assert applicant.sees(silent.name)


@pytest.mark.branch("practitioner_registration", "which_employer>stand_in_review")
def test_whoever_owns_the_employer_is_judged_by_two_of_the_association(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, own = strangers.new(), agency(house, strangers.company())
    let_legal_person_be(house, own, person)
    application(house, person, own)
    desk, first, second, public = welcome(), welcome(), welcome(), welcome(PHONE)
    come_in(desk, of_desk(house, own))
    desk.visit(AGENCY_DESK)
    assert not desk.sees(f"{person.name} · ")

    come_in(first, of_association(house))
    open_task(first, ASSOCIATION_DESK, person)
    assert first.sees("自审")
    decide(first, "approve")
    assert lists(first, ASSOCIATION_DESK, "须由他人复核"), "one person decides once"

    come_in(second, of_association(house))
    approve_at(second, ASSOCIATION_DESK, person)
    public.visit(f"/v/{in_force(house, person)}")
    assert public.sees(own.name)


@pytest.mark.branch(
    "practitioner_registration",
    "association_opinion>correct_for_association",
    "employer_changed>association_review",
    "employer_changed>which_employer",
    "association_opinion>release_after_association",
    "refused_by_association",
)
def test_a_new_contract_is_seen_by_the_employer_again_and_anything_else_is_not(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    case_no = application(house, person, employer)
    house.arrange(lambda: decide_on(case_of(case_no), office_of(employer), "approve"))
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(applicant, of_person(house, person))
    come_in(desk, of_desk(house, employer))
    come_in(association, of_association(house))

    send_back(association, person, "证书编号")
    begin_to_correct(applicant, case_no)
    applicant.fill("证书编号", strangers.new().certificate_number)
    applicant.press("提交修改")
    send_back(association, person, "劳动合同")
    begin_to_correct(applicant, case_no)
    choose_files(applicant, "劳动合同", files.contract(2))
    ready = files_of(applicant, "劳动合同").get_by_text("已就绪")
    expect(ready).to_have_count(2, timeout=ARRIVAL_MS)  # The first one stays beside it.
    applicant.press("提交修改")
    approve_at(desk, AGENCY_DESK, person)
    open_task(association, ASSOCIATION_DESK, person)
    decide(association, "refuse", opinion="证书系伪造。")

    applicant.visit(f"/cases/{case_no}")
    assert applicant.sees("证书系伪造。")
    applicant.visit("/my-card")
    assert applicant.sees("还没有信息卡")


def send_back(visitor: Visitor, person: Stranger, label: str) -> None:
    """Return one field of somebody's registration."""
    open_task(visitor, ASSOCIATION_DESK, person)
    decide(visitor, "return", returned={label: "看不清。"})


def begin_to_correct(visitor: Visitor, case_no: str) -> None:
    """Open what was returned."""
    visitor.visit(f"/cases/{case_no}")
    visitor.follow("现在修改")


@pytest.mark.branch(
    "practitioner_registration",
    "publication_agreed>registered_without_card",
    "registered_without_card",
)
def test_whoever_does_not_agree_to_be_shown_is_registered_and_has_no_card(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, employer = strangers.new(), agency(house, strangers.company())
    application(house, person, employer, consent_publication=False)
    applicant, desk, association = welcome(), welcome(), welcome()
    come_in(desk, of_desk(house, employer))
    approve_at(desk, AGENCY_DESK, person)
    come_in(association, of_association(house))
    approve_at(association, ASSOCIATION_DESK, person)

    come_in(applicant, of_person(house, person))
    applicant.visit("/management")
    assert applicant.sees("已实名")
    applicant.visit("/my-card")
    assert applicant.sees("没有同意在核验页上公开信息")


@pytest.mark.branch("practitioner_registration", "lapse", "refused_by_employer")
def test_whoever_chooses_no_other_employer_for_thirty_days_may_begin_anew(
    house: House, welcome: Welcome, strangers: Strangers
):
    person, long_ago = strangers.new(), timedelta(days=31)
    employer, applicant = agency(house, strangers.company()), welcome()
    case_no = application(house, person, employer, earlier=long_ago)
    refusal = {"decision": "refuse", "opinion": "不是本公司员工。"}
    house.arrange(
        lambda: decide_on(case_of(case_no), office_of(employer), **refusal), earlier=long_ago
    )
    come_in(applicant, of_person(house, person))

    wake(house, case_no)
    applicant.visit(f"/cases/{case_no}")
    applicant.reload_until(lambda: applicant.sees("办理已结束"))

    applicant.follow("重新申请")
    applicant.press("现在开始")
    applicant.follow("继续填写：本人身份")
    assert applicant.field("身份证号").is_visible()
