"""What the studio keeps: drafts with their history, tests beside diagrams, migrations, stops.

And who did what else in it.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Instant, Key, Model, known
from service.models.editions import Reach


class DraftStatus(StrEnum):
    """How far a draft of a procedure is."""

    OPEN = "open"
    """Being drawn (编辑中)."""
    PROPOSED = "proposed"
    """Handed to a second person (待批准); nobody changes it meanwhile."""
    PUBLISHED = "published"
    DISCARDED = "discarded"


class ProcedureDraft(Model):
    """A version in the making (草稿) of a procedure; `revision` is the newest of its history."""

    __tablename__ = "procedure_drafts"
    __table_args__ = (
        Index("ix_procedure_drafts_procedure", "procedure"),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint(
            "status NOT IN ('proposed', 'published')"
            " OR (proposed_by IS NOT NULL AND reach IS NOT NULL)",
            name="proposed_has_plan",
        ),
        CheckConstraint(
            "(status = 'published') = (edition_id IS NOT NULL)", name="published_has_edition"
        ),
    )

    id: Mapped[Key]
    procedure: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    status: Mapped[DraftStatus] = mapped_column(known(DraftStatus), default=DraftStatus.OPEN)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    based_on: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    """The edition that it began as; None: a new procedure."""
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Instant]
    # -- the plan, once it is proposed --
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[Instant | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    """What changes, in the author's words."""
    sent_back_because: Mapped[str] = mapped_column(Text, default="")
    """Why the second person gave it back."""
    notice_number: Mapped[str] = mapped_column(String(60), default="")
    effective_on: Mapped[date | None] = mapped_column(Date)
    reach: Mapped[Reach | None] = mapped_column(known(Reach))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Element id of the old diagram → that of the new one, for open cases."""
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))


class DraftRevision(Model):
    """One saved state of a draft; saves of one author within minutes share a row."""

    __tablename__ = "draft_revisions"
    __table_args__ = (CheckConstraint("number > 0", name="number_positive"),)

    draft_id: Mapped[UUID] = mapped_column(
        ForeignKey("procedure_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    diagram: Mapped[str] = mapped_column(ForeignKey("artifacts.sha256"))
    forms: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Form name → SHA-256."""
    tables: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Decision id → SHA-256."""
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    saved_at: Mapped[Instant]


class DraftEditor(Model):
    """Who has a draft open in the browser, and on what element they work."""

    __tablename__ = "draft_editors"

    draft_id: Mapped[UUID] = mapped_column(
        ForeignKey("procedure_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    seen_at: Mapped[Instant]
    element: Mapped[str] = mapped_column(String(100), default="")


class ProcedureTest(Model):
    """A run kept beside a diagram (流程测试): what was done and what must come of it."""

    __tablename__ = "procedure_tests"
    __table_args__ = (Index("uq_procedure_tests_name", "procedure", "name", unique=True),)

    id: Mapped[Key]
    procedure: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    script: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`processes.trial` writes and reads it; one that was dropped has `dropped_at` besides."""
    kept_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    kept_at: Mapped[Instant]


class MigrationKind(StrEnum):
    """What a migration run does with each case."""

    PREVIEW = "preview"
    MOVE = "move"
    REVERT = "revert"


class MigrationStatus(StrEnum):
    """How far a migration run is."""

    PROPOSED = "proposed"
    """It names a mapping of its author's own, and waits for a second person."""
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    """The system could not go on; it can be let go on where it stood."""


class MigrationRun(Model):
    """Cases of a procedure moved, or tried, to an edition or to a draft's revision."""

    __tablename__ = "migration_runs"
    __table_args__ = (
        Index("ix_migration_runs_procedure", "procedure"),
        CheckConstraint(
            "(to_edition IS NOT NULL) <> (to_draft IS NOT NULL)", name="has_one_target"
        ),
        CheckConstraint("to_draft IS NULL OR kind = 'preview'", name="draft_is_only_tried"),
        CheckConstraint("(kind = 'revert') = (reverts IS NOT NULL)", name="revert_names_run"),
        CheckConstraint(
            "NOT needs_second OR status IN ('proposed', 'stopped')"
            " OR (approved_by IS NOT NULL AND approved_by <> started_by)",
            name="mapping_by_two",
        ),
    )

    id: Mapped[Key]
    procedure: Mapped[str] = mapped_column(String(64))
    kind: Mapped[MigrationKind] = mapped_column(known(MigrationKind))
    status: Mapped[MigrationStatus] = mapped_column(
        known(MigrationStatus), default=MigrationStatus.WAITING
    )
    to_edition: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    to_draft: Mapped[UUID | None] = mapped_column(
        ForeignKey("procedure_drafts.id", ondelete="CASCADE")
    )
    to_revision: Mapped[int | None] = mapped_column(Integer)
    """The revision of the draft that is tried; a save afterwards begins another one."""
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    which: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """The filter, `{}` for all open cases: `edition`, `node`, `cases` (ids), `numbers`, and
    `refused_by`, a run: the cases that it could not move."""
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    started_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    needs_second: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """Whether its mapping is another than the one that two have approved with the edition."""
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Instant]
    failure: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[Instant | None]
    reverts: Mapped[UUID | None] = mapped_column(ForeignKey("migration_runs.id"))


class MigrationOutcome(StrEnum):
    """What a run made of one case."""

    MOVED = "moved"
    MAPPED = "mapped"
    """Moved, by the mapping of a step."""
    REFUSED = "refused"
    REVERTED = "reverted"


class MigratedCase(Model):
    """What a run made of one case, and, for the way back, how it stood before."""

    __tablename__ = "migrated_cases"
    __table_args__ = (
        Index("ix_migrated_cases_case_id", "case_id"),
        CheckConstraint(
            "(outcome = 'refused') = (jsonb_array_length(reasons) > 0)", name="refused_has_reasons"
        ),
    )

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("migration_runs.id", ondelete="CASCADE"), primary_key=True
    )
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    outcome: Mapped[MigrationOutcome] = mapped_column(known(MigrationOutcome))
    reasons: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    """A `checker.Problem` each: `code`, `element_id`, `element_name`, `message`, `params`, …"""
    nodes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Where it stood."""
    edition_before: Mapped[UUID] = mapped_column(ForeignKey("editions.id"))
    state_before: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Only of a case that moved; `processes` reads it."""
    version_after: Mapped[int | None] = mapped_column(Integer)
    """The case may go back as long as it has this version."""


class ProcedureStop(Model):
    """An emergency stop (紧急停办): no new case of the procedure begins."""

    __tablename__ = "procedure_stops"
    __table_args__ = (CheckConstraint("sentence <> ''", name="says_why"),)

    procedure: Mapped[str] = mapped_column(String(64), primary_key=True)
    sentence: Mapped[str] = mapped_column(Text)
    """What applicants read."""
    stopped_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    stopped_at: Mapped[Instant] = mapped_column(server_default=text("now()"))


class StudioEventKind(StrEnum):
    """What somebody did that changes or deletes what it was done to."""

    PROCEDURE_STOPPED = "procedure_stopped"
    """Also: gave another sentence to a stop that stands."""
    STOP_LIFTED = "stop_lifted"
    DRAFT_DISCARDED = "draft_discarded"
    DRAFT_TAKEN_BACK = "draft_taken_back"
    DRAFT_SENT_BACK = "draft_sent_back"
    VERSION_CALLED_OFF = "version_called_off"


class StudioEvent(Model):
    """Who did what in the studio, where no other row says so; only ever added."""

    __tablename__ = "studio_events"
    __table_args__ = (Index("ix_studio_events_procedure", "procedure", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    procedure: Mapped[str] = mapped_column(String(64))
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("procedure_drafts.id"))
    kind: Mapped[StudioEventKind] = mapped_column(known(StudioEventKind))
    sentence: Mapped[str] = mapped_column(Text, default="")
    """What was said with it: why a procedure was stopped, or a draft sent back."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[Instant]
