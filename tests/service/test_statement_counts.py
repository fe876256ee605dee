"""What each act asks of the database: so little that it stays quick when the server is far."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url

from benchmarks.limits import LIMITS
from benchmarks.statements import StatementLog, statement_log
from service import cases
from service.accounts.sessions import find_session, start_session
from service.actors import Actor
from service.extensions import db
from service.launcher import EmbeddedPostgres
from service.models import Account, OpenTask
from service.ports import ports
from tests.people import People

PROCEDURE = "practitioner_registration"
APPROVE = {"decision": "approve"}
Count = Callable[[Actor, Callable[[], object]], int]


@pytest.fixture
def log(app: Flask, postgres: EmbeddedPostgres, database_url: str) -> Iterator[StatementLog]:
    with statement_log(postgres, str(make_url(database_url).database)) as log:
        db.engine.dispose()  # Only sessions that begin from now on are logged.
        yield log


@pytest.fixture
def count(log: StatementLog) -> Count:
    """Count the statements of an act, done as a request does it: the session is read first."""

    def count(actor: Actor, act: Callable[[], object]) -> int:
        token = start_session(db.session.get_one(Account, actor.account_id), ports().clock())
        db.session.commit()
        db.session.remove()
        log.forget()
        find_session(token, ports().clock())
        act()
        (transaction,) = log.transactions()
        assert transaction.committed
        return len(transaction.statements)

    return count


def submit(people: People, broker: Actor) -> Callable[[], object]:
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker)
    return lambda: cases.submit(PROCEDURE, answers, broker, uuid4())


def approve(reviewer: Actor) -> Callable[[], object]:
    task_id = db.session.scalars(select(OpenTask.id)).one()
    return lambda: cases.complete(task_id, APPROVE, reviewer, uuid4())


def test_submitting_a_form_keeps_to_its_limit(people: People, count: Count):
    broker = people.practitioner(agency=people.agency())

    assert count(broker, submit(people, broker)) <= LIMITS["sql.submit_form"].most


def test_both_approvals_keep_to_their_limits(people: People, count: Count):
    agency = people.agency()
    desk, association = people.desk(agency), people.reviewer()
    submit(people, people.practitioner(agency=agency))()

    assert count(desk, approve(desk)) <= LIMITS["sql.decide_review"].most
    assert count(association, approve(association)) <= LIMITS["sql.admit"].most
