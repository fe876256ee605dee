"""People register, prove their mobile, change their password."""

from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from forms import FormErrors
from service.accounts import changing, mobiles
from service.accounts.captchas import ask_captcha
from service.accounts.registering import Registered, Registration, register_practitioner
from service.accounts.sessions import find_session
from service.accounts.signing_in import sign_in_person
from service.extensions import db
from service.models import Account, Category, Organisation, SignedIn, SmsCode
from service.ports import ports
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import MOBILE, PASSWORD, People
from tests.worker import clean_up, periodic_tasks

pytestmark = pytest.mark.usefixtures("app")


def registration(employer: Organisation | None, /, **changes: object) -> Registration:
    answers = {"category": "broker", "real_name": "张伟", "mobile": MOBILE}
    whole = Registration(
        answers=answers,
        employer=str(employer.id) if employer else "",
        password=PASSWORD,
        captcha_id=str(ask_captcha()),
        captcha="1234",
    )
    return replace(whole, **changes)


def register(employer: Organisation, **changes: object) -> Registered:
    return register_practitioner(registration(employer, **changes))


def errors_of(refused: Registration) -> dict[str, str]:
    with pytest.raises(FormErrors) as raised:
        register_practitioner(refused)
    return {error.key: error.code for error in raised.value.errors}


def sent_code() -> str:
    return ports().notifications.sent[-1].code


def refusal_of_code(account: Account, code: str) -> str:
    with pytest.raises(Refused) as raised:
        mobiles.verify_mobile(account.id, code)
    return raised.value.code


def test_broker_who_registers_is_signed_in_at_once(people: People, clock: Clock):
    registered = register(people.agency())

    live = find_session(registered.token, clock())

    assert live is not None
    assert live.actor.account_id == registered.account.id
    assert live.actor.display_name == "张伟"


def test_choosing_a_store_gives_the_account_the_stores_agency_too(people: People):
    agency = people.agency()
    store = people.store(agency)

    account = register(store).account

    assert (account.agency_id, account.store_id) == (agency.id, store.id)
    assert account.category is Category.BROKER


def test_in_the_mini_program_employer_and_name_come_later(people: People):
    answers = {"category": "staff", "mobile": MOBILE}

    account = register_practitioner(
        registration(None, answers=answers, channel="mini_program")
    ).account

    assert (account.real_name, account.agency_id, account.store_id) == (None, None, None)


def test_everything_that_is_missing_is_said_at_once_in_the_order_of_the_page():
    empty = Registration({}, employer="", password="", captcha_id="", captcha="")

    assert errors_of(empty) == {
        "category": "required",
        "employer": "employer_missing",
        "real_name": "required",
        "mobile": "required",
        "password": "password_missing",
        "captcha": "captcha_missing",
    }
    assert list(errors_of(empty))[:2] == ["category", "employer"]


@pytest.mark.parametrize("facts", [{"enabled": False}, {"registration": "pending"}])
def test_employer_that_is_disabled_or_not_yet_registered_is_refused(people: People, facts):
    assert errors_of(registration(people.agency(**facts))) == {"employer": "employer_unavailable"}


def test_store_of_a_disabled_agency_is_refused(people: People):
    store = people.store(people.agency(enabled=False))

    assert errors_of(registration(store)) == {"employer": "employer_unavailable"}


def test_employer_that_does_not_exist_is_refused(people: People):
    assert errors_of(registration(None, employer=str(uuid4()))) == {"employer": "employer_missing"}
    assert errors_of(registration(None, employer="1 OR 1=1")) == {"employer": "employer_missing"}


@pytest.mark.parametrize(
    "password", ["Ab1!", "abcdefgh", "abcdefg1", "ABCDEFG1", "密码密码密码密码"]
)
def test_password_needs_eight_characters_of_three_classes(people: People, password):
    assert errors_of(registration(people.agency(), password=password)) == {
        "password": "password_weak"
    }


def test_password_too_long_to_compare_cheaply_is_refused(people: People):
    assert errors_of(registration(people.agency(), password="Aa1!" * 33)) == {
        "password": "password_too_long"
    }


def test_wrong_captcha_cannot_be_tried_again(people: People):
    wrong = registration(people.agency(), captcha="9999")

    assert errors_of(wrong) == {"captcha": "captcha_wrong"}
    assert errors_of(replace(wrong, captcha="1234")) == {"captcha": "captcha_wrong"}


def test_captcha_is_not_used_up_by_another_mistake(people: People):
    attempt = registration(people.agency(), password="short")
    errors_of(attempt)

    assert register_practitioner(replace(attempt, password=PASSWORD)).account.id


def test_mobile_is_written_one_way_however_it_is_typed(people: People):
    answers = {"category": "broker", "real_name": "张伟", "mobile": "+86 １５４-0000-0001"}
    register(people.agency(), answers=answers)

    assert sign_in_person(MOBILE, PASSWORD).account.real_name == "张伟"


def test_mobile_is_nowhere_in_the_database_as_it_is(people: People):
    account = register(people.agency()).account

    assert MOBILE.encode() not in bytes(account.mobile)
    assert MOBILE not in repr(registration(None))
    assert mobiles.own_mobile(account.id).masked == "154****0001"


def test_unverified_account_blocks_nobody_from_its_number(people: People):
    agency = people.agency()
    first = register(agency).account

    second = register(agency, password="Another-2026").account

    assert first.mobile_hash == second.mobile_hash


def test_verified_number_is_not_registered_again(people: People):
    agency = people.agency()
    verify(register(agency).account)

    assert errors_of(registration(agency)) == {"mobile": "mobile_registered"}


def test_newcomer_to_a_crowded_number_is_asked_to_verify_first(people: People):
    agency = people.agency()
    for _ in range(8):
        people.practitioner(agency=agency)

    assert register(agency).verify_first


def verify(account: Account) -> None:
    mobiles.send_code(account.id, "192.0.2.1")
    mobiles.verify_mobile(account.id, sent_code())


def test_code_by_sms_verifies_the_mobile(people: People):
    account = register(people.agency()).account

    verify(account)

    assert mobiles.own_mobile(account.id).verified


def test_a_page_that_says_whether_a_code_is_out_waits_for_nobody_who_enters_it(
    people: People, database_url: str
):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")

    with psycopg.connect(database_url) as entering:
        entering.execute("SELECT id FROM sms_codes FOR UPDATE")
        db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))

        assert mobiles.own_mobile(account.id).code_is_out


def test_who_verifies_a_number_takes_it_from_the_other_accounts(people: People):
    agency = people.agency()
    squatter = register(agency, password="Squatter-2026").account
    holder = register(agency).account
    assert sign_in_person(MOBILE, "Squatter-2026").account.id == squatter.id

    verify(holder)

    assert sign_in_person(MOBILE, PASSWORD).account.id == holder.id
    with pytest.raises(Refused):
        sign_in_person(MOBILE, "Squatter-2026")


def test_second_to_verify_a_number_is_refused(people: People, clock: Clock):
    agency = people.agency()
    first, second = register(agency).account, register(agency, password="Another-2026").account
    mobiles.send_code(second.id, "192.0.2.1")
    late = sent_code()
    clock.advance(seconds=61)
    verify(first)

    assert refusal_of_code(second, late) == "mobile_taken"


def test_code_is_sent_at_most_once_a_minute(people: People, clock: Clock):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")

    with pytest.raises(Refused, match="sms_too_soon"):
        mobiles.send_code(account.id, "192.0.2.1")
    clock.advance(seconds=60)
    mobiles.send_code(account.id, "192.0.2.1")


def test_number_gets_ten_codes_a_day_over_all_accounts(people: People, clock: Clock):
    agency = people.agency()
    accounts = [register(agency, password=f"Another-{n}").account for n in range(2)]
    for turn in range(10):
        mobiles.send_code(accounts[turn % 2].id, "192.0.2.1")
        clock.advance(seconds=61)

    with pytest.raises(Refused, match="sms_too_many"):
        mobiles.send_code(accounts[0].id, "192.0.2.1")
    clock.advance(hours=24)
    mobiles.send_code(accounts[0].id, "192.0.2.1")


def test_one_address_asks_for_a_hundred_codes_a_day(people: People, clock: Clock):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")
    sent = db.session.scalars(select(SmsCode)).one()
    for _ in range(99):
        db.session.add(
            SmsCode(
                mobile_hash=uuid4().bytes * 2,
                purpose="verify_mobile",
                code_hash=b"",
                sent_at=clock(),
                expires_at=clock(),
                remote=sent.remote,
            )
        )
    db.session.commit()
    clock.advance(minutes=2)

    with pytest.raises(Refused, match="sms_too_many"):
        mobiles.send_code(account.id, "192.0.2.1")
    mobiles.send_code(account.id, "192.0.2.2")


def test_code_dies_after_five_wrong_answers(people: People):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")
    wrong = "000000" if sent_code() != "000000" else "000001"
    for _ in range(5):
        assert refusal_of_code(account, wrong) == "sms_code_wrong"

    assert refusal_of_code(account, sent_code()) == "sms_code_wrong"


def test_code_dies_after_five_minutes(people: People, clock: Clock):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")
    clock.advance(minutes=5)

    assert refusal_of_code(account, sent_code()) == "sms_code_wrong"


def test_only_the_newest_code_counts(people: People, clock: Clock):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")
    old = sent_code()
    clock.advance(seconds=61)
    mobiles.send_code(account.id, "192.0.2.1")

    if old != sent_code():
        assert refusal_of_code(account, old) == "sms_code_wrong"
    mobiles.verify_mobile(account.id, sent_code())


def test_code_is_kept_as_a_hash_only(people: People):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")
    sent = db.session.scalars(select(SmsCode)).one()

    assert sent_code().encode() not in bytes(sent.code_hash)
    assert "192.0.2.1" not in (sent.remote or "")


def test_new_password_signs_the_other_browsers_out(app: Flask, people: People, clock: Clock):
    here = register(people.agency())
    elsewhere = sign_in_person(MOBILE, PASSWORD)
    live = find_session(here.token, clock())
    assert live is not None

    changing.change_password(
        here.account.id, PASSWORD, "Another-2026", keep_session=live.token_hash
    )

    assert find_session(here.token, clock()) is not None
    assert find_session(elsewhere.token, clock()) is None
    assert sign_in_person(MOBILE, "Another-2026").account.id == here.account.id


def test_wrong_old_passwords_lock_as_failed_sign_ins_do(people: People):
    actor = people.practitioner()
    for _ in range(5):
        with pytest.raises(FormErrors):
            changing.change_password(actor.account_id, "x", "Another-2026", keep_session=b"")

    with pytest.raises(FormErrors):
        changing.change_password(actor.account_id, PASSWORD, "Another-2026", keep_session=b"")


def test_what_is_over_is_deleted_and_what_a_limit_counts_is_kept(
    app: Flask, people: People, clock: Clock
):
    account = register(people.agency()).account
    mobiles.send_code(account.id, "192.0.2.1")
    clock.advance(hours=13)
    clean_up(app)
    assert db.session.scalars(select(SignedIn)).all() == []
    assert len(db.session.scalars(select(SmsCode)).all()) == 1
    clock.advance(hours=12)

    clean_up(app)

    assert db.session.scalars(select(SmsCode)).all() == []


def test_the_worker_deletes_what_is_over_without_being_asked():
    assert "delete_what_is_over" in periodic_tasks()
