"""Editions: made whole or not at all, never changed, and a case stays on its own."""

from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from forms import FormErrors
from service.extensions import db
from service.models import Artifact, Edition, Post
from service.publishing import SHIPPED_DIAGRAMS, NotPublishable, Procedure, publish, publish_shipped
from service.refusals import Refused
from tests.people import OTHER_ID_NUMBER, People
from tests.procedures import (
    THIRD_NAME,
    THIRD_POST,
    drawn,
    registration,
    reviewed_by_both_at_once,
    shipped,
    third_form,
    with_a_third,
)
from tests.rivals import kinds, of_kind, race
from tests.stories import APPROVE, PROCEDURE, case_of, correct, decide, submit, task_of

SHIPPED = sorted(path.stem for path in SHIPPED_DIAGRAMS.glob("*.bpmn"))
POSTS = {THIRD_POST: THIRD_NAME}


def editions() -> list[Edition]:
    query = select(Edition).where(Edition.procedure == PROCEDURE).order_by(Edition.number)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def with_third_form(diagram: bytes) -> Procedure:
    return Procedure(diagram, {**shipped().forms, "ethics_review": third_form()}, shipped().tables)


def test_a_new_edition_is_in_force_and_the_old_one_is_kept(app: Flask):
    publish(reviewed_by_both_at_once(), note="并行审核")

    assert [(one.number, one.in_force) for one in editions()] == [(1, False), (2, True)]
    assert editions()[1].note == "并行审核"


def test_an_edition_names_exactly_the_forms_of_its_diagram(app: Flask):
    (first,) = editions()

    reviews = {"employer_review", "association_review"}
    assert set(first.forms) == {PROCEDURE, "other_employer", *reviews}


def test_the_same_file_is_stored_once(app: Flask):
    before = db.session.scalar(select(func.count()).select_from(Artifact))

    publish(shipped())

    assert db.session.scalar(select(func.count()).select_from(Artifact)) == before


def test_an_open_case_stays_on_its_edition_and_a_new_one_takes_the_newest(people: People):
    agency = people.agency()
    old = submit(people, people.practitioner(agency=agency))

    publish(reviewed_by_both_at_once())
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    new = submit(people, other, id_number=OTHER_ID_NUMBER)

    first, second = editions()
    assert (case_of(old.no).edition_id, new.edition_id) == (first.id, second.id)
    decide(old, people.desk(agency), "approve")
    assert task_of(old).node == "association_review"


def test_a_diagram_with_a_problem_is_not_published_and_makes_no_post(app: Flask):
    broken = shipped().diagram.replace(b"register.check_employer", b"register.no_such_thing")

    with pytest.raises(NotPublishable) as refused:
        publish(with_third_form(broken), posts={"new_post": "新岗位"})

    assert {problem.code for problem in refused.value.problems} == {"unknown_operation"}
    assert len(editions()) == 1
    assert db.session.get(Post, "new_post") is None


def test_a_role_that_is_no_post_is_refused_until_the_post_is_made(app: Flask):
    procedure = with_third_form(with_a_third())
    with pytest.raises(NotPublishable) as refused:
        publish(procedure)
    assert {problem.code for problem in refused.value.problems} == {"unknown_role"}

    publish(procedure, posts=POSTS)

    assert db.session.get_one(Post, THIRD_POST).name == THIRD_NAME


def test_a_form_that_cannot_be_used_is_a_sentence_and_no_crash(app: Flask):
    forms = {**shipped().forms, "employer_review": b'{"components": "none"}'}

    with pytest.raises(NotPublishable) as refused:
        publish(Procedure(shipped().diagram, forms, shipped().tables))

    assert all(
        problem.sentence.startswith("表单“employer_review”") for problem in refused.value.problems
    )


def test_a_broken_form_that_the_diagram_does_not_name_is_no_hindrance(app: Flask):
    publish(
        Procedure(
            shipped().diagram, {**shipped().forms, "notes": b"no form at all"}, shipped().tables
        )
    )

    assert len(editions()) == 2


def test_a_form_whose_id_is_not_its_name_is_refused(app: Flask):
    forms = {**shipped().forms, "employer_review": shipped().forms["association_review"]}

    with pytest.raises(NotPublishable) as refused:
        publish(Procedure(shipped().diagram, forms, shipped().tables))

    assert [problem.code for problem in refused.value.problems] == ["form_id"]


def test_a_shipped_file_that_changed_later_does_not_replace_the_edition_in_force(
    app: Flask, tmp_path: Path
):
    (tmp_path / f"{PROCEDURE}.bpmn").write_bytes(reviewed_by_both_at_once().diagram)
    for table in SHIPPED_DIAGRAMS.glob("*.dmn"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    (tmp_path / "another.bpmn").write_bytes(_renamed("another"))

    assert publish_shipped(tmp_path) == ["another"]

    assert [one.number for one in editions()] == [1]


def test_of_two_publishing_at_once_one_is_in_force_and_the_other_is_told(
    app: Flask, database_url: str
):
    acts = [
        lambda: publish(reviewed_by_both_at_once()).number,
        lambda: publish(drawn(_shorter())).number,
    ]

    outcomes = race(app, database_url, "SELECT 1 FROM editions FOR UPDATE", *acts)

    assert kinds(outcomes) == {"int", "Refused"}
    assert of_kind(Refused, outcomes).code == "published_meanwhile"
    assert [(one.number, one.in_force) for one in editions()] == [(1, False), (2, True)]


def test_two_processes_that_start_on_an_empty_database_publish_once(app: Flask, database_url: str):
    db.session.execute(db.text("DELETE FROM editions"))

    outcomes = race(
        app, database_url, "LOCK TABLE editions IN SHARE MODE", publish_shipped, publish_shipped
    )

    assert kinds(outcomes) == {"list"}
    assert [(one.number, one.in_force) for one in editions()] == [(1, True)]


# -- three reviewers, by XML and form file alone ---------------------------------------------


@pytest.fixture
def third(app: Flask) -> Edition:
    return publish(with_third_form(with_a_third()), posts=POSTS)


def test_the_swapped_reviewers_and_a_third_decide_one_after_the_other(people: People, third):
    agency = people.agency()
    case = submit(people, people.practitioner(agency=agency))
    seen = []
    for reviewer, answers in (
        (people.reviewer(), APPROVE),
        (people.desk(agency), APPROVE),
        (
            people.reviewer(THIRD_POST, name="诚信审查员"),
            {"verdict": "approve", "archive_no": "CX-1"},
        ),
    ):
        task = task_of(case)
        seen.append((task.pool.split(":")[0], task.pool in reviewer.pools))
        correct(case, reviewer, **answers)

    assert seen == [("post", True), ("organisation", True), ("post", True)]
    assert case_of(case.no).milestone == "已实名"


def test_the_third_reviewer_returns_a_field_by_a_decision_of_another_key(people: People, third):
    agency = people.agency()
    broker, officer = people.practitioner(agency=agency), people.reviewer(THIRD_POST)
    case = submit(people, broker)
    decide(case, people.reviewer(), "approve")
    decide(case, people.desk(agency), "approve")
    reasons = {"certificate_issuer": "请写全称"}

    correct(case, officer, verdict="return", returned_fields=reasons, archive_no="CX-2")

    assert case_of(case.no).milestone == "已退回"
    assert task_of(case).pool in broker.pools
    correct(case, broker, certificate_issuer="中国房地产估价师与房地产经纪人学会（样本）")
    assert case_of(case.no).round == 2


def test_the_third_reviewers_extra_question_is_asked_for(people: People, third):
    agency = people.agency()
    case = submit(people, people.practitioner(agency=agency))
    decide(case, people.reviewer(), "approve")
    decide(case, people.desk(agency), "approve")

    with pytest.raises(FormErrors) as errors:
        correct(case, people.reviewer(THIRD_POST), verdict="approve")

    assert errors.value.keys == {"archive_no"}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_procedure_may_be_given_a_third_reviewer(app: Flask, name: str):
    forms = {**shipped(name).forms, "ethics_review": third_form()}

    edition = publish(Procedure(with_a_third(name), forms, shipped(name).tables), posts=POSTS)

    assert isinstance(edition.id, UUID)


def _renamed(process: str) -> bytes:
    return reviewed_by_both_at_once().diagram.replace(PROCEDURE.encode(), process.encode(), 1)


def _shorter():
    review = registration().user("review", form="employer_review", role="agency")
    return review.path("claim", "review", "over")
