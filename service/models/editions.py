"""Published procedures: an edition is one diagram plus exactly the forms and tables it names."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
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


class ArtifactKind(StrEnum):
    """What a stored file is."""

    DIAGRAM = "diagram"
    FORM = "form"
    TABLE = "table"


class Artifact(Model):
    """A diagram, form or table: stored once by its SHA-256, never changed while it has a name.

    Editions and revisions of drafts name it; what neither does is deleted at night.
    """

    __tablename__ = "artifacts"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[ArtifactKind] = mapped_column(known(ArtifactKind))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Reach(StrEnum):
    """Which cases a new edition reaches (适用范围)."""

    NEW_CASES = "new_cases"
    NEXT_HUMAN_STEP = "next_human_step"
    """Open cases as well, as soon as somebody has acted on them again."""
    NOW = "now"


class Edition(Model):
    """One version of a procedure (版本). A case points at one and never at «the newest»."""

    __tablename__ = "editions"
    __table_args__ = (
        Index("uq_editions_procedure_number", "procedure", "number", unique=True),
        Index(
            "uq_editions_in_force",
            "procedure",
            unique=True,
            postgresql_where=text("in_force"),
        ),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(
            "approved_by IS NULL OR approved_by <> published_by", name="approved_by_another"
        ),
        CheckConstraint(
            "(published_by IS NULL) = (approved_by IS NULL)", name="author_has_approver"
        ),
        CheckConstraint("called_off_at IS NULL OR NOT in_force", name="called_off_never_in_force"),
    )

    id: Mapped[Key]
    procedure: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column(Integer)
    diagram: Mapped[str] = mapped_column(ForeignKey("artifacts.sha256"))
    forms: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Form name → SHA-256."""
    tables: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Decision id → SHA-256."""
    in_force: Mapped[bool] = mapped_column(Boolean, default=True)
    published_at: Mapped[Instant]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Its author, and with `approved_by` the second person; None: by command."""
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    notice_number: Mapped[str] = mapped_column(String(60), default="")
    effective_on: Mapped[date | None] = mapped_column(Date)
    """施行日期: from 00:00 of that day, Asia/Shanghai. Until then it is not in force."""
    called_off_at: Mapped[Instant | None]
    """When its day was taken back before it came: no case ever follows it."""
    reach: Mapped[Reach] = mapped_column(known(Reach), default=Reach.NEW_CASES)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Element id of the edition before → that of this one, for open cases."""
