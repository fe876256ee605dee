"""What changed in the register (更名等历史), and what a running change keeps from others."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Instant, Key, Model, Sealed, known


class Detail(StrEnum):
    """One detail of the register that a change of details may replace."""

    MOBILE = "mobile"
    NAME = "name"
    CERTIFICATE_NUMBER = "certificate_number"
    CERTIFICATE_ISSUER = "certificate_issuer"
    CATEGORY = "category"
    PUBLICATION = "publication"
    USCC = "uscc"
    REGION = "region"
    ADDRESS = "address"
    LEGAL_NAME = "legal_name"
    LEGAL_ID = "legal_id"
    AGENT_NAME = "agent_name"
    AGENT_MOBILE = "agent_mobile"
    LICENCE_VALID_TO = "licence_valid_to"
    FILING_NO = "filing_no"
    FILING_VALID_TO = "filing_valid_to"
    PARENT = "parent"


class RegisterChange(Model):
    """One detail, old and new; never changed afterwards (the database refuses it)."""

    __tablename__ = "register_changes"
    __table_args__ = (
        CheckConstraint(
            "(practitioner_id IS NULL) <> (organisation_id IS NULL)", name="of_one_subject"
        ),
        Index("ix_register_changes_practitioner_id", "practitioner_id"),
        Index("ix_register_changes_organisation_id", "organisation_id"),
        Index("ix_register_changes_case_id", "case_id"),
    )

    id: Mapped[Key]
    practitioner_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioners.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    detail: Mapped[Detail] = mapped_column(known(Detail))
    old: Mapped[str | None] = mapped_column(String(200))
    new: Mapped[str | None] = mapped_column(String(200))
    old_secret: Mapped[Sealed | None]
    new_secret: Mapped[Sealed | None]
    """Of a sensitive detail, instead of `old` and `new`: sealed at `register_changes.old:<id>`."""
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    at: Mapped[Instant]


class ChangeClaim(Model):
    """A name or licence number that a running change keeps from others until it is decided.

    Triggers hold it against the names in use too, and those against it (migration 0007).
    """

    __tablename__ = "change_claims"
    __table_args__ = (
        Index("uq_change_claims_name_key", "name_key", unique=True),
        Index("uq_change_claims_uscc", "uscc", unique=True),
    )

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name_key: Mapped[str | None] = mapped_column(String(100))
    uscc: Mapped[str | None] = mapped_column(String(18))


class RenewedTerm(Model):
    """Until when an organisation's licence and filing run, as the association accepted it.

    The filing directory is the authority's and is never edited here; whichever of both says a
    later day counts.
    """

    __tablename__ = "renewed_terms"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    licence_valid_to: Mapped[date | None]
    filing_no: Mapped[str | None] = mapped_column(String(40))
    filing_valid_to: Mapped[date | None]
