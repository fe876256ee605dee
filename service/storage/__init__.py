"""Where documents and cards are kept: a folder by default, or any S3 server.

This is the public face of the package; everything else in it may change.
"""

from service.storage.base import ObjectMissing, Storage, StorageError, StorageUnavailable
from service.storage.folder import FolderStorage
from service.storage.s3 import S3Storage

__all__ = [
    "FolderStorage",
    "ObjectMissing",
    "S3Storage",
    "Storage",
    "StorageError",
    "StorageUnavailable",
]
