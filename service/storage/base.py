"""The contract of a store for documents and cards: bytes under a key, no more.

Keys are made by us, never by people: `documents/<uuid>/1.jpg`. A key that is not of this kind
is a fault in our code and raises `ValueError` before anything is touched.
"""

import re
from collections.abc import Iterator
from typing import Final, Protocol

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*")
_LONGEST: Final = 200

CHUNK: Final = 64 * 1024
"""Bytes handed out at a time by `stream`."""


class StorageError(Exception):
    """A store could not do what it was asked."""


class ObjectMissing(StorageError):
    """Nothing is stored under this key."""


class StorageUnavailable(StorageError):
    """The store does not answer, refuses us, or has no room: worth another try later."""


class Storage(Protocol):
    """Where bytes are kept; `FolderStorage` and `S3Storage` keep one promise.

    Every method raises `StorageUnavailable` when the store cannot be used.
    """

    def put(self, key: str, body: bytes, media_type: str) -> None:
        """Keep `body` under `key`, whole or not at all; what was there before is replaced."""

    def get(self, key: str) -> bytes:
        """Give all bytes under `key`; raises `ObjectMissing`."""

    def stream(self, key: str) -> Iterator[bytes]:
        """Give the bytes in chunks; raises `ObjectMissing` at once, not at the first chunk."""

    def exists(self, key: str) -> bool:
        """Whether something is kept under `key`."""

    def delete(self, key: str) -> None:
        """Forget what is under `key`; nothing there is as good as deleted."""

    def check(self) -> None:
        """Return if the store can be used now (for `/readyz` and `mingpai doctor`)."""


def checked(key: str) -> str:
    """Give `key` back if it is one of ours.

    Raises:
        ValueError: it has a part that could lead out of the store, or is too long.
    """
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:_LONGEST]!r}")
    return key
