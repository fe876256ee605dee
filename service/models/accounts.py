"""Who can sign in, with what, and for whom they act."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.base import Instant, Key, Model, Sealed, known
from service.models.organisations import Organisation


class AccountKind(StrEnum):
    """Whose account it is; it decides which front doors open."""

    AGENCY = "agency"
    STORE = "store"
    PRACTITIONER = "practitioner"
    ASSOCIATION = "association"


class AccountStatus(StrEnum):
    """正常, 已禁用, 已注销 (domain.md §4); a lock after failed sign-ins is a time, not a status."""

    ACTIVE = "active"
    DISABLED = "disabled"
    CLOSED = "closed"


class Category(StrEnum):
    """经纪人, 经纪人协理, 从业人员: what kind of practitioner somebody is."""

    BROKER = "broker"
    ASSISTANT = "assistant"
    STAFF = "staff"


class Account(Model):
    """One login. People sign in by mobile, organisations by name, the association by login name."""

    __tablename__ = "accounts"
    __table_args__ = (
        # An unverified account never blocks another from its number, a verified one does.
        Index(
            "uq_accounts_verified_mobile",
            "mobile_hash",
            unique=True,
            postgresql_where=text("mobile_verified_at IS NOT NULL AND status <> 'closed'"),
        ),
        Index(
            "uq_accounts_login_name",
            "login_name",
            unique=True,
            postgresql_where=text("status <> 'closed'"),
        ),
        Index("ix_accounts_mobile_hash", "mobile_hash"),
        CheckConstraint(
            "(kind = 'practitioner') = (category IS NOT NULL)", name="category_of_practitioner"
        ),
        CheckConstraint(
            "(kind IN ('agency', 'store')) = (organisation_id IS NOT NULL)",
            name="organisation_of_desk",
        ),
    )

    id: Mapped[Key]
    kind: Mapped[AccountKind] = mapped_column(known(AccountKind))
    status: Mapped[AccountStatus] = mapped_column(
        known(AccountStatus), default=AccountStatus.ACTIVE
    )
    display_name: Mapped[str] = mapped_column(String(100))
    login_name: Mapped[str | None] = mapped_column(String(120))
    """Of association posts only; organisations sign in by their own name or credit code."""
    password_hash: Mapped[str] = mapped_column(Text)
    mobile: Mapped[Sealed | None]
    mobile_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    mobile_verified_at: Mapped[Instant | None]
    category: Mapped[Category | None] = mapped_column(known(Category))
    real_name: Mapped[str | None] = mapped_column(String(50))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The employer that a person chose when registering; the register holds the real one."""
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """For agency and store accounts: the organisation that the account acts for."""
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    """The half minute of the last accepted code; RFC 6238 §5.2 takes each code only once."""
    failed_sign_ins: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[Instant | None]
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    disabled_reason: Mapped[str | None] = mapped_column(Text)
    disabled_by: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The employer that disabled a person: its say ends with the employment. Else the association.
    """
    seeded: Mapped[bool] = mapped_column(Boolean, default=False)
    """Made by `mingpai seed --demo`; production refuses to start while one exists."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    agency: Mapped[Organisation | None] = relationship(foreign_keys=[agency_id])
    store: Mapped[Organisation | None] = relationship(foreign_keys=[store_id])
    posts: Mapped[list["PostHolder"]] = relationship(back_populates="account")


class Post(Model):
    """A role of the association (岗位), as `mp:role` on a diagram names it."""

    __tablename__ = "posts"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))


class PostHolder(Model):
    """Who holds which post."""

    __tablename__ = "post_holders"

    post_code: Mapped[str] = mapped_column(ForeignKey("posts.code"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)

    account: Mapped[Account] = relationship(back_populates="posts")


class SignedIn(Model):
    """One browser in which somebody is signed in; the cookie holds the token, we its hash."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account_id", "account_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    started_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    restricted: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    """Begun by a disabled account: it reaches only what such a person may still do."""

    account: Mapped[Account] = relationship()


class Captcha(Model):
    """One picture or sound to be answered once, within five minutes (domain.md §7)."""

    __tablename__ = "captchas"

    id: Mapped[Key]
    answer: Mapped[str] = mapped_column(String(8))
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class SmsCode(Model):
    """A six-digit code sent to a mobile; kept as a hash, answered at most five times."""

    __tablename__ = "sms_codes"
    __table_args__ = (Index("ix_sms_codes_mobile_hash_sent_at", "mobile_hash", "sent_at"),)

    id: Mapped[Key]
    mobile_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    purpose: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    remote: Mapped[str | None] = mapped_column(String(64))
