"""Remedies for stuck cases (处置): proposed by one person, carried out by a second.

And trying again many things that failed for one cause, which changes no outcome and needs nobody
else.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
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


class RemedyKind(StrEnum):
    """What is done to the case."""

    SKIP = "skip"
    MOVE = "move"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class RemedyStatus(StrEnum):
    """How far it is."""

    PROPOSED = "proposed"
    DONE = "done"
    DECLINED = "declined"
    UNDONE = "undone"


class Remedy(Model):
    """One remedy, and how the case stood before, for the way back."""

    __tablename__ = "remedies"
    __table_args__ = (
        Index(
            "uq_remedies_proposed_per_case",
            "case_id",
            unique=True,
            postgresql_where=text("status = 'proposed'"),
        ),
        Index("ix_remedies_case_id", "case_id"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("(status = 'proposed') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint(
            "status NOT IN ('done', 'undone') OR decided_by <> proposed_by", name="done_by_another"
        ),
        # Those undone before this was kept have no name.
        CheckConstraint("undone_by IS NULL OR status = 'undone'", name="undone_has_status"),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[RemedyKind] = mapped_column(known(RemedyKind))
    element: Mapped[str] = mapped_column(String(64), default="")
    """The step that is skipped, or left."""
    target: Mapped[str] = mapped_column(String(64), default="")
    """The step to which the case is moved."""
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Routing values that are written; personal data is never among them."""
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[RemedyStatus] = mapped_column(known(RemedyStatus), default=RemedyStatus.PROPOSED)
    version_seen: Mapped[int] = mapped_column(Integer)
    """The case as its proposer saw it; a case that went on since is looked at again."""
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[Instant]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[Instant | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[Instant | None]
    state_before: Mapped[bytes | None] = mapped_column(LargeBinary)
    version_after: Mapped[int | None] = mapped_column(Integer)
    undoable: Mapped[bool] = mapped_column(Boolean, default=False)
    """Nothing was carried out by the system, and the case has not gone on."""


class RetryRun(Model):
    """Everything that failed for one cause, tried again together by one person."""

    __tablename__ = "retry_runs"

    id: Mapped[Key]
    operation: Mapped[str] = mapped_column(String(80))
    cause: Mapped[str] = mapped_column(Text)
    """A Chinese msgid, as in `Incident`."""
    error: Mapped[str] = mapped_column(Text, default="")
    """The kind of error, where the cause names one: other errors are another cause."""
    started_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    started_at: Mapped[Instant]


class RetriedIncident(Model):
    """One incident of a run; what came of it is read off the incident and its job."""

    __tablename__ = "retried_incidents"
    __table_args__ = (Index("ix_retried_incidents_incident_id", "incident_id"),)

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("retry_runs.id", ondelete="CASCADE"), primary_key=True
    )
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    attempts_before: Mapped[int] = mapped_column(Integer)
    """One that has more of them now has failed once more."""
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    """The job that tries it; None: not begun; 0: nothing was left to try."""
