"""One promise, kept by the folder and by a real S3 server."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from service.storage import (
    FolderStorage,
    ObjectMissing,
    S3Storage,
    Storage,
    StorageError,
    StorageUnavailable,
)
from tests import s3_server
from tests.s3_server import NoServer, S3Server, running_s3

KEY = "documents/5f0c5a52-8f4d-4bfb-9a39-6ec1ed9b0d0e/1.jpg"


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    try:
        with running_s3() as server:
            yield server
    except NoServer as missing:
        pytest.fail(str(missing), pytrace=False)


def s3_storage(server: S3Server, **changes: object) -> S3Storage:
    given = {
        "endpoint": server.endpoint,
        "access_key": server.access_key,
        "secret_key": server.secret_key,
        "secure": server.secure,
        "bucket": f"mingpai-test-{uuid4().hex[:12]}",
    }
    return S3Storage(**(given | changes))  # type: ignore[arg-type]  # a test's shorthand


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "documents")
    return s3_storage(request.getfixturevalue("s3"))


def test_what_was_put_is_got_back_byte_for_byte(storage: Storage) -> None:
    body = bytes(range(256)) * 4096
    storage.put(KEY, body, "image/jpeg")
    assert storage.get(KEY) == body


def test_nothing_at_all_can_be_kept(storage: Storage) -> None:
    storage.put(KEY, b"", "image/jpeg")
    assert storage.get(KEY) == b""
    assert list(storage.stream(KEY)) == []


def test_a_second_put_replaces_the_first(storage: Storage) -> None:
    storage.put(KEY, b"a longer first", "image/jpeg")
    storage.put(KEY, b"second", "image/png")
    assert storage.get(KEY) == b"second"


def test_a_large_object_comes_in_chunks(storage: Storage) -> None:
    body = os.urandom(6 * 1024 * 1024)
    storage.put(KEY, body, "application/pdf")
    chunks = list(storage.stream(KEY))
    assert len(chunks) > 1
    assert b"".join(chunks) == body


def test_what_was_never_put_is_missing(storage: Storage) -> None:
    storage.put("documents/other/1.jpg", b"other", "image/jpeg")
    assert not storage.exists(KEY)
    with pytest.raises(ObjectMissing):
        storage.get(KEY)
    with pytest.raises(ObjectMissing):
        storage.stream(KEY)


def test_a_store_that_was_never_written_to_is_empty_and_not_broken(storage: Storage) -> None:
    assert not storage.exists(KEY)
    with pytest.raises(ObjectMissing):
        storage.get(KEY)
    storage.delete(KEY)


def test_what_was_deleted_is_missing_and_deleting_it_twice_is_no_error(storage: Storage) -> None:
    storage.put(KEY, b"soon gone", "image/jpeg")
    assert storage.exists(KEY)
    storage.delete(KEY)
    storage.delete(KEY)
    assert not storage.exists(KEY)
    with pytest.raises(ObjectMissing):
        storage.get(KEY)


def test_a_key_above_another_key_is_missing(storage: Storage) -> None:
    storage.put(KEY, b"below", "image/jpeg")
    folder = KEY.rpartition("/")[0]
    assert not storage.exists(folder)
    with pytest.raises(ObjectMissing):
        storage.get(folder)
    assert storage.get(KEY) == b"below"


def test_a_key_below_another_key_is_missing(storage: Storage) -> None:
    storage.put("documents/one", b"file", "image/jpeg")
    assert not storage.exists("documents/one/1.jpg")
    storage.delete("documents/one/1.jpg")
    with pytest.raises(ObjectMissing):
        storage.get("documents/one/1.jpg")


@pytest.mark.parametrize(
    "key",
    [
        *("", "/", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "a/./b", ".hidden", "a/.b"),
        *("a\\b", "a\x00b", "a\nb", "照片.jpg", "A.jpg", "a b", "a" * 201, "~root", "a/..", ".."),
    ],
)
def test_a_key_that_could_lead_elsewhere_touches_nothing(storage: Storage, key: str) -> None:
    for act in (storage.get, storage.stream, storage.exists, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            act(key)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.put(key, b"x", "image/jpeg")


def test_many_threads_write_and_read_at_once(storage: Storage) -> None:
    failures: list[BaseException] = []

    def write_and_read(number: int) -> None:
        try:
            storage.put(f"documents/{number}/1.jpg", str(number).encode(), "image/jpeg")
            assert storage.get(f"documents/{number}/1.jpg") == str(number).encode()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write_and_read, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_check_passes_on_a_store_that_can_be_used(storage: Storage) -> None:
    storage.check()
    storage.put(KEY, b"x", "image/jpeg")
    storage.check()


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    broken = FolderStorage(tmp_path / "documents")
    with pytest.raises(StorageUnavailable):
        broken.put(KEY, b"x", "image/jpeg")
    with pytest.raises(StorageUnavailable):
        broken.check()


def test_files_are_for_the_eyes_of_their_owner_only(tmp_path: Path) -> None:
    FolderStorage(tmp_path / "documents").put(KEY, b"identity paper", "image/jpeg")
    written = tmp_path / "documents" / KEY
    assert written.stat().st_mode & 0o077 == 0
    assert (tmp_path / "documents").stat().st_mode & 0o077 == 0


def test_a_link_out_of_the_folder_does_not_appear_by_writing(tmp_path: Path) -> None:
    FolderStorage(tmp_path / "documents").put(KEY, b"x", "image/jpeg")
    inside = [path for path in (tmp_path / "documents").rglob("*") if path.is_file()]
    assert [str(path.relative_to(tmp_path / "documents")) for path in inside] == [KEY]


def test_a_writer_killed_at_any_moment_leaves_the_old_or_the_new_whole(tmp_path: Path) -> None:
    folder = FolderStorage(tmp_path)
    old, new = b"o" * 3_000_000, b"n" * 3_000_000
    folder.put(KEY, old, "image/jpeg")
    for milliseconds in range(0, 60, 6):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITE_FOR_EVER, str(tmp_path), KEY],
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        threading.Event().wait(milliseconds / 1000)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert folder.get(KEY) in (old, new)


_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from service.storage import FolderStorage
folder = FolderStorage(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    folder.put(sys.argv[2], b"n" * 3_000_000, "image/jpeg")
"""


def test_two_processes_that_make_the_bucket_at_once_both_succeed(s3: S3Server) -> None:
    bucket = f"mingpai-test-{uuid4().hex[:12]}"
    first, second = s3_storage(s3, bucket=bucket), s3_storage(s3, bucket=bucket)
    first.put(KEY, b"first", "image/jpeg")
    second._make_bucket()
    second.put(KEY, b"second", "image/jpeg")
    assert first.get(KEY) == b"second"


def test_the_server_keeps_the_media_type(s3: S3Server) -> None:
    store = s3_storage(s3)
    store.put(KEY, b"x", "image/png")
    assert store._client.stat_object(store._bucket, KEY).content_type == "image/png"


def test_a_server_that_is_down_is_unavailable_whatever_is_asked() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    down = s3_storage(S3Server(f"127.0.0.1:{port}", "key", "secret"))
    for act in (
        lambda: down.put(KEY, b"x", "image/jpeg"),
        lambda: down.get(KEY),
        lambda: down.stream(KEY),
        lambda: down.exists(KEY),
        lambda: down.delete(KEY),
        down.check,
    ):
        with pytest.raises(StorageUnavailable):
            act()


def test_a_wrong_secret_is_unavailable_and_not_missing(s3: S3Server) -> None:
    right = s3_storage(s3)
    right.put(KEY, b"x", "image/jpeg")
    wrong = s3_storage(s3, bucket=right._bucket, secret_key="wrong")
    with pytest.raises(StorageUnavailable):
        wrong.get(KEY)
    with pytest.raises(StorageUnavailable):
        wrong.exists(KEY)
    with pytest.raises(StorageUnavailable):
        wrong.put(KEY, b"x", "image/jpeg")


def test_no_message_carries_a_secret(s3: S3Server) -> None:
    with pytest.raises(StorageError) as caught:
        s3_storage(s3, access_key="nobody", secret_key="very-secret").get(KEY)
    assert "very-secret" not in str(caught.value)


def test_without_a_server_the_tests_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MINGPAI_TEST_S3_ENDPOINT", raising=False)
    monkeypatch.setattr(s3_server, "PROGRAMS", ("no-such-program",))
    with pytest.raises(NoServer, match=r"apt-get install .* radosgw"), running_s3():
        pass
