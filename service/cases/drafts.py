"""Forms that somebody has begun: sealed, saving themselves, never overwriting a newer one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from processes.step import CaseStatus
from service.actors import Actor
from service.cases.transaction import transaction
from service.editions import edition_in_force, start_form
from service.extensions import db
from service.failures import AlreadyHandled, NotFound, ProcedureNotFound, StaleDraft
from service.models import Case, Draft, Edition, OpenTask, ProcedureStop
from service.ports import ports
from service.refusals import Refused
from service.rows import table_of

OF_PROCEDURE: Final = "procedure:"
OF_TASK: Final = "task:"
"""What a draft's subject begins with: a first application, or an open task of a case."""


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft as its owner sees it: plain answers, and the version that a save must name."""

    subject: str
    edition_id: UUID
    form: str
    answers: Mapping[str, Any] = field(repr=False)
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class UsedDraft:
    """A draft that has become a case: the edition to follow, and what had been saved."""

    edition_id: UUID
    version: int
    answers: Mapping[str, Any] = field(repr=False)


_NEWEST: Final = select(Edition.id).where(
    Edition.procedure == bindparam("procedure"), Edition.in_force
)
_STOPPED: Final = select(ProcedureStop.sentence).where(
    ProcedureStop.procedure == bindparam("procedure")
)
_DRAFTS: Final = table_of(Draft).c
_USE_UP: Final = (
    delete(table_of(Draft))
    .where(_DRAFTS.account_id == bindparam("account_id"), _DRAFTS.subject == bindparam("subject"))
    .returning(
        _DRAFTS.id,
        _DRAFTS.edition_id,
        _DRAFTS.version,
        _DRAFTS.answers,
        _NEWEST.scalar_subquery().label("newest"),
        _STOPPED.scalar_subquery().label("stopped"),
    )
)


def procedure_subject(procedure: str) -> str:
    """Name the draft of a procedure that has not become a case yet."""
    return f"{OF_PROCEDURE}{procedure}"


def task_subject(task_id: UUID) -> str:
    """Name the draft of an open task of a case."""
    return f"{OF_TASK}{task_id}"


def open_draft(procedure: str, actor: Actor) -> OpenedDraft:
    """Get the actor's draft of a procedure, begun on the newest edition if there is none.

    Raises:
        ProcedureNotFound: no edition is in force.
        Refused: the association has stopped new applications.
    """
    subject = procedure_subject(procedure)
    found = find_draft(subject, actor)
    if found is None:
        with transaction():
            refuse_stopped(procedure)
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


def use_up_draft(procedure: str, actor: Actor) -> UsedDraft:
    """Take the draft away and give what its case begins with.

    If anything is refused later in the transaction, the draft comes back with the rollback.

    Raises:
        AlreadyHandled: another page submitted it; the case is open.
        ProcedureNotFound: the actor has no such draft.
        Refused: a newer edition asks something else than this draft answers, or the
            association has stopped new applications.
    """
    subject = procedure_subject(procedure)
    whose = {"account_id": actor.account_id, "subject": subject, "procedure": procedure}
    used = db.session.execute(_USE_UP, whose).first()
    if used is None:
        raise _why_no_draft(procedure, actor)
    _refuse_stopped(used.stopped)
    begun_on: UUID = used.edition_id
    in_force: UUID = used.newest or begun_on
    if start_form(begun_on).sha256 != start_form(in_force).sha256:
        raise Refused("form_changed")
    return UsedDraft(in_force, used.version, _opened_answers(used.answers, used.id))


def find_stop(procedure: str) -> str | None:
    """Find the sentence with which the association has stopped new applications."""
    return db.session.scalar(_STOPPED, {"procedure": procedure})


def refuse_stopped(procedure: str) -> None:
    """Refuse a new application while the association has stopped them.

    Raises:
        Refused: it has.
    """
    _refuse_stopped(find_stop(procedure))


def _refuse_stopped(sentence: str | None) -> None:
    if sentence is not None:
        raise Refused("procedure_stopped", params={"sentence": sentence})


def _why_no_draft(procedure: str, actor: Actor) -> Exception:
    mine = select(Case.no).where(Case.account_id == actor.account_id, Case.procedure == procedure)
    number = db.session.scalar(mine.where(Case.status == CaseStatus.OPEN))
    return AlreadyHandled(number) if number else ProcedureNotFound(procedure)


def _replaced_by(draft: Draft) -> UUID | None:
    """Find the edition in force if the draft of a procedure follows an older one."""
    if not draft.subject.startswith(OF_PROCEDURE):
        return None
    procedure = draft.subject.removeprefix(OF_PROCEDURE)
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


def _opened_answers(sealed: bytes, draft_id: UUID) -> dict[str, Any]:
    plain = ports().personal_data.open(sealed, of=f"drafts.answers:{draft_id}")
    return dict(json.loads(plain))


def _opened(draft: Draft) -> OpenedDraft:
    return OpenedDraft(
        subject=draft.subject,
        edition_id=draft.edition_id,
        form=draft.form,
        answers=_opened_answers(draft.answers, draft.id),
        version=draft.version,
        saved_at=draft.saved_at,
    )
