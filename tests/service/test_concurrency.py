"""Several people at once on real connections: exactly one act counts, the others read so."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from service import cases
from service.cases import Done, Repeated
from service.extensions import db
from service.failures import AlreadyHandled
from service.models import Case, Command, IdentityClaim, OpenTask, Review
from service.refusals import Refused
from tests.people import OTHER_ID_NUMBER, People
from tests.rivals import kinds, of_kind, race
from tests.stories import APPROVE, PROCEDURE, case_of, submit, task_of

REFUSE = {"decision": "refuse", "opinion": "不是本公司员工"}
Race = Callable[..., list[Any]]


@pytest.fixture
def at_once(app: Flask, database_url: str) -> Race:
    def at_once(lock: str, *acts: Callable[[], Any]) -> list[Any]:
        return race(app, database_url, lock, *acts)

    return at_once


@pytest.fixture
def agency(people: People):
    return people.agency()


def lock_of(case: Case) -> str:
    return f"SELECT 1 FROM cases WHERE id = '{case.id}' FOR UPDATE"


def how_many(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_of_two_reviewers_at_once_one_counts_and_the_other_reads_the_name(
    people: People, agency, at_once: Race
):
    case = submit(people, people.practitioner(agency=agency))
    desk, task = people.desk(agency), task_of(case).id

    outcomes = at_once(
        lock_of(case),
        lambda: cases.complete(task, APPROVE, desk, uuid4()),
        lambda: cases.complete(task, REFUSE, desk, uuid4()),
    )

    assert kinds(outcomes) == {"Done", "AlreadyHandled"}
    handled = of_kind(AlreadyHandled, outcomes)
    assert (handled.by, handled.case_no) == (agency.name, case.no)
    assert handled.decision == db.session.scalars(select(Review.decision)).one()


def test_ten_reviewers_at_once_make_one_decision(people: People, agency, at_once: Race):
    case = submit(people, people.practitioner(agency=agency))
    desk, task = people.desk(agency), task_of(case).id
    db.engine.dispose()
    act = lambda: cases.complete(task, APPROVE, desk, uuid4())  # noqa: E731

    outcomes = at_once(lock_of(case), *[act] * 10)

    assert sum(isinstance(one, Done) for one in outcomes) == 1
    assert how_many(Review) == 1


def test_one_key_sent_twice_at_once_is_one_decision(people: People, agency, at_once: Race):
    case = submit(people, people.practitioner(agency=agency))
    desk, task, key = people.desk(agency), task_of(case).id, uuid4()
    act = lambda: cases.complete(task, APPROVE, desk, key)  # noqa: E731

    outcomes = at_once(lock_of(case), act, act)

    assert kinds(outcomes) == {"Done", "Repeated"}
    assert of_kind(Repeated, outcomes).case_no == case.no


def test_a_double_click_on_submit_makes_one_case(people: People, agency, at_once: Race):
    broker, key = people.practitioner(agency=agency), uuid4()
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker)
    act = lambda: cases.submit(PROCEDURE, answers, broker, key)  # noqa: E731

    outcomes = at_once(_lock_of_key(key, broker.account_id), act, act)

    assert kinds(outcomes) == {"Done", "Repeated"}
    assert of_kind(Repeated, outcomes).case_no == of_kind(Done, outcomes).case_no
    assert how_many(Case) == 1


def test_two_open_pages_submitted_at_once_make_one_case(people: People, agency, at_once: Race):
    broker = people.practitioner(agency=agency)
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker)
    act = lambda: cases.submit(PROCEDURE, answers, broker, uuid4())  # noqa: E731

    outcomes = at_once("SELECT 1 FROM drafts FOR UPDATE", act, act)

    assert kinds(outcomes) == {"Done", "AlreadyHandled"}
    assert of_kind(AlreadyHandled, outcomes).case_no == of_kind(Done, outcomes).case_no


def test_of_two_people_with_one_id_number_at_once_one_learns_it_is_taken(
    people: People, agency, at_once: Race
):
    acts = []
    for name, mobile in (("张伟", "15400000001"), ("李娜", "15400000002")):
        broker = people.practitioner(name, agency=agency, mobile=mobile)
        cases.open_draft(PROCEDURE, broker)
        answers = people.registration(broker)
        acts.append(lambda a=answers, b=broker: cases.submit(PROCEDURE, a, b, uuid4()))

    outcomes = at_once("LOCK TABLE identity_claims IN EXCLUSIVE MODE", *acts)

    assert kinds(outcomes) == {"Done", "Refused"}
    refused = of_kind(Refused, outcomes)
    assert (refused.code, refused.field) == ("identity_claimed", "id_number")
    assert (how_many(Case), how_many(IdentityClaim), how_many(Command)) == (1, 1, 1)


def test_the_refused_of_the_two_keeps_the_draft_and_may_mend_the_number(people: People, agency):
    submit(people, people.practitioner(agency=agency))
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    with pytest.raises(Refused):
        submit(people, other)

    assert submit(people, other, id_number=OTHER_ID_NUMBER).status == "open"


def test_withdrawing_and_approving_at_once_is_settled_by_who_is_first(
    people: People, agency, at_once: Race
):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    desk, task = people.desk(agency), task_of(case).id

    outcomes = at_once(
        lock_of(case),
        lambda: cases.withdraw(case.no, broker, uuid4()),
        lambda: cases.complete(task, APPROVE, desk, uuid4()),
    )

    # Both may count when the approval was first: it was not the last decision.
    assert isinstance(outcomes[0], Done)
    assert case_of(case.no).milestone == "已撤回"
    assert how_many(OpenTask) == how_many(IdentityClaim) == 0
    approved = isinstance(outcomes[1], Done)
    assert how_many(Review) == approved
    assert approved or isinstance(outcomes[1], AlreadyHandled)


def test_withdrawing_against_the_last_decision_gives_one_of_both(
    people: People, agency, at_once: Race
):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    cases.complete(task_of(case).id, APPROVE, people.desk(agency), uuid4())
    reviewer, task = people.reviewer(), task_of(case).id

    outcomes = at_once(
        lock_of(case),
        lambda: cases.withdraw(case.no, broker, uuid4()),
        lambda: cases.complete(task, APPROVE, reviewer, uuid4()),
    )

    assert kinds(outcomes) == {"Done", "AlreadyHandled"}
    withdrawn = isinstance(outcomes[0], Done)
    assert (case_of(case.no).milestone == "已撤回") is withdrawn


def _lock_of_key(key: UUID, account_id: UUID) -> str:
    return f"INSERT INTO commands VALUES ('{key}', '{account_id}', '{uuid4()}', now())"
