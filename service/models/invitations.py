"""Invitations of employers and parents whom somebody named and who are not registered yet."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Instant, Key, Model, Sealed, known
from service.models.filings import OrganisationKind


class InvitationStatus(StrEnum):
    """待接受, 已接受, 已过期, 已取消."""

    OPEN = "open"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    DROPPED = "dropped"


class Invitation(Model):
    """An agency or store that a case waits for until it registers (待注册机构)."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_open_per_case",
            "invited_by_case",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_invitations_name_key", "name_key"),
        Index("ix_invitations_invited_by_case", "invited_by_case"),
        Index(
            "ix_invitations_contact_mobile_hash",
            "contact_mobile_hash",
            postgresql_where=text("contact_mobile_hash IS NOT NULL"),
        ),
        CheckConstraint(
            "(status = 'accepted') = (organisation_id IS NOT NULL)", name="accepted_by_somebody"
        ),
        CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("expires_at > invited_at", name="lapses_later"),
    )

    id: Mapped[Key]
    kind: Mapped[OrganisationKind] = mapped_column(known(OrganisationKind))
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100))
    """The name as it is compared with those of organisations."""
    uscc: Mapped[str | None] = mapped_column(String(18))
    """Nobody writes or reads it any more; a later migration drops it."""
    contact_mobile: Mapped[Sealed | None]
    """Of whoever should register it: the invitation is sent there by SMS; gone once it is over."""
    contact_mobile_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Stays, so that one number is not written to again and again."""
    contact_told_at: Mapped[Instant | None]
    invited_by_case: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    status: Mapped[InvitationStatus] = mapped_column(
        known(InvitationStatus), default=InvitationStatus.OPEN
    )
    invited_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    """The day that pages name. It is open until its case is through with waiting (`status`)."""
    settled_at: Mapped[Instant | None]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
