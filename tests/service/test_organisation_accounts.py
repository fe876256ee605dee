"""用户注册 of agencies and stores: as a browser without JavaScript sees it."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.accounts.passwords import hash_password
from service.accounts.signing_in import MOST_CANDIDATES, sign_in_organisation
from service.extensions import db
from service.models import Account, Organisation, OrganisationKind, Registration
from tests.people import OTHER_USCC, PASSWORD, USCC, People
from tests.service.browsing import Browser
from tests.stories import submit

NAME = "威海安居房地产经纪有限公司"
SECRETS = {"password": PASSWORD, "captcha": "1234"}
REGISTER = "注册并继续"
WRONG_CHECK_DIGIT = "91371002XX00000191"


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    return Browser(client).open("/register/agency")


def newest() -> Organisation:
    return db.session.scalars(
        select(Organisation).order_by(Organisation.created_at.desc()).limit(1)
    ).one()


def accounts() -> int:
    return db.session.scalar(select(func.count()).select_from(Account)) or 0


def pick(browser: Browser, name: str) -> Browser:
    browser.press("查找", directory_search=name)
    (button,) = browser.page.xpath("//button[@name='pick']")
    return browser.press(" ".join(button.text_content().split()))


def test_filed_agency_is_picked_by_name_and_its_number_compared(browser: Browser, people: People):
    people.filing(valid_to=date(2027, 5, 1))
    people.filing("威海海信达房产", uscc=OTHER_USCC)

    pick(browser, "安居")

    assert browser.page.xpath("//input[@id='picked-uscc'][@readonly]/@value") == [USCC]
    unconfirmed = browser.press(REGISTER, **SECRETS)
    assert unconfirmed.status == 422
    assert "请核对是否本公司执照号" in browser.error_of("confirmed")
    assert browser.press(REGISTER, confirmed="true", **SECRETS).status == 200
    made = newest()
    assert (made.name, made.uscc, made.region) == (NAME, USCC, "371002")
    assert made.registration is Registration.DRAFT
    assert made.filing.name == NAME


def test_agency_goes_straight_on_to_its_own_form_with_what_is_known(
    browser: Browser, people: People
):
    people.filing()
    pick(browser, "安居").press(REGISTER, confirmed="true", **SECRETS)

    assert browser.address == "/start/agency_registration"
    assert "法人身份证" not in browser.text(), "Who is filed is not asked for it."
    browser.press("现在开始")
    browser.open("/apply/agency_registration/Group_organisation")
    assert browser.page.xpath("//input[@name='name'][@readonly]/@value") == [NAME]
    assert browser.page.xpath("//input[@name='uscc'][@readonly]/@value") == [USCC]
    assert browser.page.xpath("//select[@name='region']/option[@selected]/@value") == ["371002"]


def test_unfiled_agency_types_name_and_number_and_is_asked_for_the_legal_person(browser: Browser):
    browser.press(REGISTER, name=NAME, uscc=USCC.lower(), **SECRETS)

    assert browser.address == "/start/agency_registration"
    assert "法人身份证人像面" in browser.text()
    assert (newest().name, newest().uscc, newest().filing_id) == (NAME, USCC, None)


def test_wrong_check_digit_is_said_and_not_refused(browser: Browser):
    browser.press(REGISTER, name=NAME, uscc=WRONG_CHECK_DIGIT, **SECRETS)

    assert browser.address == "/start/agency_registration"
    assert "校验码不符" in browser.text()


def test_refused_page_keeps_what_was_typed_but_the_password(browser: Browser):
    browser.press(REGISTER, name=NAME, uscc="12", **SECRETS)

    assert browser.status == 422
    assert "应有 18 位" in browser.error_of("uscc")
    assert browser.page.xpath("//input[@name='name']/@value") == [NAME]
    assert PASSWORD not in browser.client.get("/register/agency").text
    assert accounts() == 0


def test_typed_number_that_is_in_the_directory_is_offered_the_filed_way(
    browser: Browser, people: People
):
    people.filing()

    browser.press(REGISTER, name="威海安居", uscc=USCC, **SECRETS)
    assert browser.status == 422
    assert "该执照号在备案目录中" in browser.text()
    assert accounts() == 0
    browser.press("按已备案机构注册")
    browser.press(REGISTER, confirmed="true", **SECRETS)

    assert newest().name == NAME
    assert newest().filing is not None


def test_entry_of_the_directory_that_is_not_theirs_is_denied_and_they_go_on_unfiled(
    browser: Browser, people: People
):
    people.filing()
    browser.press(REGISTER, name="威海海信达", uscc=USCC, **SECRETS)

    browser.press(REGISTER, not_this_entry="true", **SECRETS)

    assert browser.address == "/start/agency_registration"
    assert newest().filing_id is None


def test_number_of_a_filed_store_leads_an_agency_to_the_other_page(
    browser: Browser, people: People
):
    people.filing("安居鲸园店", kind=OrganisationKind.STORE)

    browser.press(REGISTER, name="安居鲸园店", uscc=USCC, **SECRETS)
    browser.open(browser.links()["目录中是门店，去门店注册"])

    assert browser.address == "/register/store"
    assert browser.page.xpath("//input[@id='picked-uscc']/@value") == [USCC]


@pytest.mark.parametrize("taken", [{"name": NAME}, {"name": "别家", "uscc": USCC}])
def test_name_or_number_that_is_registered_is_told_so_and_may_be_objected_to(
    browser: Browser, people: People, taken
):
    people.agency(**taken)

    browser.press(REGISTER, name=NAME, uscc=USCC, **SECRETS)

    assert browser.status == 422
    assert "该机构已注册，请登录，或提出异议" in browser.text()
    assert accounts() == 0
    browser.press(REGISTER, objects="true", **SECRETS)
    assert accounts() == 1
    assert newest().registration is Registration.DRAFT
    assert browser.address == "/start/claim_objection"


def test_a_registered_agency_that_is_not_filed_keeps_no_other_from_registering(
    browser: Browser, people: People
):
    people.agency("威海海信达房产", uscc=OTHER_USCC)

    browser.press(REGISTER, name=NAME, uscc=USCC, **SECRETS)

    assert browser.address == "/start/agency_registration"
    assert newest().name == NAME


def test_draft_of_a_name_keeps_nobody_else_from_it(browser: Browser, people: People):
    people.draft()

    browser.press(REGISTER, name=NAME, uscc=USCC, **SECRETS)

    assert browser.address == "/start/agency_registration"


def test_store_registers_on_its_own_page(client: FlaskClient, people: People):
    people.filing("安居鲸园店", kind=OrganisationKind.STORE, parent_name=NAME)
    people.filing("安居总店", uscc=OTHER_USCC)
    store = Browser(client).open("/register/store")

    store.press("查找", directory_search="安居")
    assert len(store.page.xpath("//button[@name='pick']")) == 1, "Only stores are listed."
    pick(store, "鲸园")
    assert NAME in store.text(), "The agency that it is filed under is shown."
    store.press(REGISTER, confirmed="true", **SECRETS)

    assert newest().kind is OrganisationKind.STORE


def test_what_was_picked_can_be_picked_anew(browser: Browser, people: People):
    people.filing()

    pick(browser, "安居").press("重新选择")

    assert browser.page.xpath("//input[@name='directory_search']")


def test_filing_of_another_kind_or_of_nobody_is_not_shown(client: FlaskClient, people: People):
    store = people.filing("安居鲸园店", kind=OrganisationKind.STORE)

    assert client.get(f"/register/agency?pick={store.id}").status_code == 404
    assert client.get("/register/agency?pick=nonsense").status_code == 200
    assert client.get("/register/company").status_code == 404


def test_people_and_organisations_each_find_their_page(client: FlaskClient):
    links = Browser(client).open("/register").page.xpath("//main//nav//a/@href")

    assert {"/register/agency", "/register/store"} <= set(links)


def test_wrong_captcha_makes_no_account(browser: Browser):
    browser.press(REGISTER, name=NAME, uscc=USCC, password=PASSWORD, captcha="9999")

    assert browser.error_of("captcha")
    assert accounts() == 0


def test_each_of_several_drafts_of_one_name_signs_in_with_its_own_password(
    app: Flask, people: People
):
    own = [people.draft(), people.draft()]
    account = db.session.get_one(Account, own[1].account_id)
    account.password_hash = hash_password("Other-2026")
    db.session.commit()

    assert sign_in_organisation(NAME, PASSWORD).account.id == own[0].account_id
    assert sign_in_organisation(USCC, "Other-2026").account.id == own[1].account_id


@pytest.mark.parametrize("standing", ["registered", "handed_in"])
def test_a_flood_of_drafts_keeps_nobody_who_has_more_from_signing_in(
    app: Flask, people: People, standing
):
    for _ in range(MOST_CANDIDATES):
        people.draft()
    real = people.draft()
    account = db.session.get_one(Account, real.account_id)
    account.password_hash = hash_password("Other-2026")
    db.session.commit()
    if standing == "registered":
        db.session.get_one(Organisation, real.organisation_id).registration = "approved"
        db.session.commit()
    else:
        submit(people, real, procedure="agency_registration")

    assert sign_in_organisation(NAME, "Other-2026").account.id == real.account_id
