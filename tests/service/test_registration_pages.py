"""The pages before a case, as a browser without JavaScript sees them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from service.extensions import db
from service.models import Account
from service.ports import ports
from tests.people import MOBILE, PASSWORD, People

SIGNED_OUT_PAGES = [
    "/",
    "/register",
    "/register/agency",
    "/register/store",
    "/sign-in",
    "/app_admin/sign-in",
    "/association/sign-in",
]
OWN_PAGES = ["/management", "/account/password", "/account/mobile"]


def page_of(client: FlaskClient, address: str) -> html.HtmlElement:
    return html.fromstring(client.get(address).text)


def answers_on(client: FlaskClient, employer, **changes: str) -> dict[str, str]:
    page = page_of(client, "/register")
    return {
        "category": "broker",
        "employer": str(employer.id),
        "real_name": "张伟",
        "mobile": MOBILE,
        "password": PASSWORD,
        "captcha": "1234",
        "captcha_id": page.xpath("//input[@name='captcha_id']/@value")[0],
        **changes,
    }


def sign_in(client: FlaskClient, people: People) -> None:
    people.practitioner(agency=people.agency())
    client.post("/sign-in", data={"mobile": MOBILE, "password": PASSWORD})


def test_broker_registers_and_goes_straight_to_real_name_registration(
    client: FlaskClient, people: People
):
    answer = client.post("/register", data=answers_on(client, people.agency()))

    assert answer.status_code == 302
    assert "practitioner_registration" in answer.location
    assert client.get("/management").status_code == 200


def test_refused_registration_keeps_everything_typed_but_the_password(
    client: FlaskClient, people: People
):
    agency = people.agency()
    answers = answers_on(client, agency, mobile="12345", real_name="张 伟·一")

    answer = client.post("/register", data=answers)
    page = html.fromstring(answer.text)

    assert answer.status_code == 422
    assert page.xpath("//input[@name='mobile']/@value") == ["12345"]
    assert page.xpath("//input[@name='real_name']/@value") == ["张 伟·一"]
    assert page.xpath("//input[@name='category'][@checked]/@value") == ["broker"]
    assert page.xpath("//input[@name='employer'][@checked]/@value") == [str(agency.id)]
    assert page.xpath("//input[@name='captcha_id']/@value") == [answers["captcha_id"]]
    assert page.xpath("//input[@name='captcha']/@value") == ["1234"]
    assert PASSWORD not in answer.text


def test_list_of_errors_leads_to_the_fields(client: FlaskClient):
    page = html.fromstring(client.post("/register", data={}).text)

    links = page.xpath("//*[@data-error-summary]//a/@href")

    assert links[0] == "#field-category"
    assert len(links) == 6
    assert all(page.xpath(f"//*[@id='{link[1:]}']") for link in links)
    described = page.xpath("//input[@name='mobile']/@aria-describedby")[0].split()
    assert "field-mobile-error" in described


def test_employer_is_found_without_javascript(client: FlaskClient, people: People):
    people.agency("威海安居")
    answers = {"look": "employer", "employer_search": "安居", "real_name": "张伟"}

    answer = client.post("/register", data=answers)
    page = html.fromstring(answer.text)

    assert answer.status_code == 200
    assert page.xpath("//input[@name='employer']")
    assert page.xpath("//input[@name='real_name']/@value") == ["张伟"]
    assert not page.xpath("//*[@data-error-summary]")


def test_mobile_is_proved_on_its_page(app: Flask, client: FlaskClient, people: People):
    sign_in(client, people)
    assert "154****0001" in client.get("/account/mobile").text
    assert client.post("/account/mobile/code").status_code == 302
    assert 'name="code"' in client.get("/account/mobile").text, "Come back within five minutes."
    wrong = client.post("/account/mobile", data={"code": "12"})
    assert wrong.status_code == 422
    code = ports().notifications.sent[-1].code

    assert client.post("/account/mobile", data={"code": code}).location == "/management"
    assert db.session.scalars(select(Account.mobile_verified_at)).first() is not None


def test_code_asked_for_twice_is_answered_with_how_long_to_wait(
    client: FlaskClient, people: People
):
    sign_in(client, people)
    client.post("/account/mobile/code")

    again = client.post("/account/mobile/code")

    assert again.status_code == 422
    assert "请等 60 秒后再试" in again.text


@pytest.mark.parametrize("address", [*SIGNED_OUT_PAGES, *OWN_PAGES])
def test_every_page_is_safe_titled_and_labelled(client: FlaskClient, people: People, address):
    if address in OWN_PAGES:
        sign_in(client, people)
    answer = client.get(address)
    page = html.fromstring(answer.text)

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert page.xpath("//title")[0].text.strip()
    assert len(page.xpath("//h1")) == 1
    assert not page.xpath("//script[not(@src)] | //style | //*[@style] | //*[@onclick]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        named = control.get("aria-label") or page.xpath(f"//label[@for='{control.get('id')}']")
        assert named, html.tostring(control)


def test_every_form_that_changes_something_carries_a_token(app: Flask, people: People):
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    for address in SIGNED_OUT_PAGES[1:]:
        for form in page_of(client, address).xpath("//form[@method='post']"):
            assert form.xpath(".//input[@name='csrf_token']/@value")[0]

    assert client.post("/sign-in", data={"mobile": MOBILE}).status_code == 400


def test_own_pages_are_kept_nowhere(client: FlaskClient, people: People):
    sign_in(client, people)

    assert client.get("/management").headers["Cache-Control"] == "no-store"


def test_page_that_does_not_exist_says_so_in_our_words(client: FlaskClient):
    answer = client.get("/nothing-here")

    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_language_is_chosen_for_the_browser(client: FlaskClient):
    answer = client.get("/language/en", query_string={"next": "/register"})
    assert answer.location == "/register"

    assert 'lang="en"' in client.get("/register").text
    assert client.get("/language/tlh").status_code == 404


def test_practitioner_may_not_enter_a_desk(client: FlaskClient, people: People):
    sign_in(client, people)

    assert client.get("/association/").status_code == 403
    assert client.get("/app_admin/").status_code == 403
