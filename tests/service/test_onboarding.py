"""我要入职: the agency confirms, the association decides, a new card is issued."""

from dataclasses import replace
from uuid import uuid4

import pytest

from forms import FormErrors
from service import cases
from service.actors import account_pool
from service.extensions import db
from service.models import Account, CardStatus, Invitation, InvitationStatus, Organisation
from service.notifications import ConsoleNotifications, NotSentError
from service.ports import ports
from service.publishing import publish
from service.refusals import Refused
from tests.employed import (
    cards_of,
    employed,
    employments_of,
    invite,
    join,
    person_of,
    resigned,
)
from tests.procedures import shipped
from tests.service.card_job import draw_card
from tests.stories import case_of, correct, decide, notices_in, send_back, submit, task_of, tasks_of
from tests.worker import wake_due_cases, work_off

NEW_NAME = "威海新居房地产经纪有限公司"
CONTACT = "15400000066"


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def next_agency(people):
    return people.agency("威海海景房地产经纪有限公司")


@pytest.fixture
def broker(people, agency):
    return resigned(people, agency)


def invitations():
    query = db.select(Invitation).order_by(Invitation.invited_at)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def pass_time(app):
    wake_due_cases(app)
    work_off(app)


def test_agency_and_association_confirm_and_a_new_card_is_issued(people, broker, next_agency):
    case = join(people, broker, next_agency)
    assert case.milestone == "入职待机构确认"

    case = decide(case, people.desk(next_agency), "approve")
    assert case.milestone == "入职待协会审核"
    case = decide(case, people.reviewer(), "approve")

    old, new = cards_of(broker)
    assert (old.status, new.status) == (CardStatus.VOID, CardStatus.PENDING)
    assert (new.issue, new.card_no) == (2, f"{person_of(broker).practice_no}-J-02")
    assert new.snapshot["agency"] == next_agency.name
    assert draw_card(case).status is CardStatus.VALID
    case = case_of(case.no)
    assert (case.milestone, case.outcome) == ("在职", "employed")
    employment = employments_of(broker)[-1]
    assert (employment.agency_id, employment.started_by_case) == (next_agency.id, case.id)
    assert db.session.get_one(Account, broker.account_id).agency_id == next_agency.id


def test_an_agency_whose_only_store_is_frozen_asks_for_no_store(people, broker, next_agency):
    people.store(next_agency, frozen_at=ports().clock())

    assert join(people, broker, next_agency).milestone == "入职待机构确认"


def test_the_agency_confirms_also_when_a_store_was_picked(people, broker, next_agency):
    store = people.store(next_agency)

    case = join(people, broker, next_agency, store=str(store.id))

    assert task_of(case).pool == f"organisation:{next_agency.id}"
    decide(case, people.desk(next_agency), "approve")
    decide(case, people.reviewer(), "approve")
    assert employments_of(broker)[-1].store_id == store.id
    assert cards_of(broker)[-1].snapshot["store"] == store.name


def test_whoever_is_employed_has_to_resign_first(people, agency, next_agency):
    broker = employed(people, agency)

    with pytest.raises(Refused) as refused:
        join(people, broker, next_agency)

    assert refused.value.code == "resign_first"
    assert refused.value.params == {"name": agency.name}


def test_whoever_never_registered_is_told_to_do_that_first(people, agency):
    with pytest.raises(Refused) as refused:
        join(people, people.practitioner(), agency)

    assert refused.value.code == "not_registered_yet"


def test_an_employment_cannot_begin_before_the_last_one_ended(people, broker, next_agency):
    with pytest.raises(Refused) as refused:
        join(people, broker, next_agency, start_date="2026-11-01")

    assert (refused.value.code, refused.value.field) == ("joined_too_early", "start_date")


def test_somebody_joins_the_head_office_of_an_agency_that_has_stores(people, broker, next_agency):
    people.store(next_agency)

    case = join(people, broker, next_agency)

    assert (case.agency_id, case.store_id) == (next_agency.id, None)
    assert case.milestone == "入职待机构确认"


def test_a_disabled_agency_is_refused(people, broker, next_agency):
    next_agency.enabled = False
    db.session.commit()

    with pytest.raises(FormErrors) as errors:
        join(people, broker, next_agency)

    assert errors.value.keys == {"agency"}


def test_an_agency_disabled_meanwhile_cannot_employ(people, broker, next_agency):
    case = join(people, broker, next_agency)
    decide(case, people.desk(next_agency), "approve")
    db.session.get_one(Organisation, next_agency.id).enabled = False
    db.session.commit()

    with pytest.raises(Refused) as refused:
        decide(case, people.reviewer(), "approve")

    assert refused.value.code == "employer_unavailable"


def test_after_the_agencys_refusal_another_is_picked_under_the_same_number(
    people, broker, agency, next_agency
):
    case = join(people, broker, next_agency)
    refused = decide(case, people.desk(next_agency), "refuse", opinion="没有签过合同")
    assert refused.milestone == "待另选单位"

    case = correct(refused, broker, **people.onboarding(broker, agency=str(agency.id)))

    assert case.no == refused.no
    assert task_of(case).pool == f"organisation:{agency.id}"


def test_a_field_that_the_agency_returned_comes_back_to_it(people, broker, next_agency):
    desk = people.desk(next_agency)
    case = send_back(join(people, broker, next_agency), desk, labour_contract="缺最后一页")
    assert case.milestone == "已退回"

    case = correct(case, broker, labour_contract=[people.document(broker)])

    assert task_of(case).pool in desk.pools


def test_a_date_that_the_association_returned_comes_back_to_it(people, broker, next_agency):
    reviewer = people.reviewer()
    case = decide(join(people, broker, next_agency), people.desk(next_agency), "approve")
    case = send_back(case, reviewer, start_date="与合同不一致")

    case = correct(case, broker, start_date="2026-11-24")

    assert task_of(case).pool in reviewer.pools


def test_a_changed_contract_is_seen_by_the_agency_first(people, broker, next_agency):
    desk = people.desk(next_agency)
    case = decide(join(people, broker, next_agency), desk, "approve")
    case = send_back(case, people.reviewer(), labour_contract="看不清")

    case = correct(case, broker, labour_contract=[people.document(broker)])

    assert task_of(case).pool in desk.pools


def test_the_association_refuses(people, broker, next_agency):
    case = decide(join(people, broker, next_agency), people.desk(next_agency), "approve")

    case = decide(case, people.reviewer(), "refuse", opinion="合同是伪造的")

    assert case.milestone == "不通过"
    assert len(employments_of(broker)) == 1
    assert join(people, broker, next_agency).milestone == "入职待机构确认"


def test_a_silent_agency_is_reminded_twice_and_then_passed_over(
    app, clock, people, broker, next_agency
):
    case = join(people, broker, next_agency)

    for _ in range(16):
        clock.advance(days=1)
        pass_time(app)

    told = [one.text for one in notices_in(f"organisation:{next_agency.id}")]
    assert len([text for text in told if "正在等待办理" in text]) == 2
    case = case_of(case.no)
    assert case.milestone == "入职待协会审核"
    decide(case, people.reviewer(), "approve")
    assert employments_of(broker)[-1].agency_id == next_agency.id


def test_another_employer_is_not_short_of_the_days_that_the_first_one_used(
    app, clock, people, agency, broker, next_agency
):
    case = join(people, broker, next_agency)
    whole = task_of(case).due_at - task_of(case).opened_at
    clock.advance(days=7)
    pass_time(app)
    case = decide(case_of(case.no), people.desk(next_agency), "refuse", opinion="不在本单位")

    case = correct(case, broker, **people.onboarding(broker, agency=str(agency.id)))

    assert task_of(case).pool == f"organisation:{agency.id}"
    assert task_of(case).due_at - task_of(case).opened_at == whole


def test_an_agency_that_was_silent_is_not_asked_again_after_a_correction(
    app, clock, people, broker, next_agency
):
    case = join(people, broker, next_agency)
    for _ in range(16):
        clock.advance(days=1)
        pass_time(app)
    case = send_back(case_of(case.no), people.reviewer(), labour_contract="看不清")

    case = correct(case, broker, labour_contract=[people.document(broker, "labour_contract")])

    assert task_of(case).pool == "post:association_reviewer"


def test_a_typed_employer_is_invited_and_takes_the_case_once_it_registers(app, people, broker):
    case = invite(people, broker, NEW_NAME)
    assert case.milestone == "待单位登记"
    assert tasks_of(case) == []

    newcomer = people.draft(people.filing(NEW_NAME))
    submit(people, newcomer, procedure="agency_registration")
    work_off(app)

    (invitation,) = invitations()
    assert invitation.status is InvitationStatus.ACCEPTED
    assert invitation.organisation_id == newcomer.organisation_id
    case = case_of(case.no)
    assert case.milestone == "入职待机构确认"
    assert task_of(case).pool == f"organisation:{newcomer.organisation_id}"
    decide(case, newcomer, "approve")
    decide(case, people.reviewer(), "approve")
    assert employments_of(broker)[-1].agency_id == newcomer.organisation_id


def test_an_invitation_is_open_for_as_long_as_the_diagram_waits(app, clock, people, broker):
    onboarding = shipped("onboarding")
    publish(replace(onboarding, diagram=onboarding.diagram.replace(b"P30D", b"P60D")))
    case = invite(people, broker, NEW_NAME)
    clock.advance(days=45)

    newcomer = people.draft(people.filing(NEW_NAME))
    submit(people, newcomer, procedure="agency_registration")
    work_off(app)

    assert task_of(case).pool == f"organisation:{newcomer.organisation_id}"


def test_a_typed_employer_is_told_by_sms_who_waits_for_it_and_where(app, people, broker):
    invite(people, broker, NEW_NAME, employer_mobile=CONTACT)

    work_off(app)

    (sent,) = ports().notifications.texts
    (invitation,) = invitations()
    assert sent.mobile == CONTACT and "张伟" in sent.text and NEW_NAME in sent.text
    assert sent.text.startswith(f"【{ports().settings.association.name}】")
    assert sent.text.endswith(f"/invitations/{invitation.id}")
    assert invitation.contact_told_at is not None


def test_a_typed_employer_without_a_mobile_is_sent_nothing_and_nobody_is_worried(
    app, people, broker
):
    case = invite(people, broker, NEW_NAME)

    work_off(app)

    assert (len(ports().notifications.texts), case_of(case.no).milestone) == (0, "待单位登记")
    told = notices_in(account_pool(broker.account_id))
    assert not [one for one in told if "没有发出" in one.text]


def test_a_mobile_that_was_invited_today_is_not_sent_a_second_sms(app, people, broker):
    case = invite(people, broker, NEW_NAME, employer_mobile=CONTACT)
    work_off(app)
    cases.withdraw(case.no, broker, uuid4())

    invite(people, broker, "威海旧居房地产经纪有限公司", employer_mobile=CONTACT)
    work_off(app)

    assert len(ports().notifications.texts) == 1
    told = notices_in(account_pool(broker.account_id))
    assert [one.params["name"] for one in told if "没有发出" in one.text] == [
        "威海旧居房地产经纪有限公司"
    ]


def test_an_invitation_is_on_record_before_its_sms_is_sent(app, people, broker, monkeypatch):
    on_record = []

    def send(_self: ConsoleNotifications, _mobile: str, _text: str) -> None:
        on_record.extend(db.session.scalars(db.select(Invitation.contact_mobile_hash)).all())
        raise NotSentError("provider is away")

    monkeypatch.setattr(ConsoleNotifications, "send_text", send)
    case = invite(people, broker, NEW_NAME, employer_mobile=CONTACT)

    work_off(app)

    assert on_record == [ports().personal_data.hash(CONTACT)]
    assert case_of(case.no).awaited == ["employer_registered"]
    assert any("没有发出" in one.text for one in notices_in(account_pool(broker.account_id)))


@pytest.mark.parametrize("over", ["registered", "withdrawn"])
def test_the_mobile_of_an_invitation_that_is_over_is_forgotten(app, people, broker, over):
    case = invite(people, broker, NEW_NAME, employer_mobile=CONTACT)
    work_off(app)

    if over == "withdrawn":
        cases.withdraw(case.no, broker, uuid4())
    else:
        newcomer = people.draft(people.filing(NEW_NAME))
        submit(people, newcomer, procedure="agency_registration")

    assert invitations()[0].contact_mobile is None


def test_an_employer_with_another_name_is_not_taken_for_the_invited_one(app, people, broker):
    case = invite(people, broker, NEW_NAME)

    other = people.draft(people.filing("威海旧居房地产经纪有限公司"))
    submit(people, other, procedure="agency_registration")
    work_off(app)

    assert case_of(case.no).milestone == "待单位登记"


def test_an_invitation_lapses_after_thirty_days_and_another_employer_is_picked(
    app, clock, people, broker, next_agency
):
    case = invite(people, broker, NEW_NAME)
    work_off(app)

    clock.advance(days=29, hours=23)
    pass_time(app)
    assert case_of(case.no).milestone == "待单位登记"
    clock.advance(hours=2)
    pass_time(app)

    lapsed = case_of(case.no)
    assert lapsed.milestone == "待另选单位"
    assert [one.status for one in invitations()] == [InvitationStatus.LAPSED]
    picked = people.onboarding(broker, agency=str(next_agency.id))
    again = correct(lapsed, broker, **picked)
    assert (again.no, again.milestone) == (case.no, "入职待机构确认")


def test_a_typed_name_of_a_registered_agency_is_that_agency(people, broker, next_agency):
    case = invite(people, broker, "威海海景房地产经纪有限公司")

    assert task_of(case).pool == f"organisation:{next_agency.id}"
    assert invitations() == []


def test_taking_the_application_back_closes_the_invitation(app, people, broker):
    case = invite(people, broker, NEW_NAME)

    cases.withdraw(case.no, broker, uuid4())

    assert [one.status for one in invitations()] == [InvitationStatus.DROPPED]
    submit(people, people.draft(people.filing(NEW_NAME)), procedure="agency_registration")
    work_off(app)
    assert case_of(case.no).milestone == "已撤回"


def test_a_second_click_gives_the_first_answer(people, broker, next_agency):
    cases.open_draft("onboarding", broker)
    answers, key = people.onboarding(broker, agency=str(next_agency.id)), uuid4()
    done = cases.submit("onboarding", answers, broker, key)

    with pytest.raises(cases.Repeated) as repeated:
        cases.submit("onboarding", answers, broker, key)

    assert repeated.value.case_no == done.case_no


def test_the_person_is_told_when_the_card_is_ready(people, broker, next_agency):
    case = decide(join(people, broker, next_agency), people.desk(next_agency), "approve")
    case = decide(case, people.reviewer(), "approve")

    draw_card(case)

    told = [one.params.get("card_no") for one in notices_in(account_pool(broker.account_id))]
    assert cards_of(broker)[-1].card_no in told
