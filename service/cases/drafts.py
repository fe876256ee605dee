"""Forms that somebody has begun: sealed, saving themselves, never overwriting a newer one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.actors import Actor
from service.cases.transaction import transaction
from service.editions import edition_in_force, start_form
from service.extensions import db
from service.failures import NotFound, StaleDraft
from service.models import Draft, OpenTask
from service.ports import ports


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft as its owner sees it: plain answers, and the version that a save must name."""

    subject: str
    edition_id: UUID
    form: str
    answers: Mapping[str, Any]
    version: int
    saved_at: datetime


def procedure_subject(procedure: str) -> str:
    """Name the draft of a procedure that has not become a case yet."""
    return f"procedure:{procedure}"


def task_subject(task_id: UUID) -> str:
    """Name the draft of an open task of a case."""
    return f"task:{task_id}"


def open_draft(procedure: str, actor: Actor) -> OpenedDraft:
    """Get the actor's draft of a procedure, begun on the newest edition if there is none.

    Raises:
        ProcedureNotFound: no edition is in force.
    """
    with transaction():
        found = _find(procedure_subject(procedure), actor)
        edition = edition_in_force(procedure) if found is None else None
        if edition is not None:
            form = start_form(edition.id).name
            _begin(procedure_subject(procedure), edition.id, form, actor)
            found = _find(procedure_subject(procedure), actor)
    assert found is not None
    return _opened(found)


def find_draft(subject: str, actor: Actor) -> OpenedDraft | None:
    """Find what the actor has begun under `subject`, without beginning anything."""
    found = _find(subject, actor)
    return _opened(found) if found is not None else None


def save_draft(subject: str, answers: Mapping[str, Any], version: int, actor: Actor) -> int:
    """Save a draft over the version that the page had read; give the new version.

    Raises:
        NotFound: the actor has no such draft.
        StaleDraft: another device saved a newer one; nothing was overwritten.
    """
    with transaction():
        query = select(Draft).where(Draft.account_id == actor.account_id, Draft.subject == subject)
        draft = db.session.scalar(query.with_for_update())
        if draft is None:
            raise NotFound
        if draft.version != version:
            raise StaleDraft
        draft.answers = _sealed(answers, draft.id)
        draft.version += 1
        draft.saved_at = ports().clock()
    return draft.version


def begin_task_draft(task: OpenTask, edition_id: UUID, actor: Actor) -> OpenedDraft:
    """Get the actor's draft for an open task, begun empty if there is none."""
    with transaction():
        _begin(task_subject(task.id), edition_id, task.form, actor)
        found = _find(task_subject(task.id), actor)
    assert found is not None
    return _opened(found)


def _find(subject: str, actor: Actor) -> Draft | None:
    query = select(Draft).where(Draft.account_id == actor.account_id, Draft.subject == subject)
    return db.session.scalar(query)


def _begin(subject: str, edition_id: UUID, form: str, actor: Actor) -> None:
    draft_id = uuid4()
    row = insert(Draft).values(
        id=draft_id,
        account_id=actor.account_id,
        subject=subject,
        edition_id=edition_id,
        form=form,
        answers=_sealed({}, draft_id),
        saved_at=ports().clock(),
    )
    db.session.execute(row.on_conflict_do_nothing())


def _sealed(answers: Mapping[str, Any], draft_id: UUID) -> bytes:
    return ports().personal_data.seal(json.dumps(dict(answers)), of=f"drafts.answers:{draft_id}")


def _opened(draft: Draft) -> OpenedDraft:
    plain = ports().personal_data.open(draft.answers, of=f"drafts.answers:{draft.id}")
    return OpenedDraft(
        subject=draft.subject,
        edition_id=draft.edition_id,
        form=draft.form,
        answers=json.loads(plain),
        version=draft.version,
        saved_at=draft.saved_at,
    )
