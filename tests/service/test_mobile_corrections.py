"""A new mobile is proven by its owner, also where it is first written in a correction."""

from copy import copy
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service import cases, publishing
from service.accounts import changing_mobile, new_mobile
from service.actors import Actor
from service.extensions import db
from service.models import Account, Case
from service.ports import ports
from service.publishing import Procedure
from service.refusals import Refused
from tests.changes import NEW_MOBILE, ask
from tests.employed import employed
from tests.people import PASSWORD, People
from tests.procedures import shipped
from tests.rivals import race
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import case_of, correct, decide, send_back

OTHER_MOBILE = "15400000099"


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def broker(people: People, agency) -> Actor:
    return employed(people, agency)


@pytest.fixture
def reviewed(app: Flask) -> None:
    """The association looks at new mobiles too, as its table may say."""
    change, rule = shipped("change_of_details"), b'<rule id="rule_mobile">'
    table = change.tables["change_review"]
    before, found, after = table.partition(rule)
    assert found, "The table has no row for the mobile any more."
    edited = before + found + after.replace(b'"none"', b'"association"', 1)
    publishing.publish(Procedure(change.diagram, change.forms, {"change_review": edited}))


def prove(broker: Actor, number: str) -> None:
    new_mobile.send_code_to(number, broker.account_id, PASSWORD, "192.0.2.1")
    new_mobile.prove(number, broker.account_id, ports().notifications.sent[-1].code)


def has_mobile(broker: Actor, number: str) -> bool:
    account = db.session.get_one(Account, broker.account_id, populate_existing=True)
    return account.mobile_hash == ports().personal_data.hash(number)


def returned_name(people: People, agency, broker: Actor):
    return send_back(ask(people, broker, "name"), people.desk(agency), person_change="请核对事项")


def test_a_correction_cannot_turn_a_change_into_one_of_an_unproven_mobile(
    people: People, agency, broker: Actor
):
    case = returned_name(people, agency, broker)

    with pytest.raises(Refused) as refused:
        correct(case, broker, person_change="mobile", mobile=NEW_MOBILE)

    assert (refused.value.code, refused.value.field) == ("mobile_unproven", "mobile")
    assert not has_mobile(broker, NEW_MOBILE)


def test_a_correction_may_turn_a_change_into_one_of_a_proven_mobile(
    people: People, agency, broker: Actor
):
    case = returned_name(people, agency, broker)
    prove(broker, NEW_MOBILE)

    correct(case, broker, person_change="mobile", mobile=NEW_MOBILE)

    assert has_mobile(broker, NEW_MOBILE)


@pytest.mark.usefixtures("reviewed")
def test_a_mobile_that_was_sent_back_is_not_changed_to_one_that_nobody_proved(
    people: People, broker: Actor
):
    prove(broker, NEW_MOBILE)
    case = send_back(ask(people, broker, "mobile"), people.reviewer(), mobile="打不通")

    with pytest.raises(Refused) as refused:
        correct(case, broker, mobile=OTHER_MOBILE)

    assert refused.value.code == "mobile_unproven"


@pytest.mark.usefixtures("reviewed")
def test_a_proven_mobile_that_stays_is_not_proven_again(people: People, broker: Actor, clock):
    prove(broker, NEW_MOBILE)
    reviewer = people.reviewer()
    case = send_back(ask(people, broker, "mobile"), reviewer, mobile="打不通")
    clock.advance(days=2)

    case = correct(case, broker, mobile=NEW_MOBILE)
    decide(case, reviewer, "approve")

    assert case_of(case.no).milestone == "已变更"
    assert has_mobile(broker, NEW_MOBILE)


def test_whoever_corrects_proves_the_number_and_is_led_back(
    app: Flask, people: People, agency, broker: Actor
):
    verified(broker)
    case = returned_name(people, agency, broker)
    person = browser_of(app, broker).open("/account/mobile/new")

    sent = person.press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)
    sent.press("确认号码", code=ports().notifications.sent[-1].code)

    assert person.address == f"/cases/{case.no}/correct"
    assert "请在 30 分钟内填进补正并提交" in person.text()
    assert not has_mobile(broker, NEW_MOBILE)


def test_whoever_waits_for_a_review_proves_no_number(app: Flask, people: People, broker: Actor):
    verified(broker)
    ask(people, broker, "name")

    person: Browser = browser_of(app, broker).open("/account/mobile/new")

    assert "您有一件信息变更正在办理" in person.text()
    assert not person.page.xpath("//input[@name='mobile']")


@pytest.mark.usefixtures("reviewed")
def test_a_second_click_leads_to_the_case_that_now_waits_for_the_association(
    app: Flask, broker: Actor
):
    verified(broker)
    person = asked_for_code(app, broker)
    again = copy(person)
    person.press("确认更换", code=ports().notifications.sent[-1].code)

    again.press("确认更换", code=ports().notifications.sent[-1].code)

    assert (again.status, again.address) == (200, person.address)
    assert again.address.startswith("/cases/")


@pytest.mark.usefixtures("reviewed")
def test_of_two_clicks_at_once_neither_reads_that_the_code_is_wrong(
    app: Flask, database_url: str, broker: Actor
):
    verified(broker)
    asked_for_code(app, broker)
    code, key = ports().notifications.sent[-1].code, uuid4()

    def click() -> str | None:
        return changing_mobile.change_mobile(NEW_MOBILE, code, broker, key).case_no

    first, second = race(app, database_url, "LOCK sms_codes IN ACCESS EXCLUSIVE MODE", click, click)

    assert first == second == db.session.scalars(select(Case.no).order_by(Case.opened_at)).all()[-1]


def test_a_code_that_came_while_a_case_waits_is_not_used_up(app: Flask, people: People, broker):
    verified(broker)
    person = asked_for_code(app, broker)
    case = ask(people, broker, "name")
    refused = copy(person).press("确认更换", code=ports().notifications.sent[-1].code)
    assert refused.status == 422
    cases.withdraw(case.no, broker, uuid4())

    person.press("确认更换", code=ports().notifications.sent[-1].code)

    assert has_mobile(broker, NEW_MOBILE)


def asked_for_code(app: Flask, broker: Actor) -> Browser:
    person = browser_of(app, broker).open("/account/mobile/new")
    return person.press("发送验证码", mobile=NEW_MOBILE, password=PASSWORD)


def verified(broker: Actor) -> None:
    db.session.get_one(Account, broker.account_id).mobile_verified_at = ports().clock()
    db.session.commit()
