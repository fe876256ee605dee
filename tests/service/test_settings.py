"""A missing or bad setting stops the start with a sentence."""

import base64

import pytest

from service.settings import SettingsError, read_settings
from service.wiring import create_app
from tests.people import People

KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "MINGPAI_ENV": "production",
    "DATABASE_URL": "postgresql://mingpai@db/mingpai",
    "MINGPAI_SECRET_KEY": "long and random",
    "MINGPAI_DATA_KEYS": f"k1:{KEY}",
    "MINGPAI_HASH_KEY": KEY,
    "MINGPAI_BASE_URL": "https://example.org",
    "MINGPAI_SMS": "off",
}


def test_production_starts_with_all_its_settings() -> None:
    assert read_settings(PRODUCTION).is_production


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "MINGPAI_SECRET_KEY", "MINGPAI_DATA_KEYS", "MINGPAI_HASH_KEY"]
)
def test_production_does_not_start_without_a_key_or_a_database(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINGPAI_BASE_URL", "http://example.org"),
        ("MINGPAI_SMS", "console"),
        ("MINGPAI_PAYMENTS", "local"),
        ("MINGPAI_FIXED_CAPTCHA", "1234"),
    ],
)
def test_production_does_not_start_with_a_habit_of_the_demo(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({**PRODUCTION, name: value})


def test_without_a_named_environment_it_is_production() -> None:
    unnamed = {key: value for key, value in PRODUCTION.items() if key != "MINGPAI_ENV"}
    assert read_settings(unnamed).is_production


@pytest.mark.parametrize("key", ["short", base64.b64encode(b"x" * 31).decode()])
def test_a_key_of_the_wrong_length_is_named(key: str) -> None:
    with pytest.raises(SettingsError, match="MINGPAI_HASH_KEY"):
        read_settings({**PRODUCTION, "MINGPAI_HASH_KEY": key})


@pytest.mark.parametrize("prefix", ["", "WHS", "wh", "WHWHWHW"])
def test_a_prefix_that_no_practice_number_can_have_stops_the_start(prefix: str) -> None:
    with pytest.raises(SettingsError, match="MINGPAI_PRACTICE_PREFIX"):
        read_settings({**PRODUCTION, "MINGPAI_PRACTICE_PREFIX": prefix})


def test_production_does_not_start_on_a_seeded_database(people: People, database_url: str) -> None:
    people.seeded_account()

    with pytest.raises(SettingsError, match="demo accounts"):
        create_app(read_settings({**PRODUCTION, "DATABASE_URL": database_url}))


def test_a_demo_shows_its_captcha_to_whoever_tries_it() -> None:
    demo = {**PRODUCTION, "MINGPAI_ENV": "demo", "MINGPAI_SMS": "console"}
    assert read_settings(demo).fixed_captcha == "1234"
