"""From a draft to an edition: proposed by its author, approved by a second person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.lengths import require_fits
from service.models import (
    DraftRevision,
    DraftStatus,
    Edition,
    ProcedureDraft,
    Reach,
    StudioEventKind,
)
from service.ports import ports
from service.publishing.artifacts import files_of
from service.publishing.checking import require_no_errors
from service.publishing.drafts import newest_revision, seen_of
from service.publishing.edition import Plan, publish_within
from service.publishing.force import today
from service.publishing.procedures import Procedure
from service.publishing.studio_events import note_of_draft
from service.publishing.trials import require_tests_pass
from service.refusals import Refused


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the author proposes: in their words, from which day, for which cases."""

    summary: str
    notice_number: str = ""
    effective_on: date | None = None
    reach: Reach = Reach.NEW_CASES
    mapping: Mapping[str, str] = field(default_factory=dict)


def keep_plan(draft_id: UUID, proposal: Proposal) -> None:
    """Keep what the author has planned so far with the draft; nothing is proposed.

    Raises:
        NotFound: there is no such draft.
        Refused: it is closed, or a text is too long.
    """
    with transaction():
        _plan(_lock(draft_id, DraftStatus.OPEN), proposal)


def propose(draft_id: UUID, seen: str, proposal: Proposal, actor_id: UUID) -> None:
    """Hand a draft, as its author has seen it (`Saved.seen`), to a second person.

    Raises:
        NotFound: there is no such draft.
        NotPublishable, TestsFailed: it cannot be published as it is.
        Refused: it is closed, was saved meanwhile, its day is over, or a text is too long.
    """
    with transaction():
        draft = _lock(draft_id, DraftStatus.OPEN)
        newest = newest_revision(draft)
        if seen_of(newest) != seen:
            raise Refused("draft_moved_on")
        if proposal.effective_on is not None and proposal.effective_on < today():
            raise Refused("effective_day_over", field="effective_on")
        require_publishable(draft.procedure, files_of(newest))
        _plan(draft, proposal)
        draft.status, draft.proposed_by = DraftStatus.PROPOSED, actor_id
        draft.proposed_at, draft.sent_back_because = ports().clock(), ""


def approve(draft_id: UUID, seen: datetime, actor_id: UUID) -> Edition:
    """Publish what somebody else has proposed, at the instant `seen`.

    Raises:
        NotFound: there is no such draft.
        NotPublishable, TestsFailed: it cannot be published any more.
        Refused: it is not proposed, was proposed anew since, or whoever drew it or proposed
            it would approve it themselves.
    """
    with transaction():
        draft = _lock(draft_id, DraftStatus.PROPOSED)
        if draft.proposed_at != seen:
            raise Refused("proposal_moved_on")
        if draft.proposed_by == actor_id or _has_drawn(draft, actor_id):
            raise Refused("second_person_approves")
        files = files_of(newest_revision(draft))
        require_publishable(draft.procedure, files)
        edition = publish_within(files, draft.summary, {}, _plan_of(draft, actor_id))
        draft.status, draft.edition_id = DraftStatus.PUBLISHED, edition.id
    return edition


def send_back(draft_id: UUID, reason: str, actor_id: UUID) -> None:
    """Give a proposed draft back to its author with a reason; the author may take it back too.

    Raises:
        NotFound: there is no such draft.
        Refused: it is not proposed, or the second person gives no reason.
    """
    with transaction():
        draft = _lock(draft_id, DraftStatus.PROPOSED)
        draft.status, draft.sent_back_because = DraftStatus.OPEN, ""
        if draft.proposed_by != actor_id:
            _say_why(draft, reason.strip(), actor_id)


def _say_why(draft: ProcedureDraft, reason: str, actor_id: UUID) -> None:
    if not reason:
        raise Refused("send_back_reason_missing", "reason")
    draft.sent_back_because = reason
    note_of_draft(draft, StudioEventKind.DRAFT_SENT_BACK, actor_id, reason)


def require_publishable(procedure: str, files: Procedure) -> None:
    """Refuse what has errors, or what fails a test that stands beside the diagram.

    Raises:
        NotPublishable, TestsFailed: as said.
    """
    require_no_errors(procedure, files)
    require_tests_pass(procedure, files)


def _plan(draft: ProcedureDraft, proposal: Proposal) -> None:
    require_fits(ProcedureDraft.notice_number, proposal.notice_number, "notice_number")
    draft.summary, draft.notice_number = proposal.summary, proposal.notice_number
    draft.effective_on, draft.reach = proposal.effective_on, proposal.reach
    draft.mapping = dict(proposal.mapping)


def _has_drawn(draft: ProcedureDraft, actor_id: UUID) -> bool:
    """Whether somebody has saved anything in the draft but what an edition said already."""
    drawn = (
        select(DraftRevision.number)
        .outerjoin(Edition, Edition.id == draft.based_on)
        .where(DraftRevision.draft_id == draft.id, DraftRevision.saved_by == actor_id)
        .where(
            or_(
                DraftRevision.diagram.is_distinct_from(Edition.diagram),
                DraftRevision.forms.is_distinct_from(Edition.forms),
                DraftRevision.tables.is_distinct_from(Edition.tables),
            )
        )
    )
    return db.session.scalar(drawn.limit(1)) is not None


def _plan_of(draft: ProcedureDraft, approver_id: UUID) -> Plan:
    return Plan(
        author_id=draft.proposed_by,
        approver_id=approver_id,
        notice_number=draft.notice_number,
        effective_on=draft.effective_on,
        reach=draft.reach or Reach.NEW_CASES,
        mapping=draft.mapping,
    )


def _lock(draft_id: UUID, status: DraftStatus) -> ProcedureDraft:
    draft = db.session.get(ProcedureDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound
    if status is DraftStatus.PROPOSED and draft.status is DraftStatus.OPEN:
        raise Refused("proposal_taken_back")
    if draft.status is not status:
        raise Refused("draft_closed")
    return draft
