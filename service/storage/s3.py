"""Documents on any server that speaks S3, through the `minio` client."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from service.storage.base import CHUNK, ObjectMissing, StorageUnavailable, checked

_PATIENCE: Final = urllib3.Timeout(connect=3, read=30)
# Retried are connections that fail and servers that are busy; a request is whole or nothing.
_RETRIES: Final = urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
_NOTHING_THERE: Final = {"NoSuchKey", "NoSuchObject", "NoSuchBucket"}
_ALREADY_OURS: Final = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


class S3Storage:
    """Each key is an object of `bucket`, which is made when it is missing."""

    def __init__(
        self, *, endpoint: str, access_key: str, secret_key: str, bucket: str, secure: bool = True
    ) -> None:
        self._bucket = bucket
        self._bucket_seen = False
        self._client = Minio(
            endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            http_client=urllib3.PoolManager(timeout=_PATIENCE, retries=_RETRIES, maxsize=16),
        )

    def put(self, key: str, body: bytes, media_type: str) -> None:
        """Keep `body` under `key`."""
        name = checked(key)
        with _in_our_words(key):
            self._ensure_bucket()
            self._client.put_object(
                self._bucket, name, BytesIO(body), len(body), content_type=media_type
            )

    def get(self, key: str) -> bytes:
        """Give all bytes under `key`."""
        return b"".join(self.stream(key))

    def stream(self, key: str) -> Iterator[bytes]:
        """Give the bytes in chunks."""
        name = checked(key)
        with _in_our_words(key):
            return _chunks(key, self._client.get_object(self._bucket, name))

    def exists(self, key: str) -> bool:
        """Whether something is kept under `key`."""
        name = checked(key)
        try:
            with _in_our_words(key):
                self._client.stat_object(self._bucket, name)
        except ObjectMissing:
            return False
        return True

    def delete(self, key: str) -> None:
        """Forget what is under `key`."""
        name = checked(key)
        try:
            with _in_our_words(key):
                self._client.remove_object(self._bucket, name)
        except ObjectMissing:
            return

    def check(self) -> None:
        """Ask for the bucket, and make it when it is missing."""
        with _in_our_words(self._bucket):
            self._bucket_seen = False
            self._ensure_bucket()

    def _ensure_bucket(self) -> None:
        if not self._bucket_seen and not self._client.bucket_exists(self._bucket):
            self._make_bucket()
        self._bucket_seen = True

    def _make_bucket(self) -> None:
        try:
            self._client.make_bucket(self._bucket)
        except S3Error as error:
            # Web and worker start together; the other one was first.
            if error.code not in _ALREADY_OURS:
                raise


@contextmanager
def _in_our_words(key: str) -> Iterator[None]:
    """Turn what the client raises into the contract's two classes."""
    try:
        yield
    except S3Error as error:
        if error.code in _NOTHING_THERE:
            raise ObjectMissing(key) from error
        raise StorageUnavailable(f"S3 answered {error.code}") from error
    except (MinioException, HTTPError, OSError) as error:
        raise StorageUnavailable(f"S3 does not answer: {type(error).__name__}") from error


def _chunks(key: str, response: BaseHTTPResponse) -> Iterator[bytes]:
    try:
        with _in_our_words(key):
            yield from response.stream(CHUNK)
    finally:
        response.close()
        response.release_conn()
