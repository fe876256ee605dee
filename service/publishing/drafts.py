"""Drafts of procedures: begun from an edition, saved with history, never overwritten unseen."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import exists, select

from processes.safe_xml import XmlRefused
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import Failure, NotFound
from service.models import (
    Account,
    DraftRevision,
    DraftStatus,
    Edition,
    MigrationRun,
    ProcedureDraft,
    StudioEventKind,
)
from service.ports import ports
from service.publishing.artifacts import files_of, keep_files
from service.publishing.changed_elements import changed_elements
from service.publishing.draft_files import require_readable
from service.publishing.procedures import Procedure
from service.publishing.studio_events import note_of_draft
from service.refusals import Refused

SHARED: Final = timedelta(minutes=5)
"""Saves of one author within this time are one revision."""
_SEEN: Final = re.compile(r"(\d{1,9})-")
"""How the number of a revision begins what an editor has seen; see `_saved`."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to; `seen` is what the next save has to name."""

    revision: int
    saved_at: datetime
    seen: str


@dataclass(frozen=True, slots=True)
class OpenedProcedure:
    """A draft with the files of one of its revisions."""

    draft: ProcedureDraft
    files: Procedure
    saved: Saved


class DraftMovedOn(Failure):
    """Somebody saved the draft since it was opened; nothing was overwritten."""

    def __init__(self, by: str, saved: Saved, elements: dict[str, str]) -> None:
        super().__init__(by)
        self.by, self.saved, self.elements = by, saved, elements


def begin_draft(edition_id: UUID, actor_id: UUID) -> UUID:
    """Begin a draft of what an edition says, be it in force or old.

    Raises:
        NotFound: there is no such edition.
    """
    edition = db.session.get(Edition, edition_id)
    if edition is None:
        raise NotFound
    with transaction():
        files = {"diagram": edition.diagram, "forms": edition.forms, "tables": edition.tables}
        return _new(edition.procedure, edition.name, edition.id, files, actor_id)


def begin_from_files(
    procedure: str, name: str, based_on: UUID | None, files: Procedure, actor_id: UUID
) -> UUID:
    """Begin a draft with files: an import, a new procedure, or one's own work kept apart.

    Raises:
        Refused: a file may not be read, or is too large.
    """
    require_readable(files)
    with transaction():
        return _new(procedure, name, based_on, keep_files(files), actor_id)


def open_revision(draft_id: UUID, number: int | None = None) -> OpenedProcedure:
    """Open a draft at its newest revision, or at one of its history.

    Raises:
        NotFound: there is no such draft, or no such revision.
    """
    draft = get_draft(draft_id)
    revision = _revision(draft, number)
    return OpenedProcedure(draft, files_of(revision), _saved(revision))


def save_draft(draft_id: UUID, seen: str, files: Procedure, actor_id: UUID) -> Saved:
    """Save a draft over the state that the editor had seen.

    Raises:
        NotFound: there is no such draft.
        DraftMovedOn: somebody saved another state meanwhile; nothing was overwritten.
        Refused: the draft is closed, or a file may not be read.
    """
    require_readable(files)
    with transaction():
        draft = _lock_open(draft_id)
        newest = _revision(draft)
        if seen != _saved(newest).seen:
            raise _moved_on(draft, newest, seen)
        kept = keep_files(files)
        if not _is_same(newest, kept):
            newest = _write(draft, newest, kept, actor_id)
        # A revision has the time of its first save: it may go on for minutes.
        return replace(_saved(newest), saved_at=ports().clock())


def restore_revision(draft_id: UUID, number: int, actor_id: UUID) -> Saved:
    """Go on from an older revision; what came after stays in the history.

    Raises:
        NotFound: there is no such draft or revision.
        Refused: the draft is closed.
    """
    with transaction():
        draft = _lock_open(draft_id)
        old = _revision(draft, number)
        return _saved(_add(draft, _files_columns(old), actor_id))


def discard_draft(draft_id: UUID, actor_id: UUID) -> None:
    """Put a draft away; it can be taken back."""
    with transaction():
        draft = _lock_open(draft_id)
        draft.status = DraftStatus.DISCARDED
        note_of_draft(draft, StudioEventKind.DRAFT_DISCARDED, actor_id)


def take_back(draft_id: UUID, actor_id: UUID) -> None:
    """Open a discarded draft again."""
    with transaction():
        draft = _lock(draft_id)
        if draft.status is DraftStatus.DISCARDED:
            draft.status = DraftStatus.OPEN
            note_of_draft(draft, StudioEventKind.DRAFT_TAKEN_BACK, actor_id)


def get_draft(draft_id: UUID) -> ProcedureDraft:
    """Get a draft, whatever became of it; NotFound if there never was one."""
    draft = db.session.get(ProcedureDraft, draft_id)
    if draft is None:
        raise NotFound
    return draft


def seen_of(revision: DraftRevision) -> str:
    """Say which state of a draft somebody has seen; the number alone would not do."""
    return _saved(revision).seen


def newest_revision(draft: ProcedureDraft) -> DraftRevision:
    """Give a draft's files as they were last saved."""
    return _revision(draft)


def _new(
    procedure: str, name: str, based_on: UUID | None, files: dict[str, Any], actor_id: UUID
) -> UUID:
    now, draft_id = ports().clock(), uuid4()
    draft = ProcedureDraft(
        id=draft_id,
        procedure=procedure,
        name=name,
        status=DraftStatus.OPEN,
        revision=0,
        based_on=based_on,
        created_by=actor_id,
        created_at=now,
    )
    _add(draft, files, actor_id)
    return draft_id


def _add(draft: ProcedureDraft, files: dict[str, Any], actor_id: UUID) -> DraftRevision:
    draft.revision += 1
    db.session.add(draft)
    db.session.flush()  # A revision names its draft.
    facts = {"saved_by": actor_id, "saved_at": ports().clock()}
    revision = DraftRevision(draft_id=draft.id, number=draft.revision, **files, **facts)
    db.session.add(revision)
    return revision


def _write(
    draft: ProcedureDraft, newest: DraftRevision, files: dict[str, Any], actor_id: UUID
) -> DraftRevision:
    # The first revision is what the draft began as: it stays to be gone back to.
    fresh = newest.number > 1 and ports().clock() - newest.saved_at < SHARED
    if newest.saved_by != actor_id or not fresh or _was_tried(newest):
        return _add(draft, files, actor_id)
    for column, value in files.items():
        setattr(newest, column, value)
    return newest


def _was_tried(revision: DraftRevision) -> bool:
    """Whether a preview names the revision: what it came to is told of these very files."""
    previews = exists().where(
        MigrationRun.to_draft == revision.draft_id, MigrationRun.to_revision == revision.number
    )
    return bool(db.session.scalar(select(previews)))


def _lock(draft_id: UUID) -> ProcedureDraft:
    draft = db.session.get(ProcedureDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound
    return draft


def _lock_open(draft_id: UUID) -> ProcedureDraft:
    draft = _lock(draft_id)
    if draft.status is not DraftStatus.OPEN:
        raise Refused("draft_closed")
    return draft


def _revision(draft: ProcedureDraft, number: int | None = None) -> DraftRevision:
    wanted = select(DraftRevision).where(DraftRevision.draft_id == draft.id)
    revision = db.session.scalar(
        wanted.where(DraftRevision.number == (number or draft.revision)).execution_options(
            populate_existing=True
        )
    )
    if revision is None:
        raise NotFound
    return revision


def _saved(revision: DraftRevision) -> Saved:
    # The number alone would not do: two windows of one author share a revision.
    told = json.dumps(_files_columns(revision), sort_keys=True)
    print_ = hashlib.sha256(told.encode()).hexdigest()[:16]
    return Saved(revision.number, revision.saved_at, f"{revision.number}-{print_}")


def _files_columns(revision: DraftRevision) -> dict[str, Any]:
    return {"diagram": revision.diagram, "forms": revision.forms, "tables": revision.tables}


def _is_same(revision: DraftRevision, files: dict[str, Any]) -> bool:
    return _files_columns(revision) == files


def _moved_on(draft: ProcedureDraft, newest: DraftRevision, seen: str) -> DraftMovedOn:
    by = db.session.get_one(Account, newest.saved_by).display_name
    return DraftMovedOn(by, _saved(newest), _elements_since(draft, newest, seen))


def _elements_since(draft: ProcedureDraft, newest: DraftRevision, seen: str) -> dict[str, str]:
    named = _SEEN.match(seen)
    number = int(named[1]) if named else 0
    if not 0 < number <= newest.number:
        return {}
    # What the other one began with; within a shared revision that is the state before it.
    before = number if number < newest.number else max(1, newest.number - 1)
    try:
        return changed_elements(files_of(_revision(draft, before)), files_of(newest))
    except XmlRefused:
        return {}
