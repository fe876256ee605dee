"""Running cases: state, open tasks, rounds, decisions, events, messages, incidents."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from processes.sentences import Translate, Words
from processes.step import CaseStatus
from service.models.accounts import Account
from service.models.base import Instant, Key, Model, known
from service.models.organisations import Organisation

KIND_OF_ERROR: Final = "error"
"""The name under which the cause of an incident keeps the kind of error, if it names one."""


class Case(Model):
    """A case (办件): one run of one edition for one applicant."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("uq_cases_no", "no", unique=True),
        # One live case of a procedure per applicant; the form would otherwise fork.
        Index(
            "uq_cases_open_per_applicant",
            "account_id",
            "procedure",
            unique=True,
            postgresql_where=text("status = 'open' AND NOT by_association"),
        ),
        Index(
            "ix_cases_next_wake_at",
            "next_wake_at",
            postgresql_where=text("next_wake_at IS NOT NULL"),
        ),
        Index("ix_cases_agency_id", "agency_id"),
        Index("ix_cases_store_id", "store_id"),
        # What the live diagram counts, and how long the ended ones took.
        Index("ix_cases_open_procedure", "procedure", postgresql_where=text("status = 'open'")),
        Index(
            "ix_cases_completed",
            "procedure",
            "closed_at",
            postgresql_where=text("status = 'completed'"),
        ),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_has_time"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    no: Mapped[str] = mapped_column(String(15), server_default=text("mp_case_no()"))
    procedure: Mapped[str] = mapped_column(String(64))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    subject_name: Mapped[str] = mapped_column(String(100))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The employer that the case is about: whose desks the roles agency and store mean."""
    state: Mapped[bytes] = mapped_column(LargeBinary)
    """Written and read by `processes` only; bytes, because JSONB loses data (spiff.md §8.2)."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    status: Mapped[CaseStatus] = mapped_column(known(CaseStatus))
    milestone: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str | None] = mapped_column(String(64))
    final: Mapped[bool] = mapped_column(Boolean, default=False)
    awaited: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    standing: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'")
    )
    """The elements of its diagram at which it waits for somebody or something."""
    next_wake_at: Mapped[Instant | None]
    round: Mapped[int] = mapped_column(Integer, default=0)
    """How many rounds the applicant has submitted; a review judges the newest."""
    returned_by: Mapped[UUID | None] = mapped_column(
        ForeignKey(
            "reviews.id",
            use_alter=True,
            name="fk_cases_returned_by",
            deferrable=True,
            initially="DEFERRED",
        )
    )
    """The review that sent the case back, until the applicant has answered it."""
    by_association: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false")
    )
    """Opened by the association's staff for somebody who has no account: one may have many."""
    opened_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]

    account: Mapped[Account] = relationship()
    agency: Mapped[Organisation | None] = relationship(foreign_keys=[agency_id])
    store: Mapped[Organisation | None] = relationship(foreign_keys=[store_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class OpenTask(Model):
    """One open human task: the row of an inbox, rewritten by each step of its case."""

    __tablename__ = "open_tasks"
    __table_args__ = (
        # The order of an inbox; `service/queries/inbox.py` says the same expression.
        Index(
            "ix_open_tasks_inbox",
            "pool",
            text("coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)"),
            "opened_at",
            "id",
        ),
        Index("ix_open_tasks_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The engine's task id."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    pool: Mapped[str] = mapped_column(String(80))
    """Whose inbox: `account:<id>`, `organisation:<id>` or `post:<code>`."""
    node: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    form: Mapped[str] = mapped_column(String(64))
    procedure: Mapped[str] = mapped_column(String(64))
    subject_name: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[Instant]
    due_at: Mapped[Instant | None]


class SubmittedRound(Model):
    """A complete round of a form as somebody submitted it; never changed afterwards."""

    __tablename__ = "submissions"
    __table_args__ = (
        Index("uq_submissions_case_id_round", "case_id", "round", unique=True),
        CheckConstraint("round > 0", name="round_positive"),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[UUID]
    form: Mapped[str] = mapped_column(String(64))
    form_sha256: Mapped[str] = mapped_column(String(64))
    round: Mapped[int] = mapped_column(Integer)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Plain values; values of sensitive kinds are sealed text (`service/personal_data.py`)."""
    changed: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[Instant]

    case: Mapped[Case] = relationship()


class Review(Model):
    """A reviewer's decision, and the round that it judged."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index("uq_reviews_task_id", "task_id", unique=True),
        Index("ix_reviews_case_id", "case_id"),
        # 已办: what one account has decided, the newest first.
        Index("ix_reviews_account_id_decided_at", "account_id", "decided_at"),
        CheckConstraint(
            "decision <> 'return' OR returned_fields <> '{}'::jsonb", name="return_names_fields"
        ),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[UUID]
    node: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    round: Mapped[int] = mapped_column(Integer)
    decision: Mapped[str] = mapped_column(String(32))
    opinion: Mapped[str] = mapped_column(Text, default="")
    returned_fields: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Field → reason."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What else the review's own form asked."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[Instant]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])


EDITION_BEFORE: Final = "edition_before"
"""In the detail of an event that moved a case: the edition that it followed until then."""
FLOWS_TAKEN: Final = "flows_taken"
"""The kind of the event that keeps by which flows of its diagram a case went in one step."""


class Event(Model):
    """What happened to a case, append-only; kinds are `subject_verb_past`."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_case_id_id", "case_id", "id"),
        # Rows come in the order of their time, so a summary of each range of pages is enough.
        Index("ix_events_at", "at", postgresql_using="brin"),
        # Whoever still has a task open on an old page is told what became of it.
        Index(
            "ix_events_cancelled_task",
            text("(detail ->> 'task_id')"),
            postgresql_where=text("kind = 'task_cancelled'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    node: Mapped[str | None] = mapped_column(String(64))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    at: Mapped[Instant]


class Command(Model):
    """An act that somebody sent once: a repeat of its key finds the case it changed."""

    __tablename__ = "commands"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    case_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Message(Model):
    """A message to a case from another case or from outside, delivered by a step of its own."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("uq_messages_sender_key", "sender", "key", unique=True),
        Index(
            "ix_messages_undelivered",
            "case_id",
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    sender: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(120))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    name: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    sent_at: Mapped[Instant]
    delivered_at: Mapped[Instant | None]


class IncidentStatus(StrEnum):
    """Whether somebody still has to look at it."""

    OPEN = "open"
    RESOLVED = "resolved"


class Incident(Model):
    """Something of a case that a machine could not do; the association sees and retries it."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index(
            "uq_incidents_open_per_task",
            "task_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_incidents_case_id", "case_id"),
        Index("ix_incidents_open", "raised_at", "id", postgresql_where=text("status = 'open'")),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[UUID]
    operation: Mapped[str] = mapped_column(String(80))
    cause: Mapped[str] = mapped_column(Text)
    """A Chinese msgid; `params` are put in when it is shown, in the reader's language."""
    params: Mapped[dict[str, Any]] = mapped_column(
        JSONB, default=dict, server_default=text("'{}'::jsonb")
    )
    status: Mapped[IncidentStatus] = mapped_column(
        known(IncidentStatus), default=IncidentStatus.OPEN
    )
    attempts: Mapped[int] = mapped_column(Integer, default=1)
    raised_at: Mapped[Instant]
    resolved_at: Mapped[Instant | None]

    def render(self, translate: Translate = str) -> str:
        """Say the cause in the language of `translate`."""
        return say_cause(self.cause, self.params, translate)


KIND_OF_ERROR_OR_NONE: Final[ColumnElement[str]] = func.coalesce(
    Incident.params[KIND_OF_ERROR].astext, ""
)
"""By which kind of error incidents of one cause are told apart, if the cause names one."""


def say_cause(cause: str, params: Mapping[str, Any] | None, translate: Translate = str) -> str:
    """Say why something could not be done; a cause kept before it had params is said as it is."""
    return Words(cause, params).render(translate) if params else translate(cause)


class Notice(Model):
    """A message for people, shown on the site (站内通知) until it is read."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("uq_notices_key", "key", unique=True),
        Index("ix_notices_pool_sent_at", "pool", "sent_at"),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120))
    """Says what it is about, so that a repeated job tells nobody twice."""
    pool: Mapped[str] = mapped_column(String(80))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    text: Mapped[str] = mapped_column(Text)
    """A Chinese msgid; `params` are put in when it is shown, in the reader's language."""
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    sent_at: Mapped[Instant]
    read_at: Mapped[Instant | None]


class Draft(Model):
    """A form that somebody has begun: no case, no number, encrypted, saving itself."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("uq_drafts_account_id_subject", "account_id", "subject", unique=True),
        CheckConstraint("version > 0", name="version_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    subject: Mapped[str] = mapped_column(String(80))
    """What is being filled in: `procedure:<stem>` before the case, `task:<id>` in it."""
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"))
    form: Mapped[str] = mapped_column(String(64))
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    """The whole draft, sealed as one."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    saved_at: Mapped[Instant]
