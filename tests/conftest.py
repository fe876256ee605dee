"""What every test may ask for: a database of its own, the application, people in it."""

import base64
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.database import upgrade
from service.launcher import EmbeddedPostgres, start_for_tests
from service.publishing import publish_shipped
from service.settings import Settings, read_settings
from service.wiring import create_app
from tests.people import People

TEMPLATE = "mingpai_template"


class Clock:
    """A clock that a test moves; it starts on a Monday morning in Shanghai."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **how_far: float) -> None:
        """Move on, by what `timedelta` understands."""
        self.now += timedelta(**how_far)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One server for the whole run, its own files, gone afterwards."""
    with start_for_tests() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database with the shipped procedures, to be copied by each test."""
    url = postgres.create_database(TEMPLATE)
    upgrade(url)
    app = create_app(_settings(url, tmp_path_factory.mktemp("template")))
    with app.app_context():
        publish_shipped()
        from service.extensions import db  # noqa: PLC0415 - only here is an engine open

        db.engine.dispose()
    return TEMPLATE


@pytest.fixture
def database_url(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """A fresh copy of the template, dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    yield postgres.create_database(name, template=template)
    postgres.drop_database(name)


@pytest.fixture
def clock() -> Clock:
    """The clock of the application under test."""
    return Clock()


@pytest.fixture
def app(database_url: str, tmp_path, clock: Clock) -> Iterator[Flask]:
    """The application, inside its context."""
    application = create_app(_settings(database_url, tmp_path), clock=clock)
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with application.app_context():
        yield application
        from service.extensions import db  # noqa: PLC0415 - the engine of this very application

        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def people(app: Flask) -> People:
    """Makes agencies, stores, people and reviewers, stating only what matters."""
    return People()


def environment_of(url: str, folder: Path) -> dict[str, str]:
    """Give the environment in which the application under test, or another process, runs."""

    def key(letter: str) -> str:
        return base64.b64encode(letter.encode() * 32).decode()

    return {
        "MINGPAI_ENV": "test",
        "DATABASE_URL": url,
        "MINGPAI_SECRET_KEY": "only-for-tests",
        "MINGPAI_DATA_KEYS": f"k1:{key('a')}",
        "MINGPAI_HASH_KEY": key("b"),
        "MINGPAI_DATA": str(folder),
        "MINGPAI_FIXED_CAPTCHA": "1234",
        "MINGPAI_ASSOCIATION": "威海市房地产业协会（样本）",
    }


def _settings(url: str, folder: Path) -> Settings:
    return read_settings(environment_of(url, folder))
