"""信息变更 on the pages: what stands beside a question, the new mobile, one's own organisation."""

from copy import copy
from datetime import date

import pytest
from flask import Flask

from service import cases
from service.accounts.locking import MOST_FAILURES
from service.actors import Actor
from service.extensions import db
from service.models import Account
from service.ports import ports
from tests.changes import NEW_MOBILE, ask, register
from tests.conftest import Clock
from tests.people import MOBILE, PASSWORD, People
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import decide, submit, task_of

CHANGE = "/start/change_of_details"


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def desk(people: People, agency) -> Actor:
    return people.desk(agency)


@pytest.fixture
def broker(people: People, agency, desk: Actor) -> Actor:
    broker = people.practitioner(agency=agency)
    register(people, broker, desk)
    return broker


@pytest.fixture
def person(app: Flask, broker: Actor) -> Browser:
    return browser_of(app, broker)


def code() -> str:
    return ports().notifications.sent[-1].code


def account_of(actor: Actor) -> Account:
    return db.session.get_one(Account, actor.account_id, populate_existing=True)


def test_whoever_is_registered_finds_the_change_of_details_in_the_menu(person: Browser):
    person.open("/management")

    assert person.page.xpath(f"//a[@href='{CHANGE}']")


def test_a_change_after_one_that_was_granted_begins_empty_whatever_was_refused_before(
    people: People, desk: Actor, clock: Clock
):
    decide(ask(people, desk, "name"), people.reviewer(), "refuse", opinion="执照看不清")
    assert cases.begin_filling("change_of_details", desk).answers["agency_change"] == "name"
    clock.advance(days=1)
    decide(ask(people, desk, "name"), people.reviewer(), "approve")

    assert cases.begin_filling("change_of_details", desk).answers == {}


def test_only_the_topic_of_the_chosen_change_is_asked(person: Browser):
    person.open(CHANGE).press("现在开始")
    person.open("/apply/change_of_details/Group_change").press("下一步", person_change="name")

    person.open("/apply/change_of_details")
    labels = person.texts("//ol[contains(@class,'topic-list')]//a")
    assert labels == ["变更事项", "新姓名"]


def test_the_old_value_stands_beside_the_new_one(person: Browser):
    person.open(CHANGE).press("现在开始")
    person.open("/apply/change_of_details/Group_change").press("下一步", person_change="name")

    person.open("/apply/change_of_details/Group_name")
    assert "现登记：张伟" in person.texts("//*[@id='field-new_name-current']")


def test_a_new_mobile_is_proven_and_changed_on_one_page(person: Browser, broker: Actor):
    person.open("/account/mobile").press("发送验证码").press("确认", code=code())
    person.open("/account/mobile/new").press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)

    person.press("确认更换", code=code())

    assert "已变更" in person.text()
    assert account_of(broker).mobile_hash == ports().personal_data.hash(NEW_MOBILE)


def test_a_second_click_on_a_new_mobile_reads_of_the_firsts_success(app: Flask, person: Browser):
    person.open("/account/mobile").press("发送验证码").press("确认", code=code())
    person.open("/account/mobile/new").press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)
    again = copy(person)
    person.press("确认更换", code=code())

    again.press("确认更换", code=code())

    assert (again.status, again.address) == (200, person.address)


def test_a_draft_of_another_change_stays_begun_when_the_mobile_is_changed(
    person: Browser, broker: Actor
):
    person.open("/account/mobile").press("发送验证码").press("确认", code=code())
    person.open(CHANGE).press("现在开始")
    person.open("/apply/change_of_details/Group_change").press("下一步", person_change="name")

    person.open("/account/mobile/new").press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)
    person.press("确认更换", code=code())

    begun = cases.find_filling("change_of_details", broker)
    assert begun is not None and begun.answers["person_change"] == "name"


def test_no_code_is_sent_without_the_password_and_the_number_typed_is_kept(person: Browser):
    sent = len(ports().notifications.sent)

    person.open("/account/mobile/new")
    person.press("发送验证码", mobile=NEW_MOBILE, password="Wrong-2026")

    assert person.status == 422
    assert "密码不正确" in person.error_of("password")
    assert person.page.xpath("//input[@name='mobile']/@value") == [NEW_MOBILE]
    assert len(ports().notifications.sent) == sent


def test_guessing_the_password_for_a_new_mobile_locks_as_at_the_sign_in(
    person: Browser, broker: Actor
):
    person.open("/account/mobile/new")
    for _ in range(MOST_FAILURES):
        person.press("发送验证码", mobile=NEW_MOBILE, password="Wrong-2026")

    person.press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)

    assert person.status == 422
    assert account_of(broker).locked_until > ports().clock()


def test_a_wrong_code_changes_nothing(person: Browser, broker: Actor):
    person.open("/account/mobile/new").press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)

    person.press("确认更换", code="000000" if code() != "000000" else "111111")

    assert person.status == 422
    assert account_of(broker).mobile_hash == ports().personal_data.hash(MOBILE)


def test_a_code_for_one_number_proves_no_other(person: Browser, broker: Actor):
    person.open("/account/mobile/new").press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)

    person.press("确认更换", code=code(), mobile="15400000099")

    assert person.status == 422
    assert account_of(broker).mobile_hash == ports().personal_data.hash(MOBILE)


def test_a_mobile_mistyped_at_registration_is_put_right(app: Flask, people: People, agency):
    newcomer = people.practitioner(agency=agency)
    person = browser_of(app, newcomer).open("/account/mobile/new")

    person.press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD).press("确认更换", code=code())

    account = account_of(newcomer)
    assert account.mobile_hash == ports().personal_data.hash(NEW_MOBILE)
    assert account.mobile_verified_at is not None
    assert not ports().notifications.texts


def test_a_number_that_somebody_else_has_verified_is_refused(
    person: Browser, people: People, agency
):
    other = account_of(people.practitioner("李娜", agency=agency, mobile=NEW_MOBILE))
    other.mobile_verified_at = ports().clock()
    db.session.commit()

    person.open("/account/mobile/new").press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)

    assert "已由其他账号验证" in person.error_of("mobile")


@pytest.mark.parametrize("typed", ["", "12345", "1540000008x"])
def test_what_is_no_mobile_is_refused_in_words(person: Browser, typed: str):
    person.open("/account/mobile/new").press("发送验证码", mobile=typed, password=PASSWORD)

    assert person.status == 422
    assert "新手机号" in person.error_of("mobile")


# -- one's own organisation ----------------------------------------------------------------


@pytest.fixture
def office(app: Flask, desk: Actor) -> Browser:
    return browser_of(app, desk)


def test_an_agency_sees_its_own_registration(office: Browser):
    office.open("/app_admin/")
    assert office.page.xpath("//a[@href='/organisation']")

    office.open("/organisation")

    assert "威海安居房地产经纪有限公司" in office.texts("//h1")
    assert "已通过" in office.text() and office.page.xpath(f"//a[@href='{CHANGE}']")


@pytest.mark.parametrize(
    ("valid_to", "said"),
    [
        (date(2027, 1, 15), "天"),
        (date(2026, 11, 1), "到期"),
        (date(2028, 6, 1), None),
    ],
)
def test_an_agency_is_warned_before_its_filing_lapses(
    app: Flask, people: People, valid_to: date, said: str | None
):
    filing = people.filing("威海备案房地产经纪有限公司", valid_to=valid_to)
    agency = people.agency(filing.name, filing_id=filing.id)

    office = browser_of(app, people.desk(agency)).open("/organisation")

    warned = office.texts("//*[contains(@class,'notice-warn')]")
    assert bool(warned) == bool(said)
    assert said is None or said in warned[0]


def test_an_agency_reads_what_changed(office: Browser, people: People, desk: Actor):
    decide(ask(people, desk, "name"), people.reviewer(), "approve")

    office.open("/organisation")

    rows = office.texts("//dl//span | //dl//strong")
    assert {"威海安居房地产经纪有限公司", "威海新安居房地产经纪有限公司"} <= set(rows)


def test_the_association_reads_what_changed_on_the_case(app: Flask, people: People, desk: Actor):
    reviewer = people.reviewer()
    case = decide(ask(people, desk, "legal"), reviewer, "approve")

    page = browser_of(app, reviewer).open(f"/association/cases/{case.no}")

    rows = page.texts("//section[@aria-labelledby='changes-title']//*[self::span or self::strong]")
    assert {"法人姓名", "王建国", "371003**********33"} <= set(rows)


def test_a_reviewer_sees_the_old_value_beside_the_new(app: Flask, people: People, broker, desk):
    case = ask(people, broker, "name")

    page = browser_of(app, desk).open(f"/app_admin/tasks/{task_of(case).id}")

    assert any("现登记 张伟" in text for text in page.texts("//*[@class='sheet-before']"))


def test_an_agencys_form_leads_back_to_its_own_page(office: Browser):
    office.open(CHANGE)
    assert office.page.xpath("//nav[@class='crumbs']/a[@href='/organisation']")

    office.press("现在开始")
    assert office.page.xpath("//nav[@class='crumbs']/a[@href='/organisation']")


def test_the_first_topic_says_that_more_will_be_asked(office: Browser):
    office.open(CHANGE).press("现在开始").open("/apply/change_of_details/Group_change")

    assert "下一步" in office.texts("//button") and "保存并检查" not in office.texts("//button")


def test_whoever_did_not_agree_to_be_shown_is_led_to_where_it_is_made_up_for(
    app: Flask, people: People, agency, desk: Actor
):
    unseen = people.practitioner(agency=agency)
    case = submit(people, unseen, consent_publication=False)
    for reviewer in (desk, people.reviewer()):
        case = decide(case, reviewer, "approve")
    page = browser_of(app, unseen).open("/my-card")
    assert page.links()["同意公示，领取信息卡"] == CHANGE

    page.open(CHANGE).press("现在开始")
    page.open("/apply/change_of_details/Group_change").press("下一步", person_change="publication")
    page.press("保存并检查", consent_publication="on")
    page.press("提交申请")

    assert "已变更" in page.text()
    assert "正在制作" in page.open("/my-card").text()
