"""Who gets in, by which name, for how long, and what everybody else is told."""

from datetime import datetime

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from service.accounts.changing import disable_account, enable_account
from service.accounts.opening import open_desk_account, open_staff_account
from service.accounts.passwords import hash_password
from service.accounts.sessions import delete_expired_sessions, find_session
from service.accounts.signing_in import (
    sign_in_association,
    sign_in_organisation,
    sign_in_person,
)
from service.extensions import db
from service.models import Account, Organisation, SignedIn
from service.refusals import SENTENCES, Refused
from service.sign_in import COOKIE, UNATTENDED
from tests.conftest import Clock
from tests.people import MOBILE, PASSWORD, People

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def refusal(sign_in, *answers: str) -> str:
    with pytest.raises(Refused) as raised:
        sign_in(*answers)
    return raised.value.code


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


@pytest.fixture
def staff(app: Flask) -> Account:
    opened = open_staff_account(
        "reviewer", "张审核", PASSWORD, ["association_reviewer"], totp_secret=SECRET, seeded=True
    )
    return opened.account


def test_unknown_wrong_and_locked_sound_the_same(people: People):
    people.practitioner()

    unknown = refusal(sign_in_person, "15400009999", PASSWORD)
    wrong = [refusal(sign_in_person, MOBILE, "wrong") for _ in range(5)]
    locked = refusal(sign_in_person, MOBILE, PASSWORD)

    assert {unknown, *wrong, locked} == {"sign_in_wrong"}


def test_lock_ends_after_ten_minutes(people: People, clock: Clock):
    actor = people.practitioner()
    for _ in range(5):
        refusal(sign_in_person, MOBILE, "wrong")
    clock.advance(minutes=9)
    refusal(sign_in_person, MOBILE, PASSWORD)
    clock.advance(minutes=1)

    assert sign_in_person(MOBILE, PASSWORD).account.id == actor.account_id


def test_success_forgets_earlier_failures(people: People):
    people.practitioner()
    for _ in range(2):
        for _ in range(4):
            refusal(sign_in_person, MOBILE, "wrong")
        assert sign_in_person(MOBILE, PASSWORD)


def test_password_decides_between_accounts_that_share_an_unverified_number(people: People):
    people.practitioner("张伟")
    other = people.practitioner("李娜")
    account = db.session.get_one(Account, other.account_id)
    account.password_hash = hash_password("Another-2026")
    db.session.commit()

    assert sign_in_person(MOBILE, "Another-2026").account.display_name == "李娜"
    assert sign_in_person(MOBILE, PASSWORD).account.display_name == "张伟"


def test_disabled_person_reads_why_and_is_out_at_once(people: People, clock: Clock):
    actor = people.practitioner()
    token = sign_in_person(MOBILE, PASSWORD).token

    disable_account(actor.account_id, "已离开本机构")

    assert find_session(token, clock()) is None
    with pytest.raises(Refused) as raised:
        sign_in_person(MOBILE, PASSWORD)
    assert raised.value.sentence % raised.value.params == (
        "该账号已禁用，不能登录。原因：已离开本机构。如有疑问请联系所属机构或协会。"
    )
    assert refusal(sign_in_person, MOBILE, "wrong") == "sign_in_wrong"


def test_enabled_again_a_person_signs_in(people: People):
    actor = people.practitioner()
    disable_account(actor.account_id, "误操作")
    enable_account(actor.account_id)

    assert sign_in_person(MOBILE, PASSWORD)


@pytest.mark.parametrize("typed", ["威海（安居）房产", " 威海(安居) 房产 ", "91371002xx00000190"])
def test_desk_signs_in_by_name_or_credit_code(people: People, typed):
    agency = people.agency("威海（安居）房产", uscc="91371002XX00000190")
    open_desk_account(agency, PASSWORD)

    assert sign_in_organisation(typed, PASSWORD).account.organisation_id == agency.id


def test_desk_of_a_disabled_store_is_refused_and_out_at_once(people: People, clock: Clock):
    store = people.store(people.agency())
    open_desk_account(store, PASSWORD)
    token = sign_in_organisation(store.name, PASSWORD).token
    db.session.get_one(Organisation, store.id).enabled = False
    db.session.commit()

    assert find_session(token, clock()) is None
    assert refusal(sign_in_organisation, store.name, PASSWORD) == "organisation_disabled"


def test_people_do_not_sign_in_at_a_desk(people: People):
    people.practitioner()

    assert refusal(sign_in_organisation, MOBILE, PASSWORD) == "desk_sign_in_wrong"


def test_association_signs_in_with_a_code_from_the_app(staff: Account, clock: Clock):
    signed_in = sign_in_association("reviewer", PASSWORD, code_at(clock()))

    live = find_session(signed_in.token, clock())
    assert live is not None
    assert "post:association_reviewer" in live.actor.pools


def test_code_from_the_app_counts_once(staff: Account, clock: Clock):
    code = code_at(clock())
    sign_in_association("reviewer", PASSWORD, code)

    assert refusal(sign_in_association, "reviewer", PASSWORD, code) == "association_sign_in_wrong"
    clock.advance(seconds=30)
    assert sign_in_association("reviewer", PASSWORD, code_at(clock()))


def test_code_of_a_clock_half_a_minute_off_is_taken(staff: Account, clock: Clock):
    code = code_at(clock())
    clock.advance(seconds=30)

    assert sign_in_association("reviewer", PASSWORD, code)


def test_old_or_missing_code_is_refused(staff: Account, clock: Clock):
    old = code_at(clock())
    clock.advance(minutes=2)

    for code in (old, "", "abcdef", "１２"):
        assert refusal(sign_in_association, "reviewer", PASSWORD, code)


def test_right_password_with_wrong_codes_locks(staff: Account, clock: Clock):
    for _ in range(5):
        refusal(sign_in_association, "reviewer", PASSWORD, "000000")

    wrong = refusal(sign_in_association, "reviewer", PASSWORD, code_at(clock()))
    assert wrong == "association_sign_in_wrong"


def test_login_name_is_not_opened_twice(staff: Account):
    with pytest.raises(Refused, match="login_name_taken"):
        open_staff_account("reviewer", "另一人", PASSWORD, [])


def test_association_is_signed_out_after_half_an_hour(staff: Account, clock: Clock):
    token = sign_in_association("reviewer", PASSWORD, code_at(clock())).token
    clock.advance(minutes=30)

    assert find_session(token, clock()) is None
    delete_expired_sessions(clock())
    assert db.session.scalars(select(SignedIn)).all() == []


def sign_in(client: FlaskClient, **more: str):
    answers = {"mobile": MOBILE, "password": PASSWORD, **more}
    return client.post("/sign-in", data=answers)


def test_session_lives_two_hours_after_the_last_page(
    client: FlaskClient, people: People, clock: Clock
):
    people.practitioner()
    sign_in(client)
    for _ in range(3):
        clock.advance(minutes=110)
        assert client.get("/account/password").status_code == 200
    clock.advance(hours=2)

    assert client.get("/account/password").status_code == 302


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(
    client: FlaskClient, people: People, clock: Clock
):
    people.practitioner()
    sign_in(client)
    clock.advance(minutes=110)
    assert client.get("/account/password", headers={UNATTENDED: "1"}).status_code == 200
    clock.advance(minutes=10)

    assert client.get("/account/password").status_code == 302


def test_nobody_stays_signed_in_longer_than_twelve_hours(
    client: FlaskClient, people: People, clock: Clock
):
    people.practitioner()
    sign_in(client)
    statuses = []
    for _ in range(12):
        clock.advance(hours=1)
        statuses.append(client.get("/account/password").status_code)

    assert statuses == [200] * 11 + [302]


def test_last_visit_is_written_at_most_every_five_minutes(
    client: FlaskClient, people: People, clock: Clock
):
    people.practitioner()
    sign_in(client)
    started = clock()
    clock.advance(minutes=4)
    client.get("/account/password")
    db.session.expire_all()
    assert db.session.scalars(select(SignedIn.seen_at)).one() == started
    clock.advance(minutes=1)
    client.get("/account/password")
    db.session.rollback()

    assert db.session.scalars(select(SignedIn.seen_at)).one() == clock()


def test_knowing_who_asks_costs_one_statement(client: FlaskClient, people: People):
    people.practitioner()
    sign_in(client)
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    client.get("/account/password")
    event.remove(db.engine, "before_cursor_execute", note)

    assert sum("sessions" in statement for statement in statements) == 1
    assert not [one for one in statements if "FROM accounts" in one]


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient, people: People):
    people.practitioner()

    cookie = sign_in(client).headers["Set-Cookie"]

    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # The tests' base address is plain HTTP.


def test_token_itself_is_not_in_the_database(people: People):
    people.practitioner()
    token = sign_in_person(MOBILE, PASSWORD).token

    assert token.encode() not in bytes(db.session.scalars(select(SignedIn.token_hash)).one())


def test_signing_out_ends_the_session_on_the_server(client: FlaskClient, people: People):
    people.practitioner()
    sign_in(client)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    client.post("/sign-out")
    client.set_cookie(COOKIE, cookie.value)

    assert client.get("/account/password").status_code == 302


def test_refused_sign_in_keeps_the_mobile_and_never_the_password(
    client: FlaskClient, people: People
):
    people.practitioner()

    answer = sign_in(client, password="Wrong-Secret-1")

    assert answer.status_code == 422
    assert f'value="{MOBILE}"' in answer.text
    assert "Wrong-Secret-1" not in answer.text
    assert SENTENCES["sign_in_wrong"] in answer.text


def test_after_signing_in_one_goes_where_one_was_going(client: FlaskClient, people: People):
    people.practitioner()
    asked = client.get("/account/password")
    assert asked.location == "/sign-in?next=/account/password"

    assert sign_in(client, next="/account/password").location == "/account/password"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "/a\r\nb", "x"]
)
def test_sign_in_leads_to_no_other_site(client: FlaskClient, people: People, elsewhere):
    people.practitioner()

    assert sign_in(client, next=elsewhere).location == "/management"


def test_initial_password_has_to_be_changed_first(client: FlaskClient, people: People):
    actor = people.practitioner()
    db.session.get_one(Account, actor.account_id).must_change_password = True
    db.session.commit()
    sign_in(client)

    assert client.get("/management").location == "/account/password"
    answers = {"old_password": PASSWORD, "new_password": "Another-2026"}
    assert client.post("/account/password", data=answers).status_code == 302
    assert client.get("/account/mobile").status_code == 200


def test_desk_signs_in_with_a_captcha(client: FlaskClient, people: People):
    agency = people.agency()
    open_desk_account(agency, PASSWORD)
    answers = {"name": agency.name, "password": PASSWORD, "captcha": "1234"}

    wrong = client.post("/app_admin/sign-in", data={**answers, "captcha_id": "none"})
    right = client.post("/app_admin/sign-in", data={**answers, "captcha_id": captcha_on(client)})

    assert wrong.status_code == 422
    assert right.status_code == 302


def captcha_on(client: FlaskClient) -> str:
    page = client.get("/app_admin/sign-in").text
    return page.split('name="captcha_id" value="')[1].split('"')[0]
