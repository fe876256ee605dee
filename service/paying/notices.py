"""A callback at our door: verified before it is read, logged, settled once."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.models import NoticeOutcome, PaymentNotice
from service.paying.settling import settle
from service.payments import NotGenuine, Notification
from service.ports import ports

MOST_FORGERIES: Final = 100
"""So many forged callbacks an hour are kept; of the others the log has a line."""
KEPT: Final = timedelta(days=30)

log: Final = logging.getLogger(__name__)


def take_notice(channel: str, headers: Mapping[str, str], body: bytes) -> NoticeOutcome:
    """Take what claims to come from a provider; one transaction, and the same word counts once.

    Raises:
        NotFound: we have no such provider.
    """
    provider, now = ports().payments, ports().clock()
    if provider is None or provider.code != channel:
        raise NotFound
    digest = hashlib.sha256(body).digest()
    try:
        told = provider.told(headers, body, now)
    except NotGenuine:
        log.warning("A notification for %s is forged or too old", channel)
        with transaction():
            if not _is_flooded(now):
                _keep(channel, digest, NoticeOutcome.FORGED, None)
        return NoticeOutcome.FORGED
    with transaction():
        if not _keep(channel, digest, NoticeOutcome.REPEATED, told):
            return NoticeOutcome.REPEATED
        outcome = settle(channel, told, now)
        _set_outcome(channel, digest, outcome)
    log.info("Payment %s of %s: %s", told.out_trade_no, channel, outcome.value)
    return outcome


def delete_old_forgeries(now: datetime) -> None:
    """Delete forged callbacks that nobody will look into any more; the genuine ones stay."""
    forged = PaymentNotice.outcome == NoticeOutcome.FORGED
    old = delete(PaymentNotice).where(forged, PaymentNotice.received_at < now - KEPT)
    with transaction():
        db.session.execute(old)


def _is_flooded(now: datetime) -> bool:
    """Whether so many forgeries came within the hour that one more tells nothing."""
    forged = PaymentNotice.outcome == NoticeOutcome.FORGED
    lately = select(PaymentNotice.id).where(
        forged, PaymentNotice.received_at > now - timedelta(hours=1)
    )
    kept = select(func.count()).select_from(lately.limit(MOST_FORGERIES).subquery())
    return db.session.scalar(kept) == MOST_FORGERIES


def _keep(channel: str, digest: bytes, outcome: NoticeOutcome, told: Notification | None) -> bool:
    """Log a callback; say whether it is new. Of two at once, the second waits for the first."""
    row = insert(PaymentNotice).values(
        id=uuid4(),
        channel=channel,
        digest=digest,
        verified=told is not None,
        outcome=outcome,
        out_trade_no=told.out_trade_no if told else None,
        transaction_id=told.transaction_id if told else None,
        amount_fen=told.amount_fen if told else None,
        received_at=ports().clock(),
    )
    kept = row.on_conflict_do_nothing().returning(PaymentNotice.id)
    return db.session.scalar(kept) is not None


def _set_outcome(channel: str, digest: bytes, outcome: NoticeOutcome) -> None:
    mine = (PaymentNotice.channel == channel, PaymentNotice.digest == digest)
    row = update(PaymentNotice).where(*mine, PaymentNotice.verified)
    db.session.execute(row.values(outcome=outcome))
