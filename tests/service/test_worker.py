"""The worker: draws cards, starts anew what a killed one had begun, keeps what it cannot do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from service import cases, documents, publishing
from service.extensions import db
from service.failures import AlreadyHandled
from service.models import Card, CardStatus, Case, Document, Incident, Notice
from service.ports import ports
from tests import photos
from tests.conftest import environment_of
from tests.people import People
from tests.procedures import drawing_before_the_end
from tests.rivals import kinds, race
from tests.stories import case_of, decide, submit
from tests.worker import jobs_of, work_off

HOUSE = Path(__file__).parents[2]
IN_NO_FONT = "\U0003fffd"


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def admitted(people: People, agency) -> Case:
    """A case whose card waits to be drawn, with a real portrait."""
    return admit(people, people.practitioner(agency=agency), agency)


def admit(people: People, broker: Any, agency: Any, **answers: Any) -> Case:
    case = submit(people, broker, **answers)
    keep_portrait(case)
    decide(case, people.desk(agency), "approve")
    return decide(case, people.reviewer(), "approve")


def keep_portrait(case: Case) -> None:
    (portrait,) = cases.read_latest_answers(case)["portrait"]
    document = db.session.get_one(Document, UUID(portrait))
    ports().storage.put(document.pages[0]["key"], photos.portrait_jpeg(), "image/jpeg")


def lose_portrait(case: Case) -> None:
    (portrait,) = cases.read_latest_answers(case)["portrait"]
    ports().storage.delete(db.session.get_one(Document, UUID(portrait)).pages[0]["key"])


def card_of(case: Case) -> Card:
    query = select(Card).where(Card.issued_by_case == case.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def picture(key: str | None, folder: Path) -> Image.Image:
    assert key is not None
    file = folder / "picture.png"
    file.write_bytes(ports().storage.get(key))
    return Image.open(file)


def waiting_task() -> UUID:
    return UUID(jobs_of("perform_operation")[-1]["args"]["task_id"])


def only_incident() -> Incident:
    return db.session.scalars(select(Incident).execution_options(populate_existing=True)).one()


def test_an_admitted_persons_card_is_drawn_on_both_sides_and_in_force(
    app: Flask, admitted: Case, tmp_path: Path
):
    work_off(app)

    card = card_of(admitted)
    assert card.status is CardStatus.VALID
    for key in (card.front_key, card.back_key):
        assert picture(key, tmp_path).size == (638, 1011)  # Portrait CR80 at 300 dpi.
    assert case_of(admitted.no).status == "completed"
    assert case_of(admitted.no).milestone == "已实名"


def test_the_owner_is_told_once_that_the_card_is_there(app: Flask, admitted: Case):
    work_off(app)

    told = select(Notice).where(Notice.key.startswith("card_ready:"))
    assert db.session.scalars(told).one().pool == f"account:{admitted.account_id}"


def test_drawing_a_card_twice_changes_nothing(app: Flask, admitted: Case):
    task = waiting_task()
    work_off(app)
    card, version = card_of(admitted).front_key, case_of(admitted.no).version

    cases.perform_operation(admitted.id, task)

    assert card_of(admitted).front_key == card
    assert case_of(admitted.no).version == version


def test_two_workers_drawing_one_card_at_once_record_it_once(
    app: Flask, database_url: str, admitted: Case
):
    task = waiting_task()
    act = lambda: cases.perform_operation(admitted.id, task)  # noqa: E731

    outcomes = race(
        app, database_url, f"SELECT 1 FROM cases WHERE id = '{admitted.id}' FOR UPDATE", act, act
    )

    assert outcomes == [None, None]
    told = select(func.count()).where(Notice.key.startswith("card_ready:"))
    assert db.session.scalar(told) == 1
    assert case_of(admitted.no).status == "completed"


def test_a_card_finished_while_its_case_is_withdrawn_is_settled_by_who_is_first(
    app: Flask, database_url: str, people: People, agency
):
    publishing.publish(drawing_before_the_end())
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    keep_portrait(case)
    decide(case, people.desk(agency), "approve")
    task = waiting_task()

    outcomes = race(
        app,
        database_url,
        f"SELECT 1 FROM cases WHERE id = '{case.id}' FOR UPDATE",
        lambda: cases.perform_operation(case.id, task),
        lambda: cases.withdraw(case.no, broker, uuid4()),
    )

    assert outcomes[0] is None
    if isinstance(outcomes[1], AlreadyHandled):
        assert (case_of(case.no).status, card_of(case).status) == ("completed", "valid")
    else:
        assert kinds(outcomes[1:]) == {"Done"}
        assert (case_of(case.no).status, card_of(case).status) == ("withdrawn", "pending")


def test_a_job_for_a_case_that_was_withdrawn_meanwhile_does_nothing(
    app: Flask, people: People, agency
):
    publishing.publish(drawing_before_the_end())
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    keep_portrait(case)
    decide(case, people.desk(agency), "approve")
    cases.withdraw(case.no, broker, uuid4())

    work_off(app)

    assert card_of(case).status is CardStatus.PENDING
    assert [job["status"] for job in jobs_of("perform_operation")] == ["succeeded"]
    assert db.session.scalars(select(Incident)).all() == []


def test_a_character_that_no_font_has_becomes_an_incident_with_a_sentence(
    app: Flask, people: People, agency
):
    broker = people.practitioner(f"张{IN_NO_FONT}", agency=agency)
    case = admit(people, broker, agency)

    work_off(app)

    incident = only_incident()
    assert (incident.case_id, incident.operation) == (case.id, "cards.draw_card")
    assert IN_NO_FONT in incident.render() or "U+3FFFD" in incident.render()
    assert incident.status == "open"
    assert jobs_of("perform_operation")[0]["attempts"] == 1  # No second try before it is mended.


def test_what_keeps_failing_becomes_an_incident_after_five_attempts(app: Flask, admitted: Case):
    _file_of("cards").write_bytes(b"in the way")  # Nothing can be kept there: worth another try.

    work_off(app, retries=3)
    assert db.session.scalars(select(Incident)).all() == []
    work_off(app)

    incident = only_incident()
    assert (incident.operation, incident.task_id) == ("cards.draw_card", waiting_task())
    assert "存放材料和图片的存储" in incident.render()


def test_a_retried_incident_closes_when_the_card_is_drawn(app: Flask, admitted: Case):
    lose_portrait(admitted)
    work_off(app)
    assert only_incident().cause.startswith("形象照文件无法读取")
    keep_portrait(admitted)

    cases.retry_incident(only_incident().id)
    work_off(app)

    incident = only_incident()
    assert incident.status == "resolved"
    assert incident.resolved_at is not None
    assert card_of(admitted).status is CardStatus.VALID


def test_a_retry_that_fails_again_stays_one_incident_and_counts(app: Flask, admitted: Case):
    lose_portrait(admitted)
    work_off(app)

    cases.retry_incident(only_incident().id)
    work_off(app)

    assert (only_incident().status, only_incident().attempts) == ("open", 2)


def test_withdrawing_a_case_closes_its_incident(app: Flask, people: People, agency):
    publishing.publish(drawing_before_the_end())
    broker = people.practitioner(agency=agency)
    case = submit(people, broker)
    decide(case, people.desk(agency), "approve")
    work_off(app)
    assert only_incident().status == "open"

    cases.withdraw(case.no, broker, uuid4())

    assert only_incident().status == "resolved"


# -- a real worker, and its end --------------------------------------------------------------


@pytest.fixture
def start_worker(
    app: Flask, database_url: str, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        worker = subprocess.Popen(
            [sys.executable, "-c", "from service.cli import main; main()", "worker"],
            cwd=HOUSE,
            env=os.environ | environment_of(database_url, tmp_path),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        db.session.rollback()
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)


def is_being_drawn() -> bool:
    return any(job["status"] == "doing" for job in jobs_of("perform_operation"))


def test_a_worker_killed_while_it_draws_a_card_leaves_it_to_the_next_once(
    app: Flask, admitted: Case, start_worker: Callable[[], subprocess.Popen[bytes]]
):
    db.session.commit()
    first = start_worker()
    until(is_being_drawn, 60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    db.session.rollback()
    assert card_of(admitted).status is CardStatus.PENDING, "it was not killed in time"

    db.session.commit()
    start_worker()
    until(lambda: card_of(admitted).status is CardStatus.VALID, 60)

    told = select(func.count()).where(Notice.key.startswith("card_ready:"))
    assert db.session.scalar(told) == 1
    assert case_of(admitted.no).status == "completed"


def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_begun(
    app: Flask, admitted: Case, start_worker: Callable[[], subprocess.Popen[bytes]]
):
    db.session.commit()
    worker = start_worker()
    until(is_being_drawn, 60)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(30) == 0
    db.session.rollback()
    assert card_of(admitted).status is CardStatus.VALID


def _file_of(key: str) -> Path:
    return Path(ports().settings.data_folder) / "documents" / key


def test_a_document_that_cannot_be_checked_is_refused_in_the_end(
    people: People, app: Flask, agency
):
    broker = people.practitioner(agency=agency)
    kept = documents.upload("id_front", "a.jpg", photos.jpeg(photos.scene(800, 600)), broker)
    _file_of(kept.original_key).write_bytes(b"k1:not what was sealed, but long enough to read")

    work_off(app, retries=4)

    document = db.session.get_one(Document, kept.id)
    assert document.status == "refused"
    assert document.refusal is not None and "重新上传" in document.refusal
