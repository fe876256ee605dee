"""ID numbers and mobiles are nowhere in the clear: not in a row, a log, a job or an exception."""

import logging
import traceback
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import StatementError

from forms import FormErrors
from service import cases
from service.extensions import db
from service.models import Account, Practitioner, SubmittedRound
from service.personal_data import Unsealable
from service.ports import ports
from service.refusals import Refused
from tests.people import ID_NUMBER, MOBILE, OTHER_ID_NUMBER, People
from tests.stories import PROCEDURE, correct, decide, send_back, submit, task_of
from tests.worker import work_off

SECRETS = (ID_NUMBER, OTHER_ID_NUMBER, MOBILE)


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anybody logs, down to SQLAlchemy's statements and psycopg's words."""
    caplog.set_level(logging.DEBUG)
    for name in ("service", "processes", "forms", "sqlalchemy.engine", "psycopg", "procrastinate"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.fixture
def agency(people: People):
    return people.agency()


def everything_stored() -> Iterator[tuple[str, str]]:
    """Give every value of every table as text, with the place where it lies."""
    tables = inspect(db.engine).get_table_names()
    for table in tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')).mappings():
            for column, value in row.items():
                yield f"{table}.{column}", _as_text(value)


def _as_text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)


def leaks() -> set[str]:
    """Name the places where a secret lies open."""
    return {
        place for place, value in everything_stored() if any(secret in value for secret in SECRETS)
    }


def said(logs: pytest.LogCaptureFixture) -> str:
    return logs.text + "".join(str(record.args) for record in logs.records)


def test_the_search_for_leaks_finds_one(people: People, agency):
    people.practitioner(name=ID_NUMBER, agency=agency)

    assert leaks() == {"accounts.real_name", "accounts.display_name"}


def test_from_the_draft_to_the_card_no_number_lies_open(
    app: Flask, people: People, agency, logs: pytest.LogCaptureFixture
):
    broker = people.practitioner(agency=agency)
    draft = cases.open_draft(PROCEDURE, broker)
    cases.save_draft(draft.subject, {"id_number": OTHER_ID_NUMBER}, draft.version, broker)
    assert leaks() == set()
    case = submit(people, broker)
    desk, reviewer = people.desk(agency), people.reviewer()
    send_back(case, desk, id_number="与证件照片不一致")
    begun = cases.begin_task_draft(task_of(case), case.edition_id, broker)
    cases.save_draft(begun.subject, {"id_number": OTHER_ID_NUMBER}, begun.version, broker)
    assert leaks() == set()
    correct(case, broker, id_number=OTHER_ID_NUMBER)
    decide(case, desk, "approve")
    decide(case, reviewer, "approve")
    work_off(app)

    assert leaks() == set()
    assert not any(secret in said(logs) for secret in SECRETS)


def test_a_withdrawn_case_leaves_no_number_open(people: People, agency):
    broker = people.practitioner(agency=agency)
    cases.withdraw(submit(people, broker).no, broker, uuid4())

    assert leaks() == set()


def test_no_refusal_carries_the_number(people: People, agency, logs: pytest.LogCaptureFixture):
    submit(people, people.practitioner(agency=agency))
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")

    with pytest.raises(Refused) as claimed:
        submit(people, other)
    with pytest.raises(FormErrors) as wrong:
        submit(people, other, id_number=ID_NUMBER[:-1] + "8")

    for raised in (claimed.value, wrong.value):
        told = _everything_in(raised)
        assert ID_NUMBER not in told and ID_NUMBER[:-1] not in told
    assert ID_NUMBER not in said(logs)


def test_a_failed_statement_is_told_without_its_values(app: Flask, logs: pytest.LogCaptureFixture):
    with pytest.raises(StatementError) as failed:
        db.session.execute(text("SELECT 1/0 WHERE :number <> ''"), {"number": ID_NUMBER})

    assert ID_NUMBER not in _everything_in(failed.value)
    assert ID_NUMBER not in said(logs)


def test_a_ciphertext_moved_to_another_row_does_not_open(people: People, agency):
    secrets = ports().personal_data
    one = people.practitioner(agency=agency)
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    mine, theirs = (db.session.get_one(Account, who.account_id) for who in (one, other))
    assert secrets.open(mine.mobile, of=f"accounts.mobile:{mine.id}") == MOBILE

    theirs.mobile = mine.mobile

    with pytest.raises(Unsealable):
        secrets.open(theirs.mobile, of=f"accounts.mobile:{theirs.id}")


def test_a_rounds_number_opens_in_its_own_round_only(people: People, agency):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    send_back(case, people.desk(agency), id_number="与证件照片不一致")
    correct(case, broker, id_number=OTHER_ID_NUMBER)
    first, second = cases.list_rounds(case.id)
    assert cases.opened_round(first)["id_number"] == ID_NUMBER

    second.answers = {**second.answers, "id_number": first.answers["id_number"]}

    with pytest.raises(Unsealable):
        cases.opened_round(second)


def test_the_registers_number_is_sealed_at_its_own_place(people: People, agency):
    case = submit(people, people.practitioner(agency=agency))
    decide(case, people.desk(agency), "approve")
    decide(case, people.reviewer(), "approve")
    person = db.session.scalars(select(Practitioner)).one()
    secrets = ports().personal_data

    assert secrets.open(person.id_number, of=f"practitioners.id_number:{person.id}") == ID_NUMBER
    assert person.id_hash == secrets.hash(ID_NUMBER)
    with pytest.raises(Unsealable):
        secrets.open(person.id_number, of=f"practitioners.id_number:{uuid4()}")


def test_the_same_number_is_never_sealed_alike(people: People, agency):
    broker = people.practitioner(agency=agency)
    first = submit(people, broker)
    cases.withdraw(first.no, broker, uuid4())
    submit(people, broker)

    rounds = db.session.scalars(select(SubmittedRound)).all()
    assert len({one.answers["id_number"]["sealed"] for one in rounds}) == 2


def _everything_in(error: BaseException) -> str:
    """Give what a log with the traceback of an error, and of what caused it, could show."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error.args)
