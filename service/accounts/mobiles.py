"""手机验证: a code sent by SMS proves who holds a number, and gives it to that account.

Limits from domain.md §7: six digits, five minutes, a minute between two, ten a day for a
number, and a limit for each address on the network.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from forms.writing import compact
from service.accounts.registration_form import mask_mobile
from service.extensions import db
from service.models import Account, SmsCode
from service.notifications import NotSentError
from service.personal_data import mobile_place
from service.ports import ports
from service.refusals import Refused, refusal_of

LIFETIME: Final = timedelta(minutes=5)
GAP: Final = timedelta(seconds=60)
DAY: Final = timedelta(hours=24)
MOST_A_DAY: Final = 10
MOST_FROM_ONE_ADDRESS: Final = 100
"""A day; a whole agency may sit behind one address."""
MOST_ATTEMPTS: Final = 5
VERIFY: Final = "verify_mobile"


@dataclass(frozen=True, slots=True)
class OwnMobile:
    """What somebody's own pages say of their number."""

    masked: str
    verified: bool
    code_is_out: bool
    """Whether a code that was sent can still be entered."""


def own_mobile(account_id: UUID) -> OwnMobile:
    """Give an account's own number, masked, and whether it is verified."""
    account = db.session.get_one(Account, account_id)
    number = _open(account)
    return OwnMobile(
        mask_mobile(number) if number else "",
        account.mobile_verified_at is not None,
        _newest_code(account_id, ports().clock()) is not None,
    )


def send_code(account_id: UUID, remote: str) -> None:
    """Send a code to the account's own number; `remote` is the network address that asks.

    Raises:
        Refused: `sms_too_soon`, `sms_too_many` or `sms_not_sent`.
    """
    account, now = db.session.get_one(Account, account_id), ports().clock()
    if account.mobile_hash is None or account.mobile_verified_at is not None:
        return
    address = ports().personal_data.hash(f"address:{remote}").hex()
    _refuse_too_many(account.mobile_hash, address, now)
    digits = f"{secrets.randbelow(1_000_000):06}"
    db.session.add(_code(account, digits, address, now))
    # On record first: a message may arrive twice, but none goes uncounted.
    db.session.commit()
    try:
        ports().notifications.send_code(
            _open(account), digits, minutes=int(LIFETIME.total_seconds() // 60)
        )
    except NotSentError:
        raise Refused("sms_not_sent") from None


def verify_mobile(account_id: UUID, code: str) -> None:
    """Take the number for this account if the code is right.

    From then on other accounts with that number, unverified all, do not sign in with it.

    Raises:
        Refused: `sms_code_wrong` for a wrong, old or worn-out code; `mobile_taken`.
    """
    now = ports().clock()
    sent = _newest_code(account_id, now)
    if sent is None or not _is_right(sent, code):
        db.session.commit()  # The attempt counts.
        raise Refused("sms_code_wrong", field="code")
    sent.used_at = now
    db.session.get_one(Account, account_id).mobile_verified_at = now
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise refusal_of(error) or error from error


def delete_old_codes() -> None:
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


def _code(account: Account, digits: str, address: str, now: datetime) -> SmsCode:
    code_id = uuid4()
    return SmsCode(
        id=code_id,
        mobile_hash=account.mobile_hash,
        account_id=account.id,
        purpose=VERIFY,
        code_hash=_hash(code_id, digits),
        sent_at=now,
        expires_at=now + LIFETIME,
        remote=address,
    )


def _newest_code(account_id: UUID, now: datetime) -> SmsCode | None:
    query = (
        select(SmsCode)
        .where(SmsCode.account_id == account_id, SmsCode.purpose == VERIFY)
        .order_by(SmsCode.sent_at.desc())
        .limit(1)
        .with_for_update()
    )
    sent = db.session.scalar(query)
    return sent if sent and sent.used_at is None and sent.expires_at > now else None


def _is_right(sent: SmsCode, code: str) -> bool:
    sent.attempts += 1
    if sent.attempts > MOST_ATTEMPTS:
        return False
    return hmac.compare_digest(sent.code_hash, _hash(sent.id, compact(code)))


def _hash(code_id: UUID, digits: str) -> bytes:
    return ports().personal_data.hash(f"sms:{code_id}:{digits}")


def _open(account: Account) -> str:
    if account.mobile is None:
        return ""
    return ports().personal_data.open(account.mobile, of=mobile_place(account.id))
