"""A callback at our door: verified before it is read, logged, settled once."""

import hashlib
import logging
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.models import NoticeOutcome, PaymentNotice
from service.paying.settling import settle
from service.payments import NotGenuine, Notification
from service.ports import ports

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
            _keep(channel, digest, NoticeOutcome.FORGED, None)
        return NoticeOutcome.FORGED
    with transaction():
        if not _keep(channel, digest, NoticeOutcome.REPEATED, told):
            return NoticeOutcome.REPEATED
        outcome = settle(channel, told, now)
        _set_outcome(channel, digest, outcome)
    log.info("Payment %s of %s: %s", told.out_trade_no, channel, outcome.value)
    return outcome


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
