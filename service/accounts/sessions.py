"""Who is signed in in which browser: rows of `sessions`, found by the hash of a random token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, case, delete, func, or_, select, update

from service.actors import Actor, account_pool, organisation_pool, post_pool
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    AccountStatus,
    Organisation,
    PostHolder,
    SignedIn,
)
from service.rows import table_of

IDLE: Final = {
    AccountKind.ASSOCIATION: timedelta(minutes=30),
    AccountKind.AGENCY: timedelta(hours=2),
    AccountKind.STORE: timedelta(hours=2),
    AccountKind.PRACTITIONER: timedelta(hours=2),
}
"""How long somebody may do nothing (domain.md §8)."""
LONGEST: Final = timedelta(hours=12)
"""Nobody stays signed in longer than a working day, however busy."""
TOUCH_AFTER: Final = timedelta(minutes=5)

_SESSIONS: Final = table_of(SignedIn).c
_ACCOUNTS: Final = table_of(Account).c
_HOLDERS: Final = table_of(PostHolder).c
_DESKS: Final = table_of(Organisation).c
_POSTS: Final = func.array(
    select(_HOLDERS.post_code).where(_HOLDERS.account_id == _ACCOUNTS.id).scalar_subquery()
)
# A session begun before its account was disabled is over, and so is a restricted one afterwards.
_STATUS_OF_SESSION: Final = case(
    (_SESSIONS.restricted, AccountStatus.DISABLED.value), else_=AccountStatus.ACTIVE.value
)
# Every signed-in request begins with this one, so it is made once.
_LIVE: Final = (
    select(
        _SESSIONS.token_hash,
        _SESSIONS.started_at,
        _SESSIONS.seen_at,
        _ACCOUNTS.id,
        _ACCOUNTS.kind,
        _ACCOUNTS.display_name,
        _ACCOUNTS.organisation_id,
        _ACCOUNTS.must_change_password,
        _SESSIONS.restricted,
        _POSTS.label("posts"),
    )
    .join(table_of(Account), _ACCOUNTS.id == _SESSIONS.account_id)
    .outerjoin(table_of(Organisation), _DESKS.id == _ACCOUNTS.organisation_id)
    .where(
        _SESSIONS.token_hash == bindparam("token_hash"),
        _SESSIONS.expires_at > bindparam("now"),
        _ACCOUNTS.status == _STATUS_OF_SESSION,
        or_(_ACCOUNTS.organisation_id.is_(None), and_(_DESKS.enabled, _DESKS.frozen_at.is_(None))),
    )
)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """What one statement reads of whoever sends a session's token."""

    actor: Actor
    token_hash: bytes
    started_at: datetime
    seen_at: datetime
    must_change_password: bool
    restricted: bool = False
    """Of a disabled account: only what such a person may still do is open to it."""


def start_session(account: Account, now: datetime) -> str:
    """Add a session for `account` and give its token; the caller commits."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignedIn(
            token_hash=_hash(token),
            account_id=account.id,
            started_at=now,
            seen_at=now,
            expires_at=now + IDLE[account.kind],
            restricted=account.status is AccountStatus.DISABLED,
        )
    )
    return token


def find_session(token: str, now: datetime) -> LiveSession | None:
    """Read the live session of a token: one statement, for it is on every signed-in page.

    A disabled account and a disabled or frozen desk have no live session, whatever their rows say.
    """
    row = db.session.execute(_LIVE, {"token_hash": _hash(token), "now": now}).one_or_none()
    return _live(row) if row else None


def touch_session(live: LiveSession, now: datetime) -> None:
    """Note that somebody is still there, at most every five minutes, and commit."""
    if now - live.seen_at < TOUCH_AFTER:
        return
    expires_at = min(now + IDLE[live.actor.kind], live.started_at + LONGEST)
    db.session.execute(
        update(SignedIn)
        .where(SignedIn.token_hash == live.token_hash)
        .values(seen_at=now, expires_at=expires_at)
    )
    db.session.commit()


def end_session(token: str) -> None:
    """Sign this browser out, and commit."""
    db.session.execute(delete(SignedIn).where(SignedIn.token_hash == _hash(token)))
    db.session.commit()


def end_sessions_of(account_id: UUID, *, but: bytes | None = None) -> None:
    """Sign an account out everywhere, except where the token's hash is `but`; no commit."""
    ended = delete(SignedIn).where(SignedIn.account_id == account_id)
    db.session.execute(ended.where(SignedIn.token_hash != but) if but else ended)


def delete_expired_sessions(now: datetime) -> None:
    """Delete sessions that are over, and commit."""
    db.session.execute(delete(SignedIn).where(SignedIn.expires_at <= now))
    db.session.commit()


def _live(row: Row[*tuple[Any, ...]]) -> LiveSession:
    pools = {account_pool(row.id), *(post_pool(code) for code in row.posts)}
    if row.organisation_id is not None:
        pools.add(organisation_pool(row.organisation_id))
    actor = Actor(row.id, row.kind, row.display_name, frozenset(pools), row.organisation_id)
    return LiveSession(
        actor,
        row.token_hash,
        row.started_at,
        row.seen_at,
        row.must_change_password,
        row.restricted,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
