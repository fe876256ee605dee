"""The way of one case: which flows it went, how often, in which rounds."""

import json

import pytest
from flask import Flask

from service.actors import AccountKind, Actor, account_pool
from service.extensions import db
from service.models import Case, Event, Organisation
from service.publishing import begin_migration, begin_reverting, publish, run_migration
from service.queries.case_way import CaseWay, GoneFlow, read_way
from tests.people import People
from tests.service.live_world import Crowd, reviewed, reviewed_once
from tests.stories import PROCEDURE, case_of, correct, decide, send_back


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def desk(people: People, agency: Organisation) -> Actor:
    return people.desk(agency)


@pytest.fixture
def case(people: People, agency: Organisation) -> Case:
    publish(reviewed())
    return Crowd(people, agency).submit()[0]


def return_and_correct(case: Case, desk: Actor, number: str) -> None:
    send_back(case, desk, certificate_number="看不清")
    pools = frozenset({account_pool(case.account_id)})
    applicant = Actor(case.account_id, AccountKind.PRACTITIONER, "", pools)
    correct(case, applicant, certificate_number=number)


def flow(way: CaseWay, source: str, target: str) -> GoneFlow:
    return next(one for one in way.flows if (one.source, one.target) == (source, target))


def test_a_case_that_was_never_returned_went_each_flow_once(case: Case, desk: Actor):
    way = read_way(decide(case, desk, "approve"))

    assert [(one.source, one.target) for one in way.flows] == [
        ("begin", "documents"),
        ("documents", "submit"),
        ("submit", "claim"),
        ("claim", "first"),
        ("first", "opinion"),
        ("opinion", "second"),
    ]
    assert (way.rounds, way.returned) == (1, [])
    assert set(json.loads(way.drawn).values()) == {""}


def test_what_was_gone_before_a_move_is_told_by_the_names_of_the_version_left(
    case: Case, desk: Actor, people: People
):
    before = read_way(decide(case, desk, "approve"))
    author = people.reviewer("administrator").account_id
    run = begin_migration(PROCEDURE, publish(reviewed_once()).id, {}, {}, author)
    run_migration(run)

    moved = read_way(case_of(case.no))
    run_migration(begin_reverting(run, author))
    back = read_way(case_of(case.no))

    assert ends_of(moved) == ends_of(back) == ends_of(before)
    assert [one.target for one in moved.flows if not one.flow] == ["first", "opinion", "second"]
    assert moved.done == ("begin", "documents", "submit", "claim")
    assert back == before


def ends_of(way: CaseWay) -> list[tuple[str, str]]:
    return [(one.source, one.target) for one in way.flows]


def test_returns_are_counted_and_each_flow_names_its_rounds(case: Case, desk: Actor):
    return_and_correct(case, desk, "20260002")
    return_and_correct(case, desk, "20260003")

    way = read_way(decide(case, desk, "approve"))

    back, again = flow(way, "opinion", "correct"), flow(way, "correct", "first")
    assert (back.times, back.rounds) == (2, (1, 2))
    assert (again.times, again.rounds) == (2, (2, 3))
    assert (flow(way, "first", "opinion").times, way.rounds) == (3, 3)
    drawn = json.loads(way.drawn)
    assert (drawn[back.flow], drawn[flow(way, "claim", "first").flow]) == ("1·2", "1")


def test_the_elements_that_were_left_are_done(case: Case, desk: Actor):
    way = read_way(decide(case, desk, "approve"))

    assert way.done == ("begin", "documents", "submit", "claim", "first", "opinion")


def test_a_case_from_before_flows_were_kept_has_no_way(app: Flask, case: Case):
    db.session.query(Event).filter_by(kind="flows_taken").delete()
    db.session.commit()

    assert read_way(case_of(case.no)) == CaseWay((), 0, ())
