"""Payment providers: the contract, and the list of those that can be chosen."""

from pathlib import Path
from typing import Final

from service.payments.base import (
    LOCAL,
    OFF,
    NotGenuine,
    Notification,
    Payments,
    ProviderUnavailable,
    Purchase,
    RefundOrder,
    Standing,
    Started,
)
from service.payments.local import LocalBank, LocalPayments

PROVIDERS: Final = frozenset({OFF, LOCAL})
"""What `MINGPAI_PAYMENTS` may say; `local` exists in demo and test only."""

__all__ = [
    "LOCAL",
    "OFF",
    "PROVIDERS",
    "LocalBank",
    "LocalPayments",
    "NotGenuine",
    "Notification",
    "Payments",
    "ProviderUnavailable",
    "Purchase",
    "RefundOrder",
    "Standing",
    "Started",
    "open_payments",
]


def open_payments(name: str, data_folder: Path, secret: str) -> Payments | None:
    """Open the provider of that name; None where nobody pays online."""
    if name == LOCAL:
        return LocalPayments(LocalBank(data_folder / "local_bank", secret))
    return None
