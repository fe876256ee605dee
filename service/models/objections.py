"""Claim protection (冒名保护): what the owner of a name may still say against whoever took it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from processes.working_time import WorkingCalendar
from service.models.base import Instant, Key, Model, known
from service.models.organisations import Organisation

OBJECTION_DAYS: Final = 3
"""So many working days may the owner of a name object before anybody is asked."""

OWNER_DAYS: Final = 30
"""So many days waits what an upheld objection kept, as the notices and the diagram say."""


class ClaimProtection(Model):
    """The days in which an objection freezes an account that passed with nobody's review.

    Its end is not kept: it follows from the calendar, which the association edits.
    """

    __tablename__ = "claim_protections"
    __table_args__ = (
        Index("uq_claim_protections_organisation_id", "organisation_id", unique=True),
        Index("ix_claim_protections_opened_at", "opened_at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    opened_at: Mapped[Instant]
    contact_told_at: Mapped[Instant | None]
    """When the directory's contact was told by SMS; None where it could not be."""
    confirmed_at: Mapped[Instant | None]
    """When a code sent to that contact's mobile came back: the protection is over."""

    organisation: Mapped[Organisation] = relationship()

    def ends_at(self, calendar: WorkingCalendar) -> datetime:
        """Give the instant at which objecting in time is over."""
        return self.confirmed_at or calendar.due(self.opened_at, OBJECTION_DAYS)


class ObjectionOutcome(StrEnum):
    """待处理, 成立, 不成立, 撤回."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ClaimObjection(Model):
    """What one case says against the registration of an agency or a store."""

    __tablename__ = "claim_objections"
    __table_args__ = (
        Index("uq_claim_objections_case_id", "case_id", unique=True),
        Index(
            "uq_claim_objections_open",
            "organisation_id",
            unique=True,
            postgresql_where=text("outcome = 'open'"),
        ),
        Index("ix_claim_objections_organisation_id", "organisation_id"),
        CheckConstraint("(outcome = 'open') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("handed_to IS NULL OR outcome = 'upheld'", name="handed_over_if_upheld"),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """The organisation whose registration is objected to."""
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The draft organisation whose account objects; None: it called, and has no account."""
    raised_at: Mapped[Instant]
    froze: Mapped[bool] = mapped_column(Boolean)
    """Whether it came in time, and so froze the account at once."""
    outcome: Mapped[ObjectionOutcome] = mapped_column(
        known(ObjectionOutcome), default=ObjectionOutcome.OPEN
    )
    settled_at: Mapped[Instant | None]
    handed_to: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The rightful owner's own registration, which took over what was kept."""

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])

    @property
    def waits_until(self) -> datetime:
        """Give the instant until which what it kept waits for its owner; it has been settled."""
        assert self.settled_at is not None
        return self.settled_at + timedelta(days=OWNER_DAYS)
