"""The register: practitioners, whom they work for, what certifies them, which card they carry."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.accounts import Category
from service.models.base import Instant, Key, Model, Sealed, known
from service.models.organisations import Organisation


class Practitioner(Model):
    """A person in the register, with a number that never changes (从业编号)."""

    __tablename__ = "practitioners"
    __table_args__ = (
        Index("uq_practitioners_practice_no", "practice_no", unique=True),
        # A registration that was revoked keeps nobody from registering.
        Index(
            "uq_practitioners_account_id",
            "account_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_practitioners_id_hash",
            "id_hash",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    practice_no: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(50))
    gender: Mapped[str] = mapped_column(String(8))
    category: Mapped[Category] = mapped_column(known(Category))
    id_number: Mapped[Sealed]
    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    portrait: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    publication_consented: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[Instant]
    admitted_by_case: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    revoked_at: Mapped[Instant | None]
    """When the registration was undone (已撤销); the row stays for whoever holds its card."""


class IdentityClaim(Model):
    """An ID number, taken by one case while it runs and by one person once approved."""

    __tablename__ = "identity_claims"
    __table_args__ = (
        CheckConstraint(
            "(case_id IS NULL) <> (practitioner_id IS NULL)", name="case_or_practitioner"
        ),
        Index("ix_identity_claims_case_id", "case_id"),
    )

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    practitioner_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioners.id"))
    claimed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class EndReason(StrEnum):
    """Why an employment ended."""

    RESIGNED = "resigned"
    MOVED = "moved"
    """The employer itself changed, not the person: a store went to another agency."""
    REVERSED = "reversed"
    """It was undone, for whoever had decided on it never was that organisation."""


class Employment(Model):
    """One employer over one period; a person has at most one open (协会: 先离职后入职)."""

    __tablename__ = "employments"
    __table_args__ = (
        Index(
            "uq_employments_open",
            "practitioner_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_employments_agency_id", "agency_id"),
        Index("ix_employments_store_id", "store_id"),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("(ended_on IS NULL) = (ended_reason IS NULL)", name="ended_for_a_reason"),
    )

    id: Mapped[Key]
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioners.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    contract: Mapped[list[str]] = mapped_column(JSONB)
    """Upload ids of the labour contract's pages, in order."""
    started_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_reason: Mapped[EndReason | None] = mapped_column(known(EndReason))
    started_by_case: Mapped[UUID | None] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    ended_by_case: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))

    practitioner: Mapped[Practitioner] = relationship()
    agency: Mapped[Organisation] = relationship(foreign_keys=[agency_id])
    store: Mapped[Organisation | None] = relationship(foreign_keys=[store_id])


class Certificate(Model):
    """A person's professional certificate (资格证书); a new one takes the place of the old."""

    __tablename__ = "certificates"
    __table_args__ = (Index("uq_certificates_practitioner_id", "practitioner_id", unique=True),)

    id: Mapped[Key]
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioners.id"))
    number: Mapped[str] = mapped_column(String(32))
    issuer: Mapped[str] = mapped_column(String(100))
    documents: Mapped[list[str]] = mapped_column(JSONB)

    practitioner: Mapped[Practitioner] = relationship()


class CardStatus(StrEnum):
    """未生成, 有效, 已挂失, 已失效, 已注销 (domain.md §4)."""

    PENDING = "pending"
    VALID = "valid"
    LOST = "lost"
    SUPERSEDED = "superseded"
    VOID = "void"


IN_FORCE: Final = (CardStatus.PENDING, CardStatus.VALID)
"""What a person has one card of at most (uq_cards_in_force)."""
STILL_OUT: Final = (*IN_FORCE, CardStatus.LOST)
"""What a card is until a newer one takes its place, or its owner leaves."""


class Card(Model):
    """One issue of a person's card (信息卡); `snapshot` is what is printed on it."""

    __tablename__ = "cards"
    __table_args__ = (
        Index("uq_cards_card_no", "card_no", unique=True),
        Index("uq_cards_code", "code", unique=True),
        # A card lost again before it was printed is issued anew by the same order.
        Index(
            "uq_cards_issued_by_case",
            "issued_by_case",
            unique=True,
            postgresql_where=text("status IN ('pending', 'valid')"),
        ),
        Index(
            "uq_cards_in_force",
            "practitioner_id",
            unique=True,
            postgresql_where=text("status IN ('pending', 'valid')"),
        ),
        CheckConstraint(
            "status <> 'valid' OR (front_key IS NOT NULL AND back_key IS NOT NULL)",
            name="valid_is_drawn",
        ),
    )

    id: Mapped[Key]
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioners.id"))
    card_no: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(10))
    issue: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[CardStatus] = mapped_column(known(CardStatus), default=CardStatus.PENDING)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    front_key: Mapped[str | None] = mapped_column(String(200))
    back_key: Mapped[str | None] = mapped_column(String(200))
    issued_by_case: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED")
    )
    issued_on: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    practitioner: Mapped[Practitioner] = relationship()
