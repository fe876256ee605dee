"""A finished case becomes a test beside its diagram, and nobody real is left in it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from forms.kinds import REGIONS
from processes.trial import ActKind, Script, Trial
from service import cases
from service.actors import Actor
from service.cases.rounds import list_rounds, opened_round
from service.editions import parsed
from service.extensions import db
from service.failures import NotFound
from service.models import Account, Case, Document, Organisation, Review
from service.publishing.from_case import Turned, turn_case
from service.publishing.trials import get_test, keep_test, run_test, try_out
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import ID_NUMBER, People
from tests.service.test_case_third_reviewer import decision_on, keep_portraits
from tests.stories import PROCEDURE, case_of, correct, decide, send_back, submit, tasks_of
from tests.stories_of import STORIES
from tests.worker import wake_due_cases, work_off

WRITTEN = re.compile(r"[\u4e00-\u9fff]|[0-9]{6,}")
"""What may say who somebody is: anything in Chinese, any long number."""


@pytest.fixture
def agency(people: People) -> Organisation:
    return people.agency()


@pytest.fixture
def desk(people: People, agency: Organisation) -> Actor:
    return people.desk(agency)


@pytest.fixture
def association(people: People) -> Actor:
    return people.reviewer()


def turned(case: Case) -> Turned:
    return turn_case(case.no, case.procedure)


def tried(case: Case, script: Script) -> Trial:
    return try_out(parsed(case.edition_id), script)


def strings(data: Any) -> Iterator[str]:
    """Give every text in JSON data, names of values too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from data
        for one in data.values():
            yield from strings(one)
    elif isinstance(data, list):
        for one in data:
            yield from strings(one)


def known_of_anybody(case: Case) -> set[str]:
    """Give everything on record that may say who took part in a case."""
    account = db.session.get_one(Account, case.account_id)
    ids: set[Any] = {case.id, case.account_id, case.agency_id, case.store_id}
    ids |= set(db.session.scalars(select(Document.id)))
    reviews = db.session.scalars(select(Review).where(Review.case_id == case.id)).all()
    texts = {case.no, case.subject_name, account.display_name, account.real_name}
    texts |= set(db.session.scalars(select(Organisation.name)))
    texts |= {review.opinion for review in reviews}
    texts |= {reason for review in reviews for reason in review.returned_fields.values()}
    for one in list_rounds(case.id):
        texts |= {text for text in strings(opened_round(one)) if WRITTEN.search(text)}
    # A district is chosen from a list of eight.
    return {str(one) for one in (*ids, *texts) if one and one not in REGIONS}


def finish(app: Flask, case: Case, *actors: Actor) -> Case:
    """Let whoever has the case say yes until nobody has it any more."""
    keep_portraits()
    work_off(app)
    acted: list[Actor] = []
    while open_tasks := tasks_of(case):
        task = open_tasks[0]
        # Nobody of the association decides twice on what an employer left to it.
        able = [one for one in actors if task.pool in one.pools]
        acted.append(min(able, key=acted.count))
        cases.complete(task.id, decision_on(task.form, case), acted[-1], uuid4())
        work_off(app)
    return case_of(case.no)


@pytest.mark.parametrize("procedure", sorted(STORIES))
def test_a_case_of_each_shipped_procedure_is_replayed_to_its_end_without_anybody(
    app: Flask, people: People, agency: Organisation, association: Actor, procedure: str
):
    story = STORIES[procedure]
    applicant, posts = story.applicant(people, agency), map(people.reviewer, story.posts)
    begun = submit_story(people, applicant, agency, procedure)
    case = finish(app, begun, people.desk(agency), association, *posts)
    assert case.milestone == story.milestone

    found = turned(case)

    end = tried(case, found.script).stages[-1]
    assert found.same
    assert (end.status, end.milestone) == (case.status, case.milestone)
    assert left_in(found, case) == set()


def test_a_return_its_reason_and_its_correction_are_replayed_with_samples(
    app: Flask, people: People, agency: Organisation, desk: Actor, association: Actor
):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    send_back(case, desk, certificate_number="张伟的编号看不清", id_number="请核对张伟的证件")
    correct(case, broker, certificate_number="30620260000000000099", id_number=ID_NUMBER)
    decide(case, desk, "approve", opinion="张伟本人在我司工作")
    case = finish(app, case, desk, association)

    found = turned(case)

    assert found.same
    answers = [act.answers for act in found.script.acts if act.node == "correct_for_employer"]
    assert [one.keys() for one in answers] == [{"certificate_number", "id_number"}]
    first = found.script.acts[0].answers
    assert answers[0]["certificate_number"] != first["certificate_number"]
    assert answers[0]["id_number"] == first["id_number"]
    assert {"身份证号", "退回的项目和原因", "审核意见"} <= found.replaced.keys()
    assert left_in(found, case) == set()


def test_a_limit_that_passed_is_replayed_by_jumping_to_it(
    app: Flask, people: People, agency: Organisation, desk: Actor, association: Actor, clock: Clock
):
    case = submit(people, people.practitioner(agency=agency))
    for _ in range(20):
        clock.advance(days=1)
        wake_due_cases(app)
        work_off(app)
    assert tasks_of(case)[0].node == "stand_in_review"
    case = finish(app, case, desk, association, people.reviewer())

    found = turned(case)

    assert found.same
    assert ActKind.WAIT in {act.kind for act in found.script.acts}
    assert all(act.until is None for act in found.script.acts)


def test_a_case_that_was_withdrawn_is_replayed_to_the_withdrawal(
    people: People, agency: Organisation
):
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    cases.withdraw(case.no, broker, uuid4())

    found = turned(case_of(case.no))

    assert found.same
    assert found.script.acts[-1].kind is ActKind.WITHDRAW


def test_facts_that_the_case_changed_are_those_with_which_it_began(
    app: Flask, people: People, agency: Organisation, desk: Actor, association: Actor
):
    nameless = people.practitioner(name=None)
    case = submit(people, nameless, real_name="赵小燕", agency=str(agency.id))
    case = finish(app, case, desk, association)

    found = turned(case)

    given = found.script.given
    assert (given["account_has_name"], given["account_has_agency"]) == (False, False)
    assert found.same
    assert left_in(found, case) == set()


def test_a_case_that_goes_on_is_refused_and_another_procedures_case_is_not_found(
    people: People, agency: Organisation
):
    case = submit(people, people.practitioner(agency=agency))
    with pytest.raises(Refused, match="case_still_open"):
        turned(case)
    with pytest.raises(NotFound):
        turn_case(case.no, "onboarding")


def test_what_was_made_of_a_case_is_kept_and_passes(
    app: Flask, people: People, agency: Organisation, desk: Actor, association: Actor
):
    case = submit(people, people.practitioner(agency=agency))
    case = finish(app, case, desk, association)
    edition = parsed(case.edition_id)

    test = keep_test(PROCEDURE, "真实办件", edition, turned(case).script, association.account_id)

    assert run_test(get_test(test), edition).told == ()
    kept = set(strings(get_test(test).script))
    assert kept & known_of_anybody(case) == set()


def submit_story(people: People, applicant: Actor, agency: Organisation, procedure: str) -> Case:
    """Hand in what the applicant of a story answers."""
    answers = STORIES[procedure].answers(people, applicant, agency)
    cases.open_draft(procedure, applicant)
    return case_of(cases.submit(procedure, answers, applicant, uuid4()).case_no)


def left_in(found: Turned, case: Case) -> set[str]:
    """Give what still stands of anybody in a script, or in what its page tells of it."""
    told = json.dumps([found.script.to_json(), dict(found.replaced)], ensure_ascii=False)
    return {one for one in known_of_anybody(case) if one in told}
