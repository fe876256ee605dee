"""Employers are found by any part of their name, and only those who may employ."""

import pytest
from flask.testing import FlaskClient

from service.models import Organisation, OrganisationKind
from service.names import name_key, pinyin_key
from service.queries.organisations import find_employer, search_organisations
from tests.people import People

pytestmark = pytest.mark.usefixtures("app")


def names(text: str, **more: object) -> list[str]:
    return [one.name for one in search_organisations(text, **more)]


@pytest.mark.parametrize(
    "part", ["安居", "居", "房地产经纪", "（环翠）", "(环翠)", " 威海 安居", "a座"]
)
def test_any_part_finds_it_however_it_is_typed(people: People, part):
    people.agency("威海安居（环翠）房地产经纪A座公司")

    assert names(part) == ["威海安居（环翠）房地产经纪A座公司"]


@pytest.mark.parametrize(
    "part", ["居安", "安产", "%", "_", "\\", "'", "';--", "%(a)s", ":a", "{", '"', ""]
)
def test_what_does_not_stand_together_finds_nothing(people: People, part):
    people.agency("威海安居房地产")

    assert names(part) == []


def test_exact_comes_before_prefix_before_the_rest(people: People):
    for name in ("大安居", "安居房产", "安居"):
        people.agency(name)

    assert names("安居") == ["安居", "安居房产", "大安居"]


def test_exact_name_is_found_among_very_many(people: People):
    for number in range(60):
        people.agency(f"安居{number:02}号")
    people.agency("安居")

    found = names("安居")
    assert found[0] == "安居"
    assert len(found) == 50


@pytest.mark.parametrize("facts", [{"enabled": False}, {"registration": "pending"}])
def test_agency_that_may_not_employ_is_not_listed_nor_are_its_stores(people: People, facts):
    agency = people.agency("安居总店", **facts)
    store = people.store(agency, "安居分店")

    assert names("安居") == []
    assert find_employer(store.id) is None


def test_store_names_its_agency(people: People):
    store = people.store(people.agency("海信达"), "鲸园店")

    (found,) = search_organisations("鲸园")
    assert (found.id, found.agency_name) == (store.id, "海信达")


def test_stores_of_one_agency_are_listed_without_a_text(people: People):
    agency, other = people.agency("安居"), people.agency("海信达")
    people.store(agency, "安居一店")
    people.store(other, "海信达一店")

    assert names("", kind=OrganisationKind.STORE, parent_id=agency.id) == ["安居一店"]


def test_pinyin_sorts_chinese_lists():
    assert sorted(["海信达", "安居", "鲁中"], key=pinyin_key) == ["安居", "海信达", "鲁中"]
    assert name_key("威海 环翠（房产）") == "威海环翠(房产)"


def test_page_lists_choices_and_keeps_the_one_that_was_made(client: FlaskClient, people: People):
    chosen, other = people.agency("安居"), people.agency("海信达")

    page = client.get(
        "/employers",
        query_string={"field": "employer", "employer_search": "海", "employer": chosen.id},
    ).text

    assert is_checked(page, chosen)
    assert not is_checked(page, other)
    assert "海信达" in page


def is_checked(page: str, organisation: Organisation) -> bool:
    return f'value="{organisation.id}" checked' in page


@pytest.mark.parametrize("field", ["", "a b", '"><script>', "x" * 80])
def test_field_that_no_form_has_is_refused(client: FlaskClient, field):
    assert client.get("/employers", query_string={"field": field}).status_code == 404


def test_typed_text_is_shown_as_text(client: FlaskClient):
    page = client.get(
        "/employers", query_string={"field": "employer", "employer_search": "<script>"}
    ).text

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
