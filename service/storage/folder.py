"""Documents in a folder of this machine: the default, and enough for one machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final

from service.storage.base import CHUNK, ObjectMissing, StorageUnavailable, checked

# No key begins with a dot, so an unfinished file can never be read as a document.
_UNFINISHED: Final = ".unfinished-"


class FolderStorage:
    """Each key is a file below `root`; the media type is not kept, the database knows it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, body: bytes, media_type: str) -> None:  # noqa: ARG002 -- the contract
        """Write beside, flush to the disk, then rename: a crash leaves the old or the new."""
        path = self._path(key)
        try:
            self._make_folder(path.parent)
            self._write(path, body)
        except OSError as error:
            raise StorageUnavailable(str(error)) from error

    def get(self, key: str) -> bytes:
        """Give all bytes under `key`."""
        with self._open(key) as file:
            return file.read()

    def stream(self, key: str) -> Iterator[bytes]:
        """Give the bytes in chunks."""
        return _chunks(self._open(key))

    def exists(self, key: str) -> bool:
        """Whether something is kept under `key`."""
        try:
            return self._path(key).is_file()
        except OSError as error:
            raise StorageUnavailable(str(error)) from error

    def delete(self, key: str) -> None:
        """Forget what is under `key`; its folder stays, for another process may be filling it."""
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise StorageUnavailable(str(error)) from error

    def check(self) -> None:
        """Write a file and remove it again."""
        try:
            self._make_folder(self._root)
            with NamedTemporaryFile(dir=self._root, prefix=_UNFINISHED):
                pass
        except OSError as error:
            raise StorageUnavailable(str(error)) from error

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _open(self, key: str) -> BinaryIO:
        path = self._path(key)
        try:
            return path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise ObjectMissing(key) from error
        except OSError as error:
            raise StorageUnavailable(str(error)) from error

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if folder == self._root:
            # Identity papers: for this user's eyes only.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _flush_folder(folder.parent)

    @staticmethod
    def _write(path: Path, body: bytes) -> None:
        with NamedTemporaryFile(dir=path.parent, prefix=_UNFINISHED, delete=False) as file:
            beside = Path(file.name)
            try:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
                beside.replace(path)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
        _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Without this the rename itself may be lost with the power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
