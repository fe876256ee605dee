"""What the studio shows: procedures, their versions, drafts and the histories of drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from processes.step import CaseStatus
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    AccountStatus,
    Case,
    DraftRevision,
    DraftStatus,
    Edition,
    Post,
    ProcedureDraft,
    ProcedureStop,
    StudioEvent,
)

MOST_EVENTS: Final = 50
_LIVE = (DraftStatus.OPEN, DraftStatus.PROPOSED)


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure as the list shows it; `number` is None before its first version."""

    procedure: str
    name: str
    number: int | None
    drafts: int
    open_cases: int
    stopped: str | None


def list_procedures() -> list[ProcedureRow]:
    """List every procedure that has a version or a draft, in the order of their ids."""
    editions = {one.procedure: one for one in db.session.scalars(_in_force())}
    drafts = {row[0]: (row[1], row[2]) for row in db.session.execute(_drafts_by_procedure())}
    cases = _count(Case.procedure, Case.status == CaseStatus.OPEN)
    stops = {one.procedure: one.sentence for one in db.session.scalars(select(ProcedureStop))}
    return [
        ProcedureRow(
            key,
            editions[key].name if key in editions else drafts[key][1],
            editions[key].number if key in editions else None,
            drafts.get(key, (0, ""))[0],
            cases.get(key, 0),
            stops.get(key),
        )
        for key in sorted({*editions, *drafts})
    ]


def find_procedure(procedure: str) -> ProcedureRow | None:
    """Find one procedure as the list shows it."""
    return next((one for one in list_procedures() if one.procedure == procedure), None)


def list_versions(procedure: str) -> Sequence[Any]:
    """List versions with their author's and approver's names, the newest first."""
    author, approver = aliased(Account), aliased(Account)
    query = (
        select(Edition, author.display_name, approver.display_name)
        .outerjoin(author, author.id == Edition.published_by)
        .outerjoin(approver, approver.id == Edition.approved_by)
        .where(Edition.procedure == procedure)
        .order_by(Edition.number.desc())
    )
    return db.session.execute(query).all()


def was_in_force(edition: Edition) -> bool:
    """Whether an edition is in force or was; one that waits, or was called off, no case follows."""
    in_force = db.session.scalar(_in_force().where(Edition.procedure == edition.procedure))
    begun = in_force is not None and edition.number <= in_force.number
    return begun and edition.called_off_at is None


def list_drafts(procedure: str) -> Sequence[Any]:
    """List drafts that are not published, with who began them; the newest first."""
    query = (
        select(ProcedureDraft, Account.display_name)
        .join(Account, Account.id == ProcedureDraft.created_by)
        .where(ProcedureDraft.procedure == procedure)
        .where(ProcedureDraft.status != DraftStatus.PUBLISHED)
        .order_by(ProcedureDraft.created_at.desc())
    )
    return db.session.execute(query).all()


def list_events(procedure: str) -> Sequence[Any]:
    """List what was done to a procedure and its drafts, with by whom and which; newest first."""
    query = (
        select(StudioEvent, Account.display_name, ProcedureDraft.name)
        .join(Account, Account.id == StudioEvent.account_id)
        .outerjoin(ProcedureDraft, ProcedureDraft.id == StudioEvent.draft_id)
        .where(StudioEvent.procedure == procedure)
        .order_by(StudioEvent.id.desc())
        .limit(MOST_EVENTS)
    )
    return db.session.execute(query).all()


def list_revisions(draft_id: UUID) -> Sequence[Any]:
    """List the saved states of a draft: number, when, who; the newest first."""
    query = (
        select(DraftRevision.number, DraftRevision.saved_at, Account.display_name)
        .join(Account, Account.id == DraftRevision.saved_by)
        .where(DraftRevision.draft_id == draft_id)
        .order_by(DraftRevision.number.desc())
    )
    return db.session.execute(query).all()


def list_posts_by_name() -> Sequence[Any]:
    """List the association's posts: code and name."""
    return db.session.execute(select(Post.code, Post.name).order_by(Post.code)).all()


def list_staff() -> Sequence[Any]:
    """List the association's accounts that may sign in (在职): id and name."""
    query = select(Account.id, Account.display_name).where(
        Account.kind == AccountKind.ASSOCIATION, Account.status == AccountStatus.ACTIVE
    )
    return db.session.execute(query.order_by(Account.display_name)).all()


def number_taken_over(draft: ProcedureDraft) -> int | None:
    """Give the number of the version that came into force after the one a draft began as.

    What that version brought is taken back by the draft, unless it was drawn there too.
    """
    begun = select(Edition.number).where(Edition.id == draft.based_on).scalar_subquery()
    newer = _in_force().where(Edition.procedure == draft.procedure, Edition.number > begun)
    edition = db.session.scalar(newer)
    return edition.number if edition else None


def name_of(account_id: UUID | None) -> str | None:
    """Give the name under which somebody of the association appears."""
    named = select(Account.display_name).where(Account.id == account_id)
    return db.session.scalar(named) if account_id else None


def _in_force() -> Any:
    return select(Edition).where(Edition.in_force)


def _drafts_by_procedure() -> Any:
    return (
        select(ProcedureDraft.procedure, func.count(), func.max(ProcedureDraft.name))
        .where(ProcedureDraft.status.in_(_LIVE))
        .group_by(ProcedureDraft.procedure)
    )


def _count(column: Any, *which: Any) -> dict[str, int]:
    query = select(column, func.count()).where(*which).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(query)}
