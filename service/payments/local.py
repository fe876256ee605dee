"""The local twin of a payment provider: a bank in a folder, for the demo and for tests.

It keeps its own books outside our database and speaks as a provider does: its page takes the
money, and its notifications are signed (Ed25519 over time, nonce and body).
"""

import base64
import fcntl
import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.payments.base import (
    LOCAL,
    OLDEST_NOTICE,
    NotGenuine,
    Notification,
    ProviderUnavailable,
    Purchase,
    RefundOrder,
    Standing,
    Started,
)

TIMESTAMP: Final = "Bank-Timestamp"
NONCE: Final = "Bank-Nonce"
SIGNATURE: Final = "Bank-Signature"
_NUMBER: Final = re.compile(r"[0-9A-Za-z]{1,32}")


class LocalBank:
    """The bank's side: its books, its signature, what its page does."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder = folder
        seed = hashlib.sha256(b"local bank:" + secret.encode()).digest()
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The key with which everybody may check what the bank signed."""
        return self._key.public_key()

    def read(self, number: str) -> dict[str, Any] | None:
        """Give the page of the books under a number; None if there is none."""
        try:
            kept: dict[str, Any] = json.loads(self._path(number).read_text())
        except FileNotFoundError:
            return None
        return kept

    def open_trade(self, purchase: Purchase) -> None:
        """Note a purchase to be paid; a repeat changes nothing."""
        entry = {
            "out_trade_no": purchase.out_trade_no,
            "amount_fen": purchase.amount_fen,
            "description": purchase.description,
            "standing": Standing.WAITING,
        }
        with self._books():
            if self.read(purchase.out_trade_no) is None:
                self._write(purchase.out_trade_no, entry)

    def pay(self, out_trade_no: str, now: datetime) -> bool:
        """Take the money, once; say whether there was such a purchase."""
        with self._books():
            trade = self.read(out_trade_no)
            if trade is None:
                return False
            if trade["standing"] != Standing.DONE:
                paid = {"standing": Standing.DONE, "transaction_id": secrets.token_hex(16)}
                self._write(out_trade_no, {**trade, **paid, "paid_at": now.isoformat()})
        return True

    def pay_back(self, order: RefundOrder) -> Standing:
        """Send money back, once for each refund number and never more than was paid."""
        with self._books():
            if self.read(order.refund_no) is None:
                trade = self.read(order.out_trade_no)
                sound = (
                    trade is not None
                    and trade["standing"] == Standing.DONE
                    and order.amount_fen <= trade["amount_fen"]
                )
                standing = Standing.DONE if sound else Standing.FAILED
                self._write(order.refund_no, {"standing": standing, "amount": order.amount_fen})
            return Standing(self.read(order.refund_no)["standing"])  # type: ignore[index]

    def notification(
        self, out_trade_no: str, now: datetime, /, **changed: Any
    ) -> tuple[dict[str, str], bytes]:
        """Write and sign what the bank tells of a payment: headers and body."""
        body = json.dumps({**(self.read(out_trade_no) or {}), **changed}).encode()
        stamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
        signature = self._key.sign(_signed(stamp, nonce, body))
        signed = base64.b64encode(signature).decode()
        return {TIMESTAMP: stamp, NONCE: nonce, SIGNATURE: signed}, body

    def _path(self, number: str) -> Path:
        if not _NUMBER.fullmatch(number):
            raise ProviderUnavailable(number)
        return self.folder / f"{number}.json"

    def _write(self, number: str, entry: Mapping[str, Any]) -> None:
        path = self._path(number)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(dict(entry)))
        beside.replace(path)

    @contextmanager
    def _books(self) -> Iterator[None]:
        """Keep other processes out of the books meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class LocalPayments:
    """Our side of the local bank: what any provider's adapter does."""

    code = LOCAL

    def __init__(self, bank: LocalBank) -> None:
        self.bank = bank

    def start(self, purchase: Purchase) -> Started:
        """Have the bank note the purchase; its page takes the money."""
        self.bank.open_trade(purchase)
        return Started(address=f"/local-bank/{purchase.out_trade_no}")

    def returned(self, query: Mapping[str, str]) -> str | None:
        """Read which payment the browser came back from."""
        return query.get("out_trade_no")

    def told(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification:
        """Verify and read what the bank tells.

        Raises:
            NotGenuine: the signature is not the bank's, or too old.
        """
        self._verify(headers, body, now)
        try:
            return _notification(json.loads(body))
        except (ValueError, KeyError, TypeError) as error:
            raise NotGenuine from error

    def query(self, out_trade_no: str) -> Notification:
        """Ask the bank's books."""
        trade = self.bank.read(out_trade_no)
        if trade is None:
            return Notification(out_trade_no, Standing.UNKNOWN)
        return _notification(trade)

    def refund(self, order: RefundOrder) -> Standing:
        """Have the bank pay back."""
        return self.bank.pay_back(order)

    def query_refund(self, refund_no: str) -> Standing:
        """Ask the bank's books."""
        kept = self.bank.read(refund_no)
        return Standing.UNKNOWN if kept is None else Standing(kept["standing"])

    def _verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        stamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
        try:
            signature = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
            self.bank.public_key.verify(signature, _signed(stamp, nonce, body))
            signed_at = datetime.fromtimestamp(int(stamp), UTC)
        except (InvalidSignature, ValueError, OverflowError) as error:
            raise NotGenuine from error
        if abs(now - signed_at) > OLDEST_NOTICE:
            raise NotGenuine


def _signed(stamp: str, nonce: str, body: bytes) -> bytes:
    return f"{stamp}\n{nonce}\n".encode() + body + b"\n"


def _notification(trade: Mapping[str, Any]) -> Notification:
    paid_at = trade.get("paid_at")
    return Notification(
        out_trade_no=str(trade["out_trade_no"]),
        standing=Standing(trade["standing"]),
        amount_fen=int(trade["amount_fen"]),
        transaction_id=trade.get("transaction_id"),
        paid_at=datetime.fromisoformat(paid_at) if paid_at else None,
    )
