"""Seals personal data and finds it again by a keyed hash.

AES-256-GCM with the row's identity as associated data, so that a ciphertext moved to another
row does not open; beside it HMAC-SHA-256 of the normalised plaintext under its own key, for
uniqueness and look-up (design.md, Personal data).
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def mobile_place(account_id: UUID) -> str:
    """Name where an account's mobile is sealed."""
    return f"accounts.mobile:{account_id}"


def contact_place(filing_id: UUID) -> str:
    """Name where the mobile of the filing directory's contact is sealed."""
    return f"filings.contact_mobile:{filing_id}"


class Unsealable(Exception):
    """The ciphertext does not open: another row's, damaged, or its key is gone."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The keys: `keys` maps key id → 32 bytes, the first seals; `hash_key` is 32 bytes."""

    keys: Mapping[str, bytes]
    hash_key: bytes

    def seal(self, plain: str, *, of: str) -> bytes:
        """Seal `plain`, bound to `of`, the identity of its place: `accounts.mobile:<id>`."""
        return self.seal_bytes(plain.encode(), of=of)

    def seal_bytes(self, plain: bytes, *, of: str) -> bytes:
        """As `seal`, for a whole file."""
        key_id = next(iter(self.keys))
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self.keys[key_id]).encrypt(nonce, plain, of.encode())
        return key_id.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, *, of: str) -> str:
        """Give back what was sealed at `of`.

        Raises:
            Unsealable: it does not open with any key that we still have.
        """
        return self.open_bytes(sealed, of=of).decode()

    def open_bytes(self, sealed: bytes, *, of: str) -> bytes:
        """As `open`, for a whole file.

        Raises:
            Unsealable: as there.
        """
        key_id, _, rest = bytes(sealed).partition(b":")
        try:
            cipher = AESGCM(self.keys[key_id.decode()])
            return cipher.decrypt(rest[:_NONCE], rest[_NONCE:], of.encode())
        except (KeyError, ValueError, InvalidTag):
            raise Unsealable(of) from None

    def hash(self, normalised: str) -> bytes:
        """Give the 32-byte keyed hash by which an equal value is found again."""
        return hmac.new(self.hash_key, normalised.encode(), hashlib.sha256).digest()
