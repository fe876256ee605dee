"""The contract of a payment provider: three acts, a question, and the way back.

A payment starts, the payer's browser returns, the provider tells. What returns proves nothing;
only what was told under the provider's signature, or answered to our own question, does. WeChat
Pay and others are to be added beside the local twin, each in a module of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

OFF: Final = "off"
LOCAL: Final = "local"
OLDEST_NOTICE: Final = timedelta(minutes=5)
"""A notification signed longer ago is a replay (WeChat Pay's own rule)."""


class NotGenuine(Exception):
    """A notification does not carry the provider's signature, or was signed too long ago."""


class ProviderUnavailable(Exception):
    """The provider did not answer, or not in its own language; try again later."""


class Standing(StrEnum):
    """How a payment or a refund stands with the provider."""

    UNKNOWN = "unknown"
    """The provider has never heard of the number."""
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    """It will not happen any more under this number."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is to be paid, under our own number; `description` is what the payer reads."""

    out_trade_no: str
    amount_fen: int
    description: str


@dataclass(frozen=True, slots=True)
class Started:
    """Where the payer goes now: an address, or the text of a QR code to be scanned."""

    address: str | None = None
    qr: str | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """What a provider says of a payment, proven. Amounts are in 分."""

    out_trade_no: str
    standing: Standing
    amount_fen: int = 0
    transaction_id: str | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money to send back: our number for the refund, and the payment that it belongs to."""

    refund_no: str
    out_trade_no: str
    amount_fen: int
    paid_fen: int
    reason: str


class Payments(Protocol):
    """A provider. Every act may be repeated under the same number and then happens once."""

    code: str
    """The channel under which its payments are kept, and its part of the callback's address."""

    def start(self, purchase: Purchase) -> Started:
        """Register a purchase and say where the payer goes.

        Raises:
            ProviderUnavailable: it does not answer.
        """

    def returned(self, query: Mapping[str, str]) -> str | None:
        """Read from the address with which the payer came back which payment it was, if any."""

    def told(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification:
        """Verify and read a notification; nothing is read before it is verified.

        Raises:
            NotGenuine: it is forged, or too old.
        """

    def query(self, out_trade_no: str) -> Notification:
        """Ask how a payment stands.

        Raises:
            ProviderUnavailable: it does not answer.
        """

    def refund(self, order: RefundOrder) -> Standing:
        """Send money back, once for each refund number.

        Raises:
            ProviderUnavailable: it does not answer.
        """

    def query_refund(self, refund_no: str) -> Standing:
        """Ask how a refund stands.

        Raises:
            ProviderUnavailable: it does not answer.
        """
