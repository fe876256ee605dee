"""Drafts of procedures: saved with their history, and nobody's work is overwritten unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select

from service.editions import edition_in_force
from service.extensions import db
from service.models import Artifact, DraftStatus
from service.publishing.artifacts import delete_unnamed_files
from service.publishing.drafts import (
    DraftMovedOn,
    begin_draft,
    discard_draft,
    open_revision,
    restore_revision,
    save_draft,
    take_back,
)
from service.publishing.procedures import Procedure
from service.queries.studio import list_events
from service.refusals import Refused
from tests.stories import PROCEDURE

BOMB = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.fixture
def author(people):
    return people.reviewer("administrator", name="张敏").account_id


@pytest.fixture
def colleague(people):
    return people.reviewer("administrator", name="李强").account_id


@pytest.fixture
def draft(author):
    return begin_draft(edition_in_force(PROCEDURE).id, author)


def renamed(files, name):
    """Give the files with the association's review called something else."""
    diagram = files.diagram.replace('name="协会审核"'.encode(), f'name="{name}"'.encode())
    assert diagram != files.diagram
    return Procedure(diagram, files.forms, files.tables)


@contextmanager
def statements_about(table: str) -> Iterator[list[str]]:
    """Note the first words of the statements that name a table."""
    noted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if table in statement:
            noted.append(statement.split(maxsplit=1)[0])

    event.listen(db.engine, "before_cursor_execute", note)
    yield noted
    event.remove(db.engine, "before_cursor_execute", note)


def save(draft, name, author, seen=None):
    opened = open_revision(draft, 1)
    seen = seen or open_revision(draft).saved.seen
    return save_draft(draft, seen, renamed(opened.files, name), author)


def test_a_draft_begins_with_the_files_of_its_edition(draft):
    opened = open_revision(draft)

    assert (opened.draft.procedure, opened.saved.revision) == (PROCEDURE, 1)
    assert set(opened.files.forms) == set(edition_in_force(PROCEDURE).forms)
    assert opened.files.tables


def test_what_was_saved_is_there_again(draft, author):
    save(draft, "协会复核", author)

    assert 'name="协会复核"'.encode() in open_revision(draft).files.diagram


def test_saves_of_one_author_within_five_minutes_share_a_revision(draft, author, clock):
    save(draft, "一", author)
    save(draft, "二", author)
    assert open_revision(draft).saved.revision == 2

    clock.advance(minutes=6)
    save(draft, "三", author)
    assert open_revision(draft).saved.revision == 3


def test_what_the_draft_began_as_is_never_written_over(draft, author):
    began_as = open_revision(draft, 1).files

    save(draft, "一", author)

    assert open_revision(draft, 1).files == began_as


def test_a_save_is_told_with_its_own_time(draft, author, clock):
    save(draft, "初审", author)
    clock.now += timedelta(minutes=3)

    assert save(draft, "复审", author).saved_at == clock.now


def test_a_save_over_what_somebody_else_saved_is_refused_and_says_who_and_what(
    draft, author, colleague
):
    seen = open_revision(draft).saved.seen
    save(draft, "协会复核", colleague)

    with pytest.raises(DraftMovedOn) as refused:
        save(draft, "协会终审", author, seen=seen)

    assert refused.value.by == "李强"
    assert refused.value.elements == {"association_review": "协会复核"}
    assert 'name="协会复核"'.encode() in open_revision(draft).files.diagram


def test_a_save_over_nothing_that_anybody_saved_is_refused_without_elements(draft, author):
    with pytest.raises(DraftMovedOn) as refused:
        save(draft, "协会复核", author, seen="9" * 5_000 + "-abc")

    assert refused.value.elements == {}


def test_a_second_window_of_the_same_author_is_refused_too(draft, author):
    save(draft, "一", author)
    seen = open_revision(draft).saved.seen
    save(draft, "二", author)

    with pytest.raises(DraftMovedOn):
        save(draft, "三", author, seen=seen)


def test_a_restored_revision_is_a_new_one_on_top(draft, author, colleague):
    save(draft, "一", author)
    save(draft, "二", colleague)

    restore_revision(draft, 2, author)

    assert open_revision(draft).saved.revision == 4
    assert open_revision(draft).files == open_revision(draft, 2).files


def test_a_discarded_draft_can_be_taken_back_and_is_not_changed_meanwhile(draft, author):
    discard_draft(draft, author)
    with pytest.raises(Refused, match="draft_closed"):
        save(draft, "一", author)

    take_back(draft, author)

    assert open_revision(draft).draft.status is DraftStatus.OPEN
    assert save(draft, "一", author).revision == 2


def test_who_discarded_a_draft_and_who_took_it_back_is_known(draft, author, colleague):
    discard_draft(draft, colleague)
    take_back(draft, author)
    take_back(draft, colleague)  # A second click, which finds it open.

    assert [(event.kind, name) for event, name, _draft in list_events(PROCEDURE)] == [
        ("draft_taken_back", "张敏"),
        ("draft_discarded", "李强"),
    ]


@pytest.mark.parametrize("part", ["diagram", "forms", "tables"])
def test_files_that_nobody_may_read_are_never_kept(draft, author, part):
    opened = open_revision(draft)
    harmful = {"diagram": BOMB, "forms": {"f": b"[" * 50_000}, "tables": {"t": BOMB}}[part]
    files = {"diagram": opened.files.diagram, "forms": {}, "tables": {}, part: harmful}

    with pytest.raises(Refused):
        save_draft(draft, opened.saved.seen, Procedure(**files), author)

    db.session.rollback()
    assert open_revision(draft).saved == opened.saved


def files() -> set[str]:
    return set(db.session.scalars(select(Artifact.sha256)))


def test_a_save_looks_for_its_files_once_and_writes_only_what_is_new(draft, author):
    opened = open_revision(draft)
    with statements_about("artifacts") as noted:
        save_draft(draft, opened.saved.seen, renamed(opened.files, "一"), author)
    assert noted == ["SELECT", "INSERT"]

    with statements_about("artifacts") as noted:
        open_revision(draft)
    assert noted == ["SELECT"]


def test_a_file_that_no_revision_names_any_more_is_deleted_at_night(draft, author):
    shipped = files()
    save(draft, "一", author)
    (first,) = files() - shipped
    save(draft, "二", author)

    delete_unnamed_files()

    (second,) = files() - shipped
    assert second != first
    assert 'name="二"'.encode() in open_revision(draft).files.diagram
    assert shipped < files()


def test_a_file_that_somebody_keeps_at_this_moment_is_not_deleted(draft, author, database_url):
    shipped = files()
    save(draft, "一", author)
    (first,) = files() - shipped
    save(draft, "二", author)
    db.session.commit()

    with psycopg.connect(database_url) as other:
        other.execute("SELECT 1 FROM artifacts WHERE sha256 = %s FOR KEY SHARE", [first])
        delete_unnamed_files()
    assert first in files()


def test_a_diagram_of_more_than_300_steps_is_refused(draft, author):
    opened = open_revision(draft)
    many = b"".join(b'<bpmn:userTask id="t%d"/>' % number for number in range(301))
    diagram = opened.files.diagram.replace(b"</bpmn:process>", many + b"</bpmn:process>")

    with pytest.raises(Refused, match="diagram_too_large"):
        save_draft(draft, opened.saved.seen, Procedure(diagram, {}, {}), author)
