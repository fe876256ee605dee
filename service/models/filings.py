"""The filing directory (备案目录): agencies and stores that the city has filed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, Computed, Date, DateTime, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Key, Model, Sealed, known


class OrganisationKind(StrEnum):
    """机构 or 门店."""

    AGENCY = "agency"
    STORE = "store"


class Filing(Model):
    """One entry of the directory, as the authority gave it; imported, never edited here."""

    __tablename__ = "filings"
    __table_args__ = (
        Index("uq_filings_uscc", "uscc", unique=True),
        Index("uq_filings_filing_no", "filing_no", unique=True),
        Index("ix_filings_name_key", "name_key"),
        Index("ix_filings_grams", "grams", postgresql_using="gin"),
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
    uscc: Mapped[str] = mapped_column(String(18))
    filing_no: Mapped[str] = mapped_column(String(40))
    valid_to: Mapped[date | None] = mapped_column(Date)
    region: Mapped[str | None] = mapped_column(String(6))
    contact_name: Mapped[str | None] = mapped_column(String(50))
    contact_mobile: Mapped[Sealed | None]
    parent_name: Mapped[str | None] = mapped_column(String(100))
    """Of a store: the agency that it is filed under."""
    imported_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    def is_valid_on(self, day: date) -> bool:
        """Whether the filing still stands on a day; without an end it stands."""
        return self.valid_to is None or day <= self.valid_to
