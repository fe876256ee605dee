"""Notes who did what in the studio, where the act itself leaves no name behind."""

from uuid import UUID

from service.extensions import db
from service.models import ProcedureDraft, StudioEvent, StudioEventKind
from service.ports import ports


def note_of_procedure(
    procedure: str, kind: StudioEventKind, actor_id: UUID, sentence: str = ""
) -> None:
    """Note what somebody did to a procedure, in the caller's transaction."""
    _note(procedure, None, kind, actor_id, sentence)


def note_of_draft(
    draft: ProcedureDraft, kind: StudioEventKind, actor_id: UUID, sentence: str = ""
) -> None:
    """Note what somebody did to a draft, in the caller's transaction."""
    _note(draft.procedure, draft.id, kind, actor_id, sentence)


def _note(
    procedure: str, draft_id: UUID | None, kind: StudioEventKind, actor_id: UUID, sentence: str
) -> None:
    db.session.add(
        StudioEvent(
            procedure=procedure,
            draft_id=draft_id,
            kind=kind,
            sentence=sentence,
            account_id=actor_id,
            at=ports().clock(),
        )
    )
