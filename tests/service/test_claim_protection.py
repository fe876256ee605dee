"""A name cannot be squatted: whoever owns it objects, and what was done under it is settled."""

from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, update

from forms import FormErrors
from processes.sentences import Words
from service import cases
from service.accounts import claims
from service.accounts.changing import disable_account
from service.accounts.sessions import find_session, start_session
from service.accounts.signing_in import sign_in_organisation
from service.extensions import db
from service.models import (
    Account,
    AccountStatus,
    CalendarDay,
    Card,
    CardStatus,
    Case,
    ClaimObjection,
    ClaimProtection,
    Employment,
    EndReason,
    IdentityClaim,
    Incident,
    ObjectionOutcome,
    Organisation,
    Practitioner,
    Registration,
)
from service.notifications import ConsoleNotifications
from service.ports import ports
from service.queries.affected import find_disputed
from service.queries.cards import get_public_card
from service.refusals import Refused
from service.worker.tasks import MAX_ATTEMPTS
from tests.claims import CONTACT, NAME, Claims, fates
from tests.employed import employments_of, join, resigned
from tests.people import PASSWORD, People
from tests.service.desks import browser_of, card_of
from tests.stories import case_of, correct, decide, notices_in, submit, task_of
from tests.worker import jobs_of, work_off


@pytest.fixture
def story(people: People) -> Claims:
    return Claims(people)


def fresh(row: Any) -> Any:
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def texts() -> list[Any]:
    return list(ports().notifications.texts)


# -- the days begin ------------------------------------------------------------------------


def test_the_contact_in_the_directory_is_told_by_sms_who_registered_and_until_when_to_object(
    app: Flask, story: Claims
):
    story.squat()

    work_off(app)

    (told,) = texts()
    assert told.mobile == CONTACT
    assert NAME in told.text
    assert "2026-11-26 24:00" in told.text


def test_the_contact_is_told_once_however_often_the_job_runs(app: Flask, story: Claims):
    story.squat()
    work_off(app)
    protection = db.session.execute(select(ClaimProtection)).scalar_one()

    claims.tell_contact(protection.id)

    assert len(texts()) == 1


def test_nothing_is_locked_while_the_contact_is_told(
    story: Claims, database_url: str, monkeypatch: pytest.MonkeyPatch
):
    story.squat()
    protection_id = db.session.scalars(select(ClaimProtection.id)).one()
    db.session.commit()

    def send(_self: ConsoleNotifications, _mobile: str, _text: str) -> None:
        with psycopg.connect(database_url) as other:
            other.execute("SELECT id FROM claim_protections FOR UPDATE NOWAIT")

    monkeypatch.setattr(ConsoleNotifications, "send_text", send)
    claims.tell_contact(protection_id)

    told = select(ClaimProtection.contact_told_at)
    assert db.session.scalars(told).one() == ports().clock()


def test_the_association_is_told_too(story: Claims):
    story.squat()

    (told,) = notices_in("post:association_reviewer")
    assert told.params == {"name": NAME, "until": "2026-11-26"}


def test_a_registration_without_a_contact_in_the_directory_passes_and_only_the_association_is_told(
    app: Flask, story: Claims
):
    agency = story.squat(mobile=None)

    work_off(app)

    assert agency.may_employ
    assert texts() == []
    assert jobs_of("tell_claim_contact") == []
    assert "没有联系人手机" in notices_in("post:association_reviewer")[0].text


def test_an_unfiled_registration_needs_no_protection(story: Claims, people: People):
    story.approve(people.agency("威海未备案房地产经纪有限公司"))

    assert db.session.scalar(select(ClaimProtection)) is None


# -- an objection in time ------------------------------------------------------------------


def test_an_objection_in_time_freezes_the_account_at_once(story: Claims):
    squatted = story.squat()

    story.object(story.owner())

    assert fresh(squatted).frozen_at is not None
    assert not fresh(squatted).may_employ


def test_a_frozen_account_is_signed_out_and_cannot_sign_in(story: Claims, people: People):
    squatter = people.desk(story.squat())
    now = ports().clock()
    token = start_session(db.session.get_one(Account, squatter.account_id), now)
    db.session.commit()
    story.object(story.owner())

    db.session.execute(
        update(Account)
        .where(Account.organisation_id != squatter.organisation_id)
        .values(status=AccountStatus.CLOSED)
    )
    db.session.commit()
    with pytest.raises(Refused) as refused:
        sign_in_organisation(NAME, PASSWORD)

    assert find_session(token, now) is None
    assert refused.value.code == "organisation_frozen"


def test_the_objection_waits_in_the_associations_inbox(story: Claims):
    story.squat()

    case = story.object(story.owner())

    assert case.milestone == "待协会核实"
    assert task_of(case).pool == "post:association_reviewer"


def test_an_objection_on_the_third_working_day_still_freezes(story: Claims, clock):
    squatted = story.squat()
    clock.advance(days=3, hours=14)  # Thursday, 23:00 in Shanghai

    story.object(story.owner())

    assert fresh(squatted).frozen_at is not None


def test_an_objection_on_the_fourth_working_day_goes_to_the_association_and_freezes_nothing(
    story: Claims, clock
):
    squatted = story.squat()
    clock.advance(days=4)

    case = story.object(story.owner())

    assert fresh(squatted).frozen_at is None
    assert case.milestone == "待协会核实"


def test_a_holiday_in_the_calendar_moves_the_end_of_the_days(story: Claims, clock):
    squatted = story.squat()
    db.session.add(CalendarDay(day=date(2026, 11, 25), is_working=False, name="放假"))
    db.session.commit()
    clock.advance(days=4)

    story.object(story.owner())

    assert fresh(squatted).frozen_at is not None


def test_whoever_finds_no_registration_of_their_name_is_told_so(story: Claims):
    with pytest.raises(Refused) as refused:
        story.object(story.owner())

    assert refused.value.code == "nothing_to_object"


def test_a_second_objection_to_the_same_registration_is_refused(story: Claims):
    story.squat()
    story.object(story.owner())

    with pytest.raises(Refused) as refused:
        story.object(story.owner())

    assert refused.value.code == "objection_open"


# -- the association decides ---------------------------------------------------------------


def test_an_objection_that_is_not_true_lets_the_account_work_again(story: Claims, people: People):
    squatted = story.squat()
    case = story.object(story.owner())

    case = decide(case, people.reviewer(), "refuse", opinion="执照与登记机关不一致")

    assert fresh(squatted).may_employ
    assert case.milestone == "异议不成立"


def test_after_an_untrue_objection_the_next_one_freezes_nothing(story: Claims, people: People):
    squatted = story.squat()
    case = story.object(story.owner())
    decide(case, people.reviewer(), "refuse", opinion="执照与登记机关不一致")

    story.object(story.owner())

    assert fresh(squatted).frozen_at is None


def test_whoever_takes_the_objection_back_unfreezes_the_account(story: Claims):
    squatted, owner = story.squat(), story.owner()
    case = story.object(owner)

    cases.withdraw(case.no, owner, uuid4())

    assert fresh(squatted).may_employ
    objection = db.session.execute(select(ClaimObjection)).scalar_one()
    assert objection.outcome is ObjectionOutcome.WITHDRAWN


def test_a_returned_objection_keeps_the_account_frozen_and_comes_back_to_the_association(
    story: Claims, people: People
):
    squatted, owner = story.squat(), story.owner()
    case = story.object(owner)
    case = decide(case, people.reviewer(), "return", returned_fields={"statement": "请写明时间"})

    case = correct(case, owner, statement="我单位自成立以来从未注册，也未授权任何人注册。")

    assert case.milestone == "待协会核实"
    assert fresh(squatted).frozen_at is not None


def test_an_objection_that_nobody_completes_lapses_after_five_working_days(
    app: Flask, story: Claims, people: People, clock
):
    squatted = story.squat()
    case = story.object(story.owner())
    decide(case, people.reviewer(), "return", returned_fields={"statement": "请写明时间"})
    clock.advance(days=8)

    cases.wake(case.id)

    assert case_of(case.no).milestone == "异议不成立"
    assert fresh(squatted).may_employ


def test_an_upheld_objection_frees_the_name_and_closes_the_account(story: Claims, people: People):
    squatted = story.squat()
    squatter = people.desk(squatted)
    case = story.object(story.owner())

    case = decide(case, people.reviewer(), "approve")

    assert case.milestone == "异议成立"
    assert fresh(squatted).registration is Registration.CANCELLED
    account = db.session.get_one(Account, squatter.account_id)
    assert account.status is AccountStatus.CLOSED


def test_the_association_has_to_settle_every_person_that_the_account_admitted(
    story: Claims, people: People
):
    squatted = story.squat()
    card_of(people, people.practitioner(agency=squatted), people.desk(squatted))
    case = story.object(story.owner())

    with pytest.raises(FormErrors, match="affected") as refused:
        decide(case, people.reviewer(), "approve")

    assert refused.value.keys == {"affected"}


# -- a name cannot be squatted -------------------------------------------------------------


def test_a_reversed_person_is_out_of_the_register_and_may_register_again(
    story: Claims, people: People
):
    squatted = story.squat()
    broker = people.practitioner(agency=squatted)
    card = card_of(people, broker, people.desk(squatted))
    case = story.object(story.owner())

    decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))

    db.session.expire_all()
    person = db.session.execute(select(Practitioner)).scalar_one()
    assert person.revoked_at is not None
    assert get_public_card(card.code).standing == "revoked"
    assert db.session.get_one(Card, card.id).status is CardStatus.VOID
    assert db.session.scalar(select(IdentityClaim)) is None
    employment = db.session.execute(select(Employment)).scalar_one()
    assert employment.ended_on == date(2026, 11, 23)
    assert (employment.ended_reason, employment.ended_by_case) == (EndReason.REVERSED, case.id)
    other = people.practitioner(
        "张伟", agency=people.agency("威海海滨房地产经纪有限公司"), mobile="15400000002"
    )
    assert submit(people, other).milestone == "待机构（门店）审核"


def test_an_onboarding_that_has_yet_to_begin_is_reversed_on_its_first_day(
    story: Claims, people: People
):
    squatted = story.squat()
    broker = resigned(people, people.agency("威海海滨房地产经纪有限公司"))
    joining = join(people, broker, squatted, start_date="2026-12-01")
    decide(decide(joining, people.desk(squatted), "approve"), people.reviewer(), "approve")
    case = story.object(story.owner())

    decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))

    assert employments_of(broker)[-1].ended_on == date(2026, 12, 1)


def test_whom_a_claimed_account_disabled_is_enabled_when_that_is_reversed(
    story: Claims, people: People
):
    squatted = story.squat()
    broker = people.practitioner(agency=squatted)
    card_of(people, broker, people.desk(squatted))
    disable_account(broker.account_id, "不听指挥", by=squatted.id)
    case = story.object(story.owner())

    decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))

    account = db.session.get_one(Account, broker.account_id, populate_existing=True)
    assert account.status == "active"


def test_a_kept_person_works_for_the_rightful_owner_once_it_has_registered(
    story: Claims, people: People
):
    squatted, owner = story.squat(), story.owner()
    card = card_of(people, people.practitioner(agency=squatted), people.desk(squatted))
    case = story.object(owner)
    decide(case, people.reviewer(), "approve", affected=fates(case, "keep"))
    assert get_public_card(card.code).standing == "abnormal"

    story.approve(db.session.get_one(Organisation, owner.organisation_id))

    db.session.expire_all()
    employment = db.session.execute(select(Employment)).scalar_one()
    assert (employment.agency_id, employment.ended_on) == (owner.organisation_id, None)
    assert get_public_card(card.code).standing == "valid"


def test_the_rightful_owners_own_registration_needs_no_protection(story: Claims, people: People):
    story.squat()
    owner = story.owner()
    decide(story.object(owner), people.reviewer(), "approve")

    story.approve(db.session.get_one(Organisation, owner.organisation_id))

    assert len(list(db.session.scalars(select(ClaimProtection)))) == 1


def test_a_reversed_store_is_cancelled_and_a_kept_one_gets_the_rightful_agency(
    story: Claims, people: People
):
    squatted, owner = story.squat(), story.owner()
    false, true = people.store(squatted, "冒名店"), people.store(squatted, "真实店")
    case = story.object(owner)

    settled = {f"store:{false.id}": "reverse", f"store:{true.id}": "keep"}
    decide(case, people.reviewer(), "approve", affected=settled)
    story.approve(db.session.get_one(Organisation, owner.organisation_id))

    assert fresh(false).registration is Registration.CANCELLED
    assert fresh(true).parent_id == owner.organisation_id


def test_a_reversed_case_at_the_desk_ends_and_its_applicant_is_told(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()
    broker = people.practitioner(agency=squatted)
    waiting = submit(people, broker)
    case = story.object(story.owner())
    decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))

    work_off(app)

    assert case_of(waiting.no).milestone == "已终止"
    assert "已终止" in notices_in(f"account:{broker.account_id}")[-1].text


def test_a_reversed_case_that_could_not_be_ended_is_ended_when_somebody_tries_again(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()
    waiting = submit(people, people.practitioner(agency=squatted))
    case = story.object(story.owner())
    decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))
    state, waiting.state = waiting.state, b"not a state"
    work_off(app, retries=MAX_ATTEMPTS)
    incident = db.session.scalars(select(Incident)).one()
    assert incident.operation == "end"

    db.session.get_one(Case, waiting.id).state = state
    cases.retry_incident(incident.id)
    work_off(app)

    assert case_of(waiting.no).milestone == "已终止"
    assert fresh(incident).status == "resolved"


def test_a_case_that_can_no_longer_be_taken_back_goes_on_and_leaves_no_incident(
    app: Flask, people: People
):
    agency = people.agency()
    case = submit(people, people.practitioner(agency=agency))
    decide(decide(case, people.desk(agency), "approve"), people.reviewer(), "approve")
    cases.raise_incident_of(case.id, cases.END, Words("没有办成"))
    incident = db.session.scalars(select(Incident)).one()

    cases.retry_incident(incident.id)
    work_off(app)

    assert fresh(incident).status == "resolved"
    assert case_of(case.no).milestone != "已终止"


def test_a_kept_case_waits_at_the_rightful_owners_desk(story: Claims, people: People):
    squatted, owner = story.squat(), story.owner()
    waiting = submit(people, people.practitioner(agency=squatted))
    case = story.object(owner)
    decide(case, people.reviewer(), "approve", affected=fates(case, "keep"))

    story.approve(db.session.get_one(Organisation, owner.organisation_id))

    db.session.expire_all()
    assert task_of(waiting).pool in owner.pools
    assert decide(waiting, owner, "approve").milestone == "待协会审核"


def test_whoever_gave_up_after_the_squatters_refusal_hears_that_it_does_not_count(
    story: Claims, people: People
):
    squatted = story.squat()
    broker = people.practitioner(agency=squatted)
    refused = submit(people, broker)
    decide(refused, people.desk(squatted), "refuse", opinion="不是本公司员工")
    cases.withdraw(refused.no, broker, uuid4())
    case = story.object(story.owner())

    decide(case, people.reviewer(), "approve", affected=fates(case, "reverse"))

    assert "重新提交" in notices_in(f"account:{broker.account_id}")[-1].text


def test_an_objection_says_who_registered_and_whether_the_contact_confirmed(story: Claims):
    story.squat()

    disputed = find_disputed(story.object(story.owner()).id)

    assert disputed is not None
    assert (disputed.name, disputed.confirmed_at) == (NAME, None)


# -- the contact confirms ------------------------------------------------------------------


def test_a_code_from_the_directorys_contact_ends_the_days_for_objections(
    story: Claims, people: People
):
    squatted = story.squat()
    desk = people.desk(squatted)
    claims.send_code(desk.account_id, "192.0.2.1")

    claims.confirm(desk.account_id, ports().notifications.sent[-1].code)

    claim = claims.find_claim(desk.account_id)
    assert claim is not None
    assert (claim.confirmed, claim.over, claim.masked) == (True, True, "154****0088")
    story.object(story.owner())
    assert fresh(squatted).frozen_at is None


def test_a_wrong_code_confirms_nothing(story: Claims, people: People):
    desk = people.desk(story.squat())
    claims.send_code(desk.account_id, "192.0.2.1")

    with pytest.raises(Refused) as refused:
        claims.confirm(desk.account_id, "not it")

    assert refused.value.code == "sms_code_wrong"


def test_without_a_contact_there_is_nothing_to_confirm(story: Claims, people: People):
    desk = people.desk(story.squat(mobile=None))

    with pytest.raises(Refused) as refused:
        claims.send_code(desk.account_id, "192.0.2.1")

    assert refused.value.code == "no_contact_to_confirm"


# -- on the pages --------------------------------------------------------------------------


def test_the_desk_sees_who_registered_and_settles_each_person(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()
    card_of(people, people.practitioner(agency=squatted), people.desk(squatted))
    case = story.object(story.owner())
    desk = browser_of(app, people.reviewer())

    desk.open(f"/association/tasks/{task_of(case).id}").press("提交，看下一件", decision="approve")
    asked = desk.text()
    (name,) = set(desk.page.xpath("//input[starts-with(@name, 'affected.')]/@name"))
    desk.press("提交，看下一件", decision="approve", **{name: "reverse"})

    assert "张伟" in asked
    assert "请对列出的每一项选择" in asked
    assert case_of(case.no).milestone == "异议成立"


def test_the_desk_is_shown_what_became_of_each_when_it_is_over(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()
    card_of(people, people.practitioner(agency=squatted), people.desk(squatted))
    case = story.object(story.owner())
    decide(case, people.reviewer(), "approve", affected=fates(case, "keep"))

    desk = browser_of(app, people.reviewer()).open(f"/association/cases/{case.no}")

    assert "保留 1 项，撤销 0 项" in desk.text()


def test_an_agency_confirms_by_the_code_sent_to_its_contact(
    app: Flask, story: Claims, people: People
):
    desk = browser_of(app, people.desk(story.squat()))

    desk.open("/account/claim").press("发送验证码")
    assert CONTACT not in desk.text()
    desk.press("确认", code=ports().notifications.sent[-1].code)

    assert "已确认" in desk.text()


def test_whoever_has_nothing_to_confirm_is_not_asked_to_and_finds_the_way_back(
    app: Flask, people: People
):
    agency = people.agency(filing_id=people.filing().id)
    desk = browser_of(app, people.desk(agency))

    assert not [one for one in desk.open("/organisation").links() if "注册确认" in one]
    assert desk.open("/account/claim").links()["返回本单位信息"] == "/organisation"


def test_an_agency_is_asked_to_confirm_until_its_contact_has(
    app: Flask, story: Claims, people: People
):
    desk = browser_of(app, people.desk(story.squat())).open("/organisation")
    assert "注册确认：请备案联系人用短信验证码确认" in desk.links()

    desk.open("/account/claim").press("发送验证码")
    desk.press("确认", code=ports().notifications.sent[-1].code)

    assert desk.links()["返回本单位信息"] == "/organisation"
    assert "注册确认" not in desk.open("/organisation").text()


def test_an_owner_reads_how_an_objection_in_writing_goes_on(app: Flask, story: Claims):
    story.squat()

    owner = browser_of(app, story.owner()).open("/start/claim_objection")

    assert owner.texts("//ol//li") == ["提出异议", "核实异议", "异议成立"]


def test_whoever_has_nothing_to_object_to_reads_so_before_filling_in(app: Flask, story: Claims):
    owner = browser_of(app, story.owner()).open("/start/claim_objection")

    assert "没有单位占用贵单位的名称或执照号" in owner.text()


def test_an_owner_is_led_from_its_own_page_to_the_objection(app: Flask, story: Claims):
    story.squat()
    owner = browser_of(app, story.owner())

    owner.open("/organisation")

    assert owner.links()["我单位被冒名注册，要提出异议"] == "/start/claim_objection"
