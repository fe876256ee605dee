"""冒名保护: the association sees who took filed names, and freezes one when its owner calls."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service.accounts import claims
from service.actors import Actor
from service.calendar import read_calendar
from service.extensions import db
from service.failures import SecondPairOfEyes
from service.models import (
    Case,
    ClaimObjection,
    ClaimProtection,
    Draft,
    Event,
    Organisation,
    Registration,
)
from service.ports import ports
from service.queries.protected_claims import ClaimState, read_protected_claims
from service.refusals import Refused
from tests.claims import CONTACT, NAME, Claims, fates
from tests.employed import employed
from tests.people import OTHER_USCC, USCC, People
from tests.service.browsing import Browser
from tests.service.desks import browser_of, post
from tests.stories import case_of, decide, notices_in, submit, task_of
from tests.worker import work_off

CALLER = "15400000077"
CALL = {
    "caller_name": "王芳",
    "caller_mobile": CALLER,
    "call_reason": "备案联系人来电，称从未注册；已按目录核对姓名。",
}
FREEZE = "冻结账号，转同事核实"
CHECKED = "已回电备案联系人核实"


@pytest.fixture
def story(people: People) -> Claims:
    return Claims(people)


def page_of(app: Flask, actor: Actor) -> Browser:
    return browser_of(app, actor).open("/association/claims")


def call_in(app: Flask, actor: Actor, **changes: str) -> Browser:
    """Take a call about the one registration that is protected."""
    protection = db.session.execute(select(ClaimProtection.id)).scalar_one()
    page = browser_of(app, actor).open(f"/association/claims/{protection}")
    return page.press(FREEZE, **{**CALL, **changes})


def case_of_call() -> Case:
    objection = db.session.scalars(select(ClaimObjection)).one()
    return db.session.get_one(Case, objection.case_id)


def fresh(organisation: Organisation) -> Organisation:
    db.session.expire_all()
    return db.session.get_one(Organisation, organisation.id)


# -- the list ------------------------------------------------------------------------------


def test_a_filed_agency_is_listed_with_who_registered_until_when_and_its_contact(
    app: Flask, story: Claims, people: People
):
    submit(people, people.draft(story.filing()), procedure="agency_registration")
    work_off(app)

    said = page_of(app, people.reviewer()).text()

    assert NAME in said
    assert USCC in said
    assert "王芳 154****0009" in said
    assert "154****0088 11-23 09:00 已短信告知" in said
    assert "没有确认" in said
    assert "剩 3 个工作日 到 2026年11月26日 24:00" in said
    assert CONTACT not in said


def test_the_days_that_are_left_are_drawn(app: Flask, story: Claims, people: People, clock):
    story.squat()
    clock.advance(days=2)

    page = page_of(app, people.reviewer())

    assert page.texts("//ol[@class='claim-days']/li") == ["11-24 已过", "11-25 今天", "11-26 未到"]
    assert "剩 1 个工作日" in page.text()


def test_a_registration_leaves_the_list_with_its_third_working_day(
    app: Flask, story: Claims, people: People, clock
):
    story.squat()
    clock.advance(days=3, hours=14)  # Thursday, 23:00 in Shanghai
    assert NAME in page_of(app, people.reviewer()).text()

    clock.advance(hours=1)

    assert "没有异议期内的注册" in page_of(app, people.reviewer()).text()


def test_a_frozen_one_stays_listed_until_it_is_decided(
    app: Flask, story: Claims, people: People, clock
):
    story.squat()
    case = story.object(story.owner())
    clock.advance(days=20)

    page = page_of(app, people.reviewer())
    assert "已冻结" in page.text()
    assert page.links()[f"查看办件 {case.no}"] == f"/association/cases/{case.no}"

    decide(case, people.reviewer(), "approve")
    assert NAME not in page_of(app, people.reviewer()).text()


def test_one_that_its_contact_confirmed_is_listed_as_confirmed(
    app: Flask, story: Claims, people: People
):
    desk = people.desk(story.squat())
    claims.send_code(desk.account_id, "192.0.2.1")
    claims.confirm(desk.account_id, ports().notifications.sent[-1].code)

    page = page_of(app, people.reviewer())

    assert page.texts("//li[@class='claim']//*[contains(@class, 'status-good')]")[0] == "已确认"
    assert "接到电话，冻结" not in page.text()
    assert "剩" not in page.text(), "Nothing is left to object to."


def test_the_list_is_narrowed_by_state_and_by_any_part_of_the_name(
    app: Flask, story: Claims, people: People
):
    story.squat()
    other = another(story, people)
    call_about(app, people.reviewer(name="来电记录员"), other)
    page = page_of(app, people.reviewer())

    assert page.texts("//nav[@class='inbox-filter']/a") == ["全部 2", "已冻结 1", "异议期内 1"]
    assert page.open("/association/claims?state=frozen").texts("//h2/a") == [other.name]
    assert page.open("/association/claims?q=安居").texts("//h2/a") == [NAME]
    assert page.open(f"/association/claims?q={other.uscc}").texts("//h2/a") == [other.name]
    assert "没有找到" in page.open("/association/claims?q=不存在").text()


def test_a_long_list_comes_in_pages_the_earliest_end_first(story: Claims, people: People, clock):
    for number in range(23):
        uscc = f"91371002XX0000{number:02d}10"
        filing = people.filing(f"样本{number:02d}经纪", uscc=uscc)
        story.approve(people.agency(filing.name, filing_id=filing.id, uscc=uscc))
        clock.advance(minutes=1)

    first = read_protected_claims(clock.now, read_calendar())
    second = read_protected_claims(clock.now, read_calendar(), after=first.next)

    assert first.rows[0].name == "样本00经纪"
    assert (len(first.rows), len(second.rows), second.next) == (20, 3, None)
    assert first.counts == {ClaimState.OPEN: 23}


def test_only_reviewers_and_administrators_open_the_list(app: Flask, people: People):
    assert page_of(app, people.reviewer("administrator")).status == 200
    assert page_of(app, people.reviewer("cashier")).status == 403


def another(story: Claims, people: People) -> Organisation:
    """Let somebody register a second filed name."""
    filing = people.filing("荣成石岛房地产经纪有限公司", uscc=OTHER_USCC)
    other = people.agency(filing.name, filing_id=filing.id, uscc=filing.uscc)
    story.approve(other)
    return other


def call_about(app: Flask, actor: Actor, organisation: Organisation) -> None:
    which = ClaimProtection.organisation_id == organisation.id
    protection = db.session.execute(select(ClaimProtection.id).where(which)).scalar_one()
    browser_of(app, actor).open(f"/association/claims/{protection}").press(FREEZE, **CALL)


# -- a call --------------------------------------------------------------------------------


def test_a_call_freezes_the_account_and_opens_the_same_case_as_an_objection(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()

    page = call_in(app, people.reviewer())

    case = case_of_call()
    assert (case.procedure, case.milestone, case.subject_name) == (
        "claim_objection",
        "待协会核实",
        NAME,
    )
    assert page.address == f"/association/cases/{case.no}"
    assert fresh(squatted).frozen_at is not None
    assert not squatted.may_employ


def test_a_call_says_what_is_missing_and_freezes_nothing(app: Flask, story: Claims, people: People):
    squatted = story.squat()

    page = call_in(app, people.reviewer(), call_reason="太短", caller_mobile="")

    assert page.status == 422
    assert page.error_of("call_reason")
    assert page.error_of("caller_mobile")
    assert fresh(squatted).frozen_at is None
    assert db.session.scalar(select(Draft)) is None


def test_whoever_took_the_call_does_not_decide_it(app: Flask, story: Claims, people: People):
    story.squat()
    taker = people.reviewer()
    call_in(app, taker)

    with pytest.raises(SecondPairOfEyes):
        decide(case_of_call(), taker, "refuse", opinion=CHECKED)

    assert "须由他人复核" in browser_of(app, taker).open("/association/").text()


def test_an_administrator_freezes_and_a_reviewer_decides(app: Flask, story: Claims, people: People):
    squatted = story.squat()
    call_in(app, people.reviewer("administrator"))

    case = decide(case_of_call(), people.reviewer(), "refuse", opinion=CHECKED)

    assert case.milestone == "异议不成立"
    assert fresh(squatted).may_employ


def test_the_second_click_finds_the_case_of_the_first(app: Flask, story: Claims, people: People):
    story.squat()
    protection = db.session.execute(select(ClaimProtection.id)).scalar_one()
    browser, key = browser_of(app, people.reviewer()), str(uuid4())
    address = f"/association/claims/{protection}"

    first = post(browser, address, key=key, **CALL)
    again = post(browser, address, key=key, **CALL)

    assert first.headers["Location"] == again.headers["Location"]
    assert len(list(db.session.scalars(select(ClaimObjection)))) == 1


def test_a_call_about_a_frozen_one_is_refused_with_the_reason(
    app: Flask, story: Claims, people: People
):
    story.squat()
    protection = db.session.execute(select(ClaimProtection.id)).scalar_one()
    address = f"/association/claims/{protection}"
    call_in(app, people.reviewer())

    answer = post(browser_of(app, people.reviewer()), address, key=str(uuid4()), **CALL)

    assert answer.status_code == 422
    assert "已有一件异议正在处理" in answer.text
    assert len(list(db.session.scalars(select(ClaimObjection)))) == 1


def test_one_person_takes_calls_about_two_agencies(app: Flask, story: Claims, people: People):
    story.squat()
    taker = people.reviewer()
    call_in(app, taker)
    other = another(story, people)

    call_about(app, taker, other)

    assert len(list(db.session.scalars(select(ClaimObjection)))) == 2


@pytest.mark.parametrize("why", ["over", "confirmed", "rejected"])
def test_a_call_freezes_nothing_once_the_days_are_over(
    app: Flask, story: Claims, people: People, clock, why: str
):
    squatted = story.squat()
    desk = people.desk(squatted)
    protection = db.session.execute(select(ClaimProtection.id)).scalar_one()
    if why == "over":
        clock.advance(days=4)
    elif why == "confirmed":
        claims.send_code(desk.account_id, "192.0.2.1")
        claims.confirm(desk.account_id, ports().notifications.sent[-1].code)
    else:
        decide(story.object(story.owner()), people.reviewer(), "refuse", opinion=CHECKED)
    browser, address = browser_of(app, people.reviewer()), f"/association/claims/{protection}"

    answer = post(browser, address, key=str(uuid4()), **CALL)

    assert "不能凭电话冻结" in browser.open(address).text()
    assert (answer.status_code, fresh(squatted).frozen_at) == (422, None)


def test_an_owner_that_also_objects_in_writing_hears_that_it_is_being_looked_at(
    app: Flask, story: Claims, people: People
):
    story.squat()
    call_in(app, people.reviewer())

    with pytest.raises(Refused) as refused:
        story.object(story.owner())

    assert refused.value.code == "objection_open"


def test_an_owner_whose_call_is_looked_at_reads_before_filling_in_that_nothing_is_to_be_done(
    app: Flask, story: Claims, people: People
):
    story.squat()
    call_in(app, people.reviewer())

    owner = browser_of(app, story.owner()).open("/start/claim_objection")

    assert "已有异议在处理，不用再提" in owner.text()
    assert owner.links()["本单位信息"] == "/organisation"
    assert "现在开始" not in owner.texts("//button")


def test_whoever_froze_the_wrong_one_takes_it_back_and_nobody_else_does(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()
    taker = people.reviewer()
    call_in(app, taker)
    protection = db.session.execute(select(ClaimProtection.id)).scalar_one()
    address = f"/association/claims/{protection}"

    other = post(browser_of(app, people.reviewer()), f"{address}/take-back", key=str(uuid4()))
    assert (other.status_code, fresh(squatted).frozen_at is None) == (404, False)
    browser_of(app, taker).open(address).press("冻结错了，撤回")

    assert fresh(squatted).may_employ
    assert case_of_call().milestone == "已撤回"
    call_in(app, taker)
    assert fresh(squatted).frozen_at is not None


def test_a_call_is_in_the_log_with_who_took_it(app: Flask, story: Claims, people: People):
    story.squat()
    taker = people.reviewer()

    call_in(app, taker)

    events = db.session.scalars(select(Event).where(Event.case_id == case_of_call().id)).all()
    assert {(one.kind, one.node) for one in events} >= {
        ("task_completed", "record_call"),
        ("operation_called", "freeze_by_call"),
    }
    assert {one.account_id for one in events} == {taker.account_id}


# -- the second person ---------------------------------------------------------------------


def test_the_second_person_reads_the_call_and_settles_each_person(
    app: Flask, story: Claims, people: People
):
    squatted = story.squat()
    broker = employed(people, squatted)
    call_in(app, people.reviewer())
    task = task_of(case_of_call())

    page = browser_of(app, people.reviewer()).open(f"/association/tasks/{task.id}")
    assert "备案联系人来电，称从未注册" in page.text()
    assert "154****0077" in page.text()
    assert CALLER not in page.text()
    assert "张伟" in page.text()
    assert page.page.xpath("//input[@name='decision']/@value") == ["approve", "refuse"]
    (name,) = set(page.page.xpath("//input[starts-with(@name, 'affected.')]/@name"))
    page.press("提交，看下一件", decision="approve", opinion=CHECKED, **{name: "keep"})

    assert case_of_call().milestone == "异议成立，待单位登记"
    assert "予以保留" in notices_in(f"account:{broker.account_id}")[-1].text


def test_whoever_took_the_call_is_asked_to_tell_the_caller_to_register(
    app: Flask, story: Claims, people: People
):
    squatted, taker = story.squat(), people.reviewer()
    employed(people, squatted)
    call_in(app, taker)
    case = case_of_call()

    decide(case, people.reviewer(), "approve", opinion=CHECKED, affected=fates(case, "keep"))

    assert "请告知来电单位" in notices_in(f"account:{taker.account_id}")[-1].text
    assert browser_of(app, taker).open("/notices").status == 200


def test_the_caller_that_registers_is_looked_at_and_then_gets_what_was_kept(
    app: Flask, story: Claims, people: People
):
    filing = story.filing()
    squatter = people.draft(filing)
    submit(people, squatter, procedure="agency_registration")
    squatted = db.session.get_one(Organisation, squatter.organisation_id)
    broker = employed(people, squatted)
    call_in(app, people.reviewer())
    call = case_of_call()
    decide(call, people.reviewer(), "approve", opinion=CHECKED, affected=fates(call, "keep"))
    owner = people.draft(filing)

    registration = submit(people, owner, procedure="agency_registration")
    assert registration.milestone == "待协会审核"
    page = browser_of(app, people.reviewer())
    assert (
        "该名称曾被冒名注册" in page.open(f"/association/tasks/{task_of(registration).id}").text()
    )
    decide(registration, people.reviewer(), "approve")
    work_off(app)

    assert case_of(call.no).milestone == "异议成立"
    assert "已转到" in notices_in(f"account:{broker.account_id}")[-1].text
    register = db.session.get_one(Organisation, owner.organisation_id)
    assert register.registration is Registration.APPROVED


def test_whoever_objected_in_writing_passes_at_once_when_it_registers(
    app: Flask, story: Claims, people: People
):
    filing = story.filing()
    submit(people, people.draft(filing), procedure="agency_registration")
    owner = people.draft(filing)
    decide(story.object(owner), people.reviewer(), "approve")

    registration = submit(people, owner, procedure="agency_registration")

    assert registration.milestone == "已通过"


def test_the_account_of_whoever_took_the_name_is_out_at_once(
    app: Flask, story: Claims, people: People
):
    squatter = people.desk(story.squat())
    desk = browser_of(app, squatter).open("/app_admin/")
    assert desk.status == 200

    call_in(app, people.reviewer())

    assert "登录" in desk.open("/app_admin/").text()
