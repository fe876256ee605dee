"""Forms that somebody has begun: sealed, saving themselves, never overwriting a newer one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from processes.step import CaseStatus
from service.actors import Actor
from service.cases.transaction import transaction
from service.editions import edition_in_force, start_form
from service.extensions import db
from service.failures import AlreadyHandled, NotFound, ProcedureNotFound, StaleDraft
from service.models import Case, Draft, Edition, OpenTask
from service.ports import ports
from service.refusals import Refused


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
    subject = procedure_subject(procedure)
    found = find_draft(subject, actor)
    if found is None:
        with transaction():
            edition = edition_in_force(procedure)
            _begin(subject, edition.id, start_form(edition.id).name, actor)
            draft = _find(subject, actor)
        assert draft is not None
        found = _opened(draft)
    return found


def find_draft(subject: str, actor: Actor) -> OpenedDraft | None:
    """Find what the actor has begun under `subject`, without beginning anything.

    A draft is no case yet: it follows the newest edition, so one that was begun on an edition
    that has been replaced since moves to the new one, answers and all.
    """
    found = _find(subject, actor)
    if found is None:
        return None
    newest = _replaced_by(found)
    if newest is not None:
        with transaction():
            found.edition_id, found.form = newest, start_form(newest).name
    return _opened(found)


def use_up_draft(procedure: str, actor: Actor) -> UUID:
    """Take the draft away and give the edition that its case will follow.

    If anything is refused later in the transaction, the draft comes back with the rollback.

    Raises:
        AlreadyHandled: another page submitted it; the case is open.
        ProcedureNotFound: the actor has no such draft.
        Refused: a newer edition asks something else than this draft answers.
    """
    newest = select(Edition.id).where(Edition.procedure == procedure, Edition.in_force)
    used = db.session.execute(
        delete(Draft)
        .where(Draft.account_id == actor.account_id, Draft.subject == procedure_subject(procedure))
        .returning(Draft.edition_id, newest.scalar_subquery().label("newest"))
    ).first()
    if used is None:
        raise _why_no_draft(procedure, actor)
    begun_on: UUID = used.edition_id
    in_force: UUID = used.newest or begun_on
    if start_form(begun_on).sha256 != start_form(in_force).sha256:
        raise Refused("form_changed")
    return in_force


def _why_no_draft(procedure: str, actor: Actor) -> Exception:
    mine = select(Case.no).where(Case.account_id == actor.account_id, Case.procedure == procedure)
    number = db.session.scalar(mine.where(Case.status == CaseStatus.OPEN))
    return AlreadyHandled(number) if number else ProcedureNotFound(procedure)


def _replaced_by(draft: Draft) -> UUID | None:
    """Find the edition in force if the draft of a procedure follows an older one."""
    if not draft.subject.startswith(procedure_subject("")):
        return None
    procedure = draft.subject.removeprefix(procedure_subject(""))
    newer = select(Edition.id).where(Edition.procedure == procedure, Edition.in_force)
    return db.session.scalar(newer.where(Edition.id != draft.edition_id))


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
