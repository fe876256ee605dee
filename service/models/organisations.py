"""Agencies and stores: the employers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.base import Key, Model, known


class OrganisationKind(StrEnum):
    """机构 or 门店."""

    AGENCY = "agency"
    STORE = "store"


class Registration(StrEnum):
    """How far an organisation's own registration is (domain.md §4)."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Organisation(Model):
    """An agency (机构) or a store (门店) of one."""

    __tablename__ = "organisations"
    __table_args__ = (
        # Login names are unique over all live agencies and stores (design.md, Data).
        Index(
            "uq_organisations_name_key",
            "name_key",
            unique=True,
            postgresql_where=text("registration <> 'cancelled'"),
        ),
        Index("ix_organisations_uscc", "uscc"),
        Index("ix_organisations_parent_id", "parent_id"),
        Index("ix_organisations_grams", "grams", postgresql_using="gin"),
        CheckConstraint("kind = 'store' OR parent_id IS NULL", name="agency_has_no_parent"),
    )

    id: Mapped[Key]
    kind: Mapped[OrganisationKind] = mapped_column(known(OrganisationKind))
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100))
    """The name as it is compared: NFKC, no spaces, half-width brackets."""
    pinyin_key: Mapped[str] = mapped_column(String(400), default="")
    grams: Mapped[list[str]] = mapped_column(
        ARRAY(Text), Computed("mp_grams(name_key)", persisted=True), deferred=True
    )
    uscc: Mapped[str | None] = mapped_column(String(18))
    region: Mapped[str | None] = mapped_column(String(6))
    address: Mapped[str | None] = mapped_column(String(200))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    registration: Mapped[Registration] = mapped_column(
        known(Registration), default=Registration.PENDING
    )
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")

    @property
    def may_employ(self) -> bool:
        """Whether new applications may name it: enabled and 已通过 (domain.md §3)."""
        return self.enabled and self.registration is Registration.APPROVED
