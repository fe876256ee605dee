"""The public check: whether a card is valid today, and nothing more than it should."""

from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import Image

from service.extensions import db
from service.models import Account, CardStatus, Document, Employment, Organisation, Practitioner
from service.ports import ports
from service.settings import Association
from service.verification import limit
from tests.employed import end
from tests.people import ID_NUMBER, MOBILE
from tests.service.browsing import Browser
from tests.service.desks import card_of, kept_picture


@pytest.fixture
def agency(people):
    return people.agency()


@pytest.fixture
def applicant(people, agency):
    return people.practitioner(agency=agency)


@pytest.fixture
def card(people, agency, applicant):
    return card_of(people, applicant, people.desk(agency))


@pytest.fixture
def anyone(client):
    return Browser(client)


def person():
    return db.session.scalars(db.select(Practitioner)).one()


def word(browser):
    return browser.texts("//h1")[0]


def test_a_valid_card_says_so_with_the_time_of_the_check(anyone, card, agency):
    anyone.open(f"/v/{card.code}")

    assert word(anyone) == "有效"
    assert "核验时间：2026-11-23 09:00:00" in anyone.text()
    assert "张伟" in anyone.text()
    assert agency.name in anyone.text()
    assert person().practice_no in anyone.text()
    assert card.issued_on.isoformat() in anyone.text()


def test_the_public_reads_no_number_that_is_private(client, anyone, card):
    page = client.get(f"/v/{card.code}").text

    for secret in (ID_NUMBER, "371003", MOBILE, "154****0001", "30620260000000000001"):
        assert secret not in page
    assert str(card.issued_by_case) not in page
    assert "办件" not in anyone.open(f"/v/{card.code}").texts("//main")[0]


def test_an_unknown_code_is_answered_clearly(anyone, card):
    anyone.open("/v/ZZZZZZZZZZ")

    assert anyone.status == 404
    assert "没有这个核验码" in anyone.text()
    assert anyone.page.xpath("//input[@name='code']/@value") == ["ZZZZZZZZZZ"]


def test_a_code_is_found_as_people_type_it(anyone, card):
    typed = f"{card.code[:5].lower()}-{card.code[5:]} "

    anyone.open(f"/v?code={quote(typed)}")

    assert anyone.address == f"/v/{card.code}"
    assert word(anyone) == "有效"


def test_a_code_is_found_in_full_width(anyone, card):
    typed = "".join(chr(ord(one) + 0xFEE0) for one in card.code)

    anyone.open(f"/v?code={quote(typed)}")

    assert anyone.address == f"/v/{card.code}"


def test_without_consent_only_the_status_is_shown(anyone, card):
    person().publication_consented = False
    db.session.commit()

    anyone.open(f"/v/{card.code}")

    assert word(anyone) == "有效"
    assert "张伟" not in anyone.text()
    assert not anyone.page.xpath("//main//img")
    assert anyone.client.get(f"/v/{card.code}/portrait.jpg").status_code == 404


@pytest.mark.parametrize(
    ("status", "shown"),
    [("lost", "已挂失"), ("superseded", "该卡已换发"), ("void", "已注销"), ("pending", "制作中")],
)
def test_a_card_out_of_force_says_why(anyone, card, status, shown):
    card.status = CardStatus(status)
    db.session.commit()

    assert word(anyone.open(f"/v/{card.code}")) == shown


@pytest.mark.parametrize("status", ["void", "pending"])
def test_a_card_that_was_cancelled_or_is_not_drawn_shows_nobody(anyone, card, status):
    card.status = CardStatus(status)
    db.session.commit()

    assert "张伟" not in anyone.open(f"/v/{card.code}").text()


def test_whoever_left_is_shown_as_having_left(anyone, card):
    end(db.session.scalars(db.select(Employment)).one(), card.issued_on)
    db.session.commit()

    assert word(anyone.open(f"/v/{card.code}")) == "已离职"


def test_a_disabled_employer_or_account_is_abnormal(anyone, card, agency, applicant):
    db.session.get_one(Organisation, agency.id).enabled = False
    db.session.commit()
    assert word(anyone.open(f"/v/{card.code}")) == "异常"

    db.session.get_one(Organisation, agency.id).enabled = True
    db.session.get_one(Account, applicant.account_id).status = "disabled"
    db.session.commit()
    assert word(anyone.open(f"/v/{card.code}")) == "异常"


def test_the_portrait_is_small(client, card):
    paper = db.session.get_one(Document, person().portrait)
    ports().storage.put(paper.pages[0]["key"], kept_picture((1000, 1400)), "image/jpeg")

    answer = client.get(f"/v/{card.code}/portrait.jpg")

    assert max(Image.open(BytesIO(answer.data)).size) == 240
    assert "max-age" in answer.headers["Cache-Control"]


def test_search_engines_are_asked_to_stay_out(client, card):
    answer = client.get(f"/v/{card.code}")

    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'content="noindex' in answer.text


def test_whoever_asks_too_often_waits(client, card):
    answers = [client.get("/v/ZZZZZZZZZZ").status_code for _ in range(limit.A_MINUTE)]

    assert set(answers) == {404}
    assert client.get(f"/v/{card.code}").status_code == 429
    other = client.get(f"/v/{card.code}", environ_base={"REMOTE_ADDR": "10.1.1.1"})
    assert other.status_code == 200


def test_one_household_of_ipv6_counts_as_one(client, card):
    for host in range(limit.A_MINUTE):
        client.get("/v/ZZ", environ_base={"REMOTE_ADDR": f"2001:db8::{host:x}"})

    blocked = client.get("/v/ZZ", environ_base={"REMOTE_ADDR": "2001:db8::ffff"})

    assert blocked.status_code == 429


def test_a_complaint_goes_to_the_association_if_it_has_a_number(anyone, card, app):
    assert "投诉" not in anyone.open(f"/v/{card.code}").text()

    settings = ports().settings
    object.__setattr__(settings, "association", Association("威海房协", "0631-5200000", "WH"))

    assert "0631-5200000" in anyone.open(f"/v/{card.code}").text()
