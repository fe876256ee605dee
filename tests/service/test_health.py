"""Whether the software can work: asked by whatever starts it, stops it or sends it people."""

from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from service import sign_in
from service.extensions import db
from service.settings import read_settings
from service.wiring import create_app
from tests.conftest import environment_of

NOBODY_LISTENS = "postgresql://mingpai@127.0.0.1:1/mingpai"


@pytest.fixture
def lonely(tmp_path: Path) -> FlaskClient:
    """A browser whose web application finds no database."""
    return create_app(read_settings(environment_of(NOBODY_LISTENS, tmp_path))).test_client()


def test_a_migrated_database_makes_it_ready(client: FlaskClient):
    assert client.get("/readyz").status_code == HTTPStatus.OK


def test_a_database_of_an_older_version_is_not_ready(client: FlaskClient):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()

    assert client.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_an_empty_database_is_not_ready(app: Flask, client: FlaskClient):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    db.session.execute(text("DROP TABLE alembic_version"))
    db.session.commit()

    assert client.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_database_that_does_not_answer_is_not_ready_but_the_process_lives(lonely: FlaskClient):
    assert lonely.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert lonely.get("/healthz").status_code == HTTPStatus.OK


def test_without_a_database_whoever_is_signed_in_still_reads_what_happened(lonely: FlaskClient):
    lonely.set_cookie(sign_in.COOKIE, "a token of before")

    page = lonely.get("/management")

    assert page.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "系统出错了" in page.text
