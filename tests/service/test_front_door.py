"""What no browser of ours sends is turned away before anything is asked of the database."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.people import MOBILE, PASSWORD, People


@pytest.mark.parametrize(
    "address", ["/start/a%00b", "/cases/a%00b", "/employers?field=agency&agency_search=a%00b"]
)
def test_an_address_with_a_nul_is_turned_away(client: FlaskClient, people: People, address: str):
    people.practitioner()
    client.post("/sign-in", data={"mobile": MOBILE, "password": PASSWORD})

    assert client.get(address).status_code == HTTPStatus.BAD_REQUEST


def test_a_form_with_a_nul_is_turned_away(client: FlaskClient):
    posted = {"login_name": "reviewer\0", "password": PASSWORD, "code": "123456"}

    answer = client.post("/association/sign-in", data=posted)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
