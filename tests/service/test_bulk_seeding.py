"""Copies of a case are cases: they are found, shown and decided like any other."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from service import cases
from service.cli.data import seed
from service.extensions import db
from service.models import Account, Case, Document, IdentityClaim, OpenTask
from service.seeding import fictitious, seed_demo
from service.seeding.bulk import copy_case
from tests.people import ID_NUMBER, People

PROCEDURE = "practitioner_registration"


@pytest.fixture
def desk(people: People):
    agency = people.agency()
    broker = people.practitioner(agency=agency)
    cases.open_draft(PROCEDURE, broker)
    done = cases.submit(PROCEDURE, people.registration(broker), broker, uuid4())
    copy_case(db.session.execute(select(Case).where(Case.no == done.case_no)).scalar_one(), 3)
    return people.desk(agency)


def copies() -> list[Case]:
    copied = select(Case).join(Account, Account.id == Case.account_id).where(Account.seeded)
    return list(db.session.scalars(copied))


def test_each_copy_waits_in_the_same_inbox(desk):
    tasks = list(db.session.scalars(select(OpenTask)))

    assert len(tasks) == 4
    assert all(task.pool in desk.pools for task in tasks)
    assert len({task.case_id for task in tasks}) == 4


def test_each_copy_has_an_id_number_and_uploads_of_its_own(desk):
    for case in copies():
        answers = cases.read_latest_answers(case)
        (portrait,) = answers["portrait"]
        assert answers["id_number"] != ID_NUMBER
        assert db.session.get_one(Document, portrait).case_id == case.id

    assert db.session.scalar(select(func.count()).select_from(IdentityClaim)) == 4


def test_however_many_copies_there_are_none_takes_a_number_of_the_demos_people(desk):
    of_people = {fictitious.id_number(which, "male") for which in range(fictitious.COPIES)}
    of_copies = {cases.read_latest_answers(case)["id_number"] for case in copies()}

    assert len(of_copies) == 3
    assert not of_copies & of_people


def test_a_copy_is_admitted_like_the_original(desk, people: People):
    case_id = copies()[0].id
    for actor in (desk, people.reviewer()):
        task = db.session.scalars(select(OpenTask.id).where(OpenTask.case_id == case_id)).one()
        cases.complete(task, {"decision": "approve"}, actor, uuid4())

    assert db.session.get_one(Case, case_id).final


def test_copies_of_later_calls_are_again_others(desk):
    copy_case(copies()[0], 2)

    assert db.session.scalar(select(func.count()).select_from(IdentityClaim)) == 6


def test_the_command_adds_cases_to_the_demo(app):
    seed_demo()

    done = app.test_cli_runner().invoke(seed, ["--cases", "5"])

    assert done.exit_code == 0, done.output
    assert len(copies()) >= 10
