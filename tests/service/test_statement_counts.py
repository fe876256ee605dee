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
from service.models import Account, Case, OpenTask
from service.ports import ports
from service.queries.case_way import read_way
from service.queries.causes import list_causes
from service.queries.live import read_cases_on, read_live
from service.queries.stuck import list_stuck
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


@pytest.fixture
def count_reading(log: StatementLog) -> Callable[[Callable[[], object]], int]:
    """Count the statements with which something is read the second time: editions are known."""

    def count(read: Callable[[], object]) -> int:
        read()
        db.session.rollback()
        log.forget()
        read()
        db.session.rollback()
        return sum(len(one.statements) for one in log.transactions())

    return count


def test_a_live_diagram_is_read_by_few_statements_however_many_cases_there_are(
    people: People, count_reading
):
    agency = people.agency()
    submit(people, people.practitioner(agency=agency))()
    now = ports().clock()

    def whole_page() -> int:
        live = read_live(PROCEDURE, None, 90, now)
        step = next(one for one in live.steps if one.standing.open)
        return len(read_cases_on(live, step, now, overdue=False, after=None).rows)

    assert whole_page() == 1
    # The versions, what stands where, how long steps took, the slowest way, the cases of a step;
    # and four around the times, which may only take so long.
    assert count_reading(whole_page) == 9


def test_the_doctor_reads_causes_and_stuck_cases_by_one_statement_each(
    people: People, count_reading
):
    submit(people, people.practitioner(agency=people.agency()))()

    assert count_reading(list_causes) == 1
    assert count_reading(lambda: list_stuck(ports().clock())) == 1


def test_the_way_of_a_case_is_read_by_one_statement(people: People, count_reading):
    submit(people, people.practitioner(agency=people.agency()))()
    case = db.session.scalars(select(Case)).one()
    db.session.expunge(case)

    assert count_reading(lambda: read_way(case)) == 1
