"""In English nothing stays in Chinese but what people wrote and are called, wherever one goes."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from service.actors import Actor
from service.extensions import db
from service.models import Account, Case, Filing, Invitation, Organisation, Practitioner
from service.ports import ports
from service.templating import LANGUAGE_COOKIE, LANGUAGES
from tests.changes import ask
from tests.employed import employed, invite, join, resign, resigned
from tests.orders import collect_fee, made, order_card
from tests.people import OTHER_ID_NUMBER, People
from tests.service.desks import browser_of
from tests.stories import decide, send_back, submit

CHINESE = re.compile(r"[一-鿿]")
WORKED_ON = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}|(?<=/v/)\w+|(?<==)[^&]+")
NO_PAGE = re.compile(".*/(language|documents)(/|$)")
OF_ONE_KIND = 2
"""So many pages are read whose addresses differ in whom they are about."""
WRITTEN = (
    *LANGUAGES.values(),
    "照片.jpg",
    "中国房地产估价师与房地产经纪人学会",
    "看不清",
    "威海市环翠区新威路 1 号",
    "张伟明",
    "王芳",
    "李建国",
    "样本机构1",
    "样本机构",
)
WITHOUT = "//script|//style|//*[@data-diagram]|//*[starts-with(@lang, 'zh')]"


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


def on_every_page(app: Flask, actor: Actor, *starts: str) -> list[str]:
    """Follow every link from these addresses, and give what stands there in Chinese."""
    browser = browser_of(app, actor).client
    browser.set_cookie(LANGUAGE_COOKIE, "en")
    found: list[str] = []
    for address, page in _pages(browser, list(starts)):
        found += [f"{address}: {words}" for words in _chinese_in(page)]
    return found


def _pages(browser: FlaskClient, todo: list[str]) -> Iterator[tuple[str, html.HtmlElement]]:
    met: set[str] = set()
    kinds: Counter[str] = Counter()
    while todo:
        address = todo.pop()
        kind = WORKED_ON.sub("x", address)
        if address in met or kinds[kind] >= OF_ONE_KIND:
            continue
        met.add(address)
        kinds[kind] += 1
        answer = browser.get(address, follow_redirects=True)
        assert answer.status_code in (200, 403, 404), f"{address}: {answer.status_code}"
        if answer.mimetype == "text/html":
            page = html.fromstring(answer.text)
            yield address, page
            todo += _ways_on(answer.request.path, page)


def _ways_on(path: str, page: html.HtmlElement) -> list[str]:
    links = [urlsplit(urljoin(f"http://localhost{path}", a.get("href"))) for a in page.iter("a")]
    ours = [one for one in links if one.netloc == "localhost" and not NO_PAGE.match(one.path)]
    return [one.path + (f"?{one.query}" if one.query else "") for one in ours]


def _chinese_in(page: html.HtmlElement) -> list[str]:
    known = sorted({*WRITTEN, *_names()}, key=len, reverse=True)  # The longest holds others.
    for part in page.xpath(WITHOUT):
        part.drop_tree()
    said = [*page.itertext(), *page.xpath("//@placeholder|//@title|//@aria-label|//@alt")]
    for name in known:
        said = [words.replace(name, "") for words in said]
    return [" ".join(words.split()) for words in said if CHINESE.search(words)]


def _names() -> Iterator[str]:
    yield ports().settings.association.name
    named = (Account.display_name, Organisation.name, Practitioner.name, Filing.name)
    for column in (*named, Case.subject_name, Invitation.name):
        yield from filter(None, db.session.scalars(select(column).distinct()))


def test_an_applicant_who_registers_reads_english(app: Flask, people: People, agency):
    broker = people.practitioner(agency=agency)
    case = send_back(submit(people, broker), people.desk(agency), portrait="看不清")

    starts = ("/management", "/cases", "/notices", f"/cases/{case.no}/withdraw")

    assert on_every_page(app, broker, *starts) == []


@pytest.mark.parametrize("does", ["resigns", "joins", "invites", "orders", "changes"])
def test_an_applicant_in_the_register_reads_english(app: Flask, people: People, agency, does: str):
    begun = {
        "resigns": lambda: resign(people, employed(people, agency)),
        "joins": lambda: join(people, resigned(people, agency), people.agency("海景经纪")),
        "invites": lambda: invite(people, resigned(people, agency), "威海新居经纪"),
        "orders": lambda: order_card(employed(people, agency), pay_by="online"),
        "changes": lambda: ask(people, employed(people, agency), "name"),
    }
    case = begun[does]()
    applicant = _actor(case.account)

    assert on_every_page(app, applicant, f"/cases/{case.no}", "/management", "/my-card") == []


def test_an_agency_reads_english_at_its_desk_and_on_its_own_pages(
    app: Flask, people: People, agency
):
    desk = people.desk(agency)
    store = people.desk(people.store(agency))
    submit(people, people.practitioner(agency=agency))
    ask(people, store, "parent", parent=str(people.agency("海景经纪").id))

    for actor in (desk, store):
        assert on_every_page(app, actor, "/app_admin/", "/management", "/organisation") == []


def test_an_unfiled_agency_reads_english(app: Flask, people: People):
    desk = people.draft()
    case = send_back(
        submit(people, desk, procedure="agency_registration"), people.reviewer(), licence="看不清"
    )

    assert on_every_page(app, desk, f"/cases/{case.no}/correct", "/organisation", "/notices") == []


def test_the_association_reads_english_at_every_post(app: Flask, people: People, agency):
    broker = employed(people, agency)
    cashier, maker = people.reviewer("cashier"), people.reviewer("card_maker")
    made(collect_fee(order_card(broker), cashier), maker)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    decide(submit(people, other, id_number=OTHER_ID_NUMBER), people.desk(agency), "approve")

    for staff in (people.reviewer(), cashier, maker):
        assert on_every_page(app, staff, "/association/", "/account/password") == []


def test_the_administrator_reads_english_in_the_studio(app: Flask, people: People):
    administrator = people.reviewer("administrator")

    assert on_every_page(app, administrator, "/association/", "/studio/") == []


def _actor(account: Account) -> Actor:
    return Actor(
        account.id, account.kind, account.display_name, frozenset({f"account:{account.id}"})
    )
