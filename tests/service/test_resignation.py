"""我要离职: the association decides, the employer is told, the card is void."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from forms import FormErrors
from service import cases
from service.accounts.changing import disable_account
from service.accounts.signing_in import sign_in_person
from service.actors import account_pool, organisation_pool
from service.extensions import db
from service.failures import NotAllowed
from service.models import Account, CardStatus, EndReason, Event, Organisation
from service.refusals import Refused
from tests.changes import ask
from tests.employed import cards_of, employed, employments_of, join, resign, resigned
from tests.people import MOBILE, PASSWORD
from tests.service.desks import browser_of
from tests.stories import case_of, correct, decide, notices_in, send_back, submit, task_of


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def broker(people, agency):
    return employed(people, agency)


def test_a_resignation_waits_for_the_association_alone(people, broker):
    case = resign(people, broker)

    assert task_of(case).pool == "post:association_reviewer"
    assert case.milestone == "离职审核中"


def test_an_approved_resignation_ends_the_employment_and_voids_the_card(people, broker):
    case = resign(people, broker, last_day="2026-11-23")

    case = decide(case, people.reviewer(), "approve")

    (employment,) = employments_of(broker)
    assert employment.ended_on.isoformat() == "2026-11-23"
    assert employment.ended_reason is EndReason.RESIGNED
    assert employment.ended_by_case == case.id
    assert [card.status for card in cards_of(broker)] == [CardStatus.VOID]
    assert (case.milestone, case.outcome) == ("已离职", "resigned")
    assert db.session.get_one(Account, broker.account_id).agency_id is None


def test_a_card_that_is_void_because_its_owner_left_says_so_to_the_owner(app, people, agency):
    gone = resigned(people, agency)

    page = browser_of(app, gone).open("/my-card")

    assert page.texts("//dt[.='状态']/../dd") == ["已离职"]


def test_whoever_takes_a_resignation_back_reads_what_comes_of_it(app, people, broker):
    case = resign(people, broker)

    asked = browser_of(app, broker).open(f"/cases/{case.no}/withdraw")

    assert "您仍是原单位的在职人员，单位会收到告知。" in asked.text()
    assert "证件号码" not in asked.text()


def test_a_last_day_before_the_registration_ends_it_on_its_first_day(people, broker):
    case = resign(people, broker, last_day="2026-01-05")

    decide(case, people.reviewer(), "approve")

    (employment,) = employments_of(broker)
    assert employment.ended_on == employment.started_on


def test_a_day_to_come_is_not_yet_a_last_day(people, broker):
    with pytest.raises(FormErrors) as errors:
        resign(people, broker, last_day="2026-11-24")

    assert errors.value.keys == {"last_day"}


def test_the_employer_is_told_and_has_no_vote(people, agency, broker):
    case = resign(people, broker)

    told = notices_in(organisation_pool(agency.id))[-1]
    assert "已申请离职" in told.text
    assert told.params == {"name": "张伟"}
    assert told.case_id is None
    with pytest.raises(NotAllowed):
        decide(case, people.desk(agency), "refuse", opinion="不同意")


def test_store_and_agency_are_both_told(people, agency):
    store = people.store(agency)
    broker = employed(people, agency, store)

    decide(resign(people, broker), people.reviewer(), "approve")

    for one in (agency, store):
        texts = [notice.text for notice in notices_in(organisation_pool(one.id))]
        assert any("已申请离职" in text for text in texts)
        assert any("已办理离职" in text for text in texts)


def test_where_the_certificate_is_withheld_other_evidence_goes_the_same_way(people, broker):
    case = resign(
        people,
        broker,
        proof_withheld="yes",
        leaving_certificate=None,
        statement="单位拒绝出具离职证明，已申请劳动仲裁。",
        other_evidence=[people.document(broker, "other_evidence")],
    )

    assert decide(case, people.reviewer(), "approve").milestone == "已离职"


def test_without_the_certificate_a_statement_and_evidence_are_needed(people, broker):
    with pytest.raises(FormErrors) as errors:
        resign(people, broker, proof_withheld="yes", leaving_certificate=None)

    assert errors.value.keys == {"statement", "other_evidence"}


def test_a_returned_certificate_comes_back_to_the_association(people, broker):
    reviewer = people.reviewer()
    case = send_back(resign(people, broker), reviewer, leaving_certificate="没有盖章")
    assert case.milestone == "已退回"

    case = correct(case, broker, leaving_certificate=[people.document(broker)])

    assert case.milestone == "离职审核中"
    assert decide(case, reviewer, "approve").milestone == "已离职"


def test_a_refused_resignation_changes_nothing_and_the_employer_hears_it(people, agency, broker):
    case = decide(resign(people, broker), people.reviewer(), "refuse", opinion="证明是伪造的")

    assert case.milestone == "不通过"
    assert employments_of(broker)[0].ended_on is None
    assert [card.status for card in cards_of(broker)] == [CardStatus.VALID]
    assert "未办理离职" in notices_in(organisation_pool(agency.id))[-1].text


def test_a_resignation_can_be_taken_back_and_begun_again(people, agency, broker):
    case = resign(people, broker)

    cases.withdraw(case.no, broker, uuid4())

    assert case_of(case.no).milestone == "已撤回"
    assert "未办理离职" in notices_in(organisation_pool(agency.id))[-1].text
    assert resign(people, broker).milestone == "离职审核中"


def test_a_second_click_gives_the_first_answer(people, broker):
    cases.open_draft("resignation", broker)
    answers, key = people.resignation(broker), uuid4()
    done = cases.submit("resignation", answers, broker, key)

    with pytest.raises(cases.Repeated) as repeated:
        cases.submit("resignation", answers, broker, key)

    assert repeated.value.case_no == done.case_no


def test_whoever_has_resigned_has_nothing_to_resign(people, agency):
    broker = resigned(people, agency)

    with pytest.raises(Refused) as refused:
        resign(people, broker)

    assert refused.value.code == "nothing_to_resign"


def test_whoever_never_registered_is_told_to_do_that_first(people, agency):
    with pytest.raises(Refused) as refused:
        resign(people, people.practitioner(agency=agency))

    assert refused.value.code == "not_registered_yet"


def test_a_pending_registration_has_to_be_taken_back_first(people, agency):
    broker = people.practitioner(agency=agency)
    submit(people, broker)

    with pytest.raises(Refused) as refused:
        resign(people, broker)

    assert refused.value.code == "resign_while_pending"


def test_a_pending_onboarding_has_to_be_taken_back_first(people, agency):
    broker = resigned(people, agency)
    join(people, broker, agency)

    with pytest.raises(Refused) as refused:
        resign(people, broker)

    assert refused.value.code == "resign_while_pending"


def test_a_pending_change_of_details_has_to_be_taken_back_first(people, agency, broker):
    change = ask(people, broker, "certificate")

    with pytest.raises(Refused) as refused:
        resign(people, broker)
    assert refused.value.code == "resign_while_pending"

    cases.withdraw(change.no, broker, uuid4())
    assert resign(people, broker).status == "open"


def test_what_the_employer_disabled_is_enabled_when_the_person_has_left(people, agency, broker):
    disable_account(broker.account_id, "被投诉", by=agency.id)

    case = decide(resign(people, broker), people.reviewer(), "approve")

    account = db.session.get_one(Account, broker.account_id, populate_existing=True)
    assert (account.status, account.disabled_reason, account.disabled_by) == ("active", None, None)
    assert sign_in_person(MOBILE, PASSWORD).account.id == broker.account_id
    told = notices_in(account_pool(broker.account_id))
    assert [one.params for one in told if "禁用已经解除" in one.text] == [{"name": agency.name}]
    logged = db.session.scalars(select(Event).where(Event.kind == "account_enabled")).one()
    assert (logged.case_id, logged.detail["disabled_by"]) == (case.id, str(agency.id))


def test_what_the_employer_disabled_stays_disabled_until_the_person_has_left(
    people, agency, broker
):
    disable_account(broker.account_id, "被投诉", by=agency.id)

    decide(resign(people, broker), people.reviewer(), "refuse", opinion="证明不符")

    account = db.session.get_one(Account, broker.account_id, populate_existing=True)
    assert (account.status, account.disabled_by) == ("disabled", agency.id)


def test_what_the_association_disabled_stays_disabled_after_the_person_has_left(people, broker):
    disable_account(broker.account_id, "列入黑名单")

    decide(resign(people, broker), people.reviewer(), "approve")

    account = db.session.get_one(Account, broker.account_id, populate_existing=True)
    assert account.status == "disabled"


def test_somebody_may_leave_an_employer_that_was_disabled(people, agency, broker):
    db.session.get_one(Organisation, agency.id).enabled = False
    db.session.commit()

    assert decide(resign(people, broker), people.reviewer(), "approve").milestone == "已离职"
