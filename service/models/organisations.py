"""Agencies and stores: the employers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    ColumnElement,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    and_,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.base import Instant, Key, Model, Sealed, known
from service.models.filings import Filing, OrganisationKind


class Registration(StrEnum):
    """How far an organisation's own registration is (domain.md §4)."""

    DRAFT = "draft"
    """待提交: the account exists, nothing was handed in; it keeps nobody else from the name."""
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
            postgresql_where=text("registration IN ('pending', 'approved')"),
        ),
        Index(
            "uq_organisations_uscc",
            "uscc",
            unique=True,
            postgresql_where=text("registration IN ('pending', 'approved')"),
        ),
        Index(
            "uq_organisations_filing_id",
            "filing_id",
            unique=True,
            postgresql_where=text("registration IN ('pending', 'approved')"),
        ),
        Index("ix_organisations_name_key", "name_key"),
        Index("ix_organisations_uscc", "uscc"),
        Index("ix_organisations_parent_id", "parent_id"),
        Index("ix_organisations_grams", "grams", postgresql_using="gin"),
        CheckConstraint("kind = 'store' OR parent_id IS NULL", name="agency_has_no_parent"),
        CheckConstraint(
            "kind = 'agency' OR registration <> 'approved' OR parent_id IS NOT NULL",
            name="registered_store_has_parent",
        ),
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
    filing_id: Mapped[UUID | None] = mapped_column(ForeignKey("filings.id"))
    """The entry of the filing directory (备案目录) that it was registered from: 已备案."""
    number_differs: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false")
    )
    """号码不符: it says that the entry's number is not the one on its licence."""
    denied_filing_id: Mapped[UUID | None] = mapped_column(ForeignKey("filings.id"))
    """The entry that has its number and, as it says, is another organisation's."""
    legal_name: Mapped[str | None] = mapped_column(String(50))
    legal_id: Mapped[Sealed | None]
    legal_id_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    agent_name: Mapped[str | None] = mapped_column(String(50))
    """经办人: who registered it and answers for the account."""
    agent_mobile: Mapped[Sealed | None]
    agent_mobile_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    registered_at: Mapped[Instant | None]
    registered_by_case: Mapped[UUID | None] = mapped_column(
        ForeignKey(
            "cases.id",
            use_alter=True,
            name="fk_organisations_registered_by_case",
            deferrable=True,
            initially="DEFERRED",
        )
    )
    frozen_at: Mapped[Instant | None]
    """Since when an objection to its registration keeps it from acting (冒名注册异议)."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")

    filing: Mapped[Filing | None] = relationship(foreign_keys=[filing_id])

    @hybrid_property
    def may_employ(self) -> bool:
        """Whether new applications may name it: enabled, not frozen and 已通过 (domain.md §3)."""
        approved = self.registration is Registration.APPROVED
        return self.enabled and approved and self.frozen_at is None

    @may_employ.inplace.expression
    @classmethod
    def _may_employ(cls) -> ColumnElement[bool]:
        approved = cls.registration == Registration.APPROVED
        return and_(cls.enabled, approved, cls.frozen_at.is_(None))


__all__ = ["Organisation", "OrganisationKind", "Registration"]
