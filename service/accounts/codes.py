"""Codes by SMS: made, counted, taken once.

Limits from domain.md §7: six digits, five minutes, a minute between two, ten a day for a
number, and a limit for each address on the network.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from forms.writing import compact
from service.extensions import db
from service.models import SmsCode
from service.notifications import NotSentError
from service.ports import ports
from service.refusals import Refused

LIFETIME: Final = timedelta(minutes=5)
GAP: Final = timedelta(seconds=60)
DAY: Final = timedelta(hours=24)
MOST_A_DAY: Final = 10
MOST_FROM_ONE_ADDRESS: Final = 100
"""A day; a whole agency may sit behind one address."""
MOST_ATTEMPTS: Final = 5


def send(mobile: str, purpose: str, account_id: UUID, remote: str) -> None:
    """Send a new code for an account's `purpose`, and commit; `remote` is the address that asks.

    Raises:
        Refused: `sms_too_soon`, `sms_too_many` or `sms_not_sent`.
    """
    now, number = ports().clock(), ports().personal_data.hash(mobile)
    address = ports().personal_data.hash(f"address:{remote}").hex()
    _refuse_too_many(number, address, now)
    digits = f"{secrets.randbelow(1_000_000):06}"
    code_id = uuid4()
    db.session.add(
        SmsCode(
            id=code_id,
            mobile_hash=number,
            account_id=account_id,
            purpose=purpose,
            code_hash=_hash(code_id, digits),
            sent_at=now,
            expires_at=now + LIFETIME,
            remote=address,
        )
    )
    # On record first: a message may arrive twice, but none goes uncounted.
    db.session.commit()
    try:
        ports().notifications.send_code(mobile, digits, minutes=int(LIFETIME.total_seconds() // 60))
    except NotSentError:
        raise Refused("sms_not_sent") from None


def is_out(purpose: str, account_id: UUID) -> bool:
    """Say whether a code that was sent can still be entered."""
    return _newest(purpose, account_id, ports().clock()) is not None


def take(purpose: str, account_id: UUID, code: str) -> None:
    """Use the newest code up; the caller commits.

    Raises:
        Refused: `sms_code_wrong` for a wrong, old or worn-out code; the attempt is counted.
    """
    now = ports().clock()
    sent = _newest(purpose, account_id, now, lock=True)
    if sent is None or not _is_right(sent, code):
        db.session.commit()  # The attempt counts.
        raise Refused("sms_code_wrong", field="code")
    sent.used_at = now


def delete_old() -> None:
    """Delete codes that no limit counts any more, and commit."""
    db.session.execute(delete(SmsCode).where(SmsCode.sent_at < ports().clock() - DAY))
    db.session.commit()


def _refuse_too_many(number: bytes, address: str, now: datetime) -> None:
    # Two requests for one number wait for each other, or both would find the gap long enough.
    lock = int.from_bytes(number[:8], signed=True)
    db.session.execute(select(func.pg_advisory_xact_lock(lock)))
    recent = SmsCode.sent_at > now - DAY
    query = select(func.count(), func.max(SmsCode.sent_at))
    count, last = db.session.execute(query.where(SmsCode.mobile_hash == number, recent)).one()
    if last is not None and now - last < GAP:
        raise Refused("sms_too_soon", params={"seconds": int(GAP.total_seconds())})
    from_here = db.session.scalar(select(func.count()).where(SmsCode.remote == address, recent))
    if count >= MOST_A_DAY or (from_here or 0) >= MOST_FROM_ONE_ADDRESS:
        raise Refused("sms_too_many")


def _newest(purpose: str, account_id: UUID, now: datetime, *, lock: bool = False) -> SmsCode | None:
    query = (
        select(SmsCode)
        .where(SmsCode.account_id == account_id, SmsCode.purpose == purpose)
        .order_by(SmsCode.sent_at.desc())
        .limit(1)
    )
    sent = db.session.scalar(query.with_for_update() if lock else query)
    return sent if sent and sent.used_at is None and sent.expires_at > now else None


def _is_right(sent: SmsCode, code: str) -> bool:
    sent.attempts += 1
    if sent.attempts > MOST_ATTEMPTS:
        return False
    return hmac.compare_digest(sent.code_hash, _hash(sent.id, compact(code)))


def _hash(code_id: UUID, digits: str) -> bytes:
    return ports().personal_data.hash(f"sms:{code_id}:{digits}")
