"""A PostgreSQL server of our own, reached only through a socket in a folder of its own."""

import hashlib
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from service.launcher.children import Child, Program
from service.launcher.cluster import (
    SUPERUSER,
    end_leftovers,
    give,
    initialise,
    refuse_other_version,
    says_ready,
)
from service.launcher.refusal import LaunchRefused
from service.launcher.server_programs import (
    can_run,
    server_account,
    shipped_programs,
    usable_programs,
)
from service.launcher.tuning import DURABLE, FOR_TESTS

DATABASE: Final = "mingpai"
OWNER: Final = "mingpai"
# A socket's address has 108 bytes on Linux and 104 elsewhere, file name included.
_LONGEST_SOCKET_FOLDER: Final = 80
_START_SECONDS: Final = 60.0
_LARGEST_LOG: Final = 10_000_000
# What the server says while the processes of a predecessor, killed a moment ago, still end.
_WORTH_ANOTHER_TRY: Final = ("shared memory block", "lock file")


class EmbeddedPostgres:
    """The server whose files lie in `folder`; safe to start again after any kind of end.

    Whoever calls makes sure that only one process at a time uses a folder.
    """

    def __init__(self, folder: Path, tuning: Mapping[str, str] = DURABLE) -> None:
        self.folder = folder
        self._tuning = tuning
        self._cluster = folder / "postgresql"
        self._log = folder / "postgresql.log"
        self._socket = _socket_folder(folder)
        self._account = server_account()
        self._child: Child | None = None

    def start(self) -> Self:
        """Start, through recovery if need be, and return when statements are answered.

        Raises:
            LaunchRefused: the server does not start; the text ends with its own words.
        """
        self._prepare_folders()
        self._programs = usable_programs(shipped_programs(), self._account, self.folder)
        if not self._cluster.exists():
            initialise(self._cluster, self._programs, self._account, self._tuning)
        refuse_other_version(self._cluster)
        end_leftovers(self._cluster)
        self._start_until_ready()
        self._ensure_database()
        return self

    def stop(self) -> None:
        """Let running statements go, write everything to disk, end."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def child(self) -> Child:
        """The server's process, while it runs."""
        assert self._child is not None, "The server has not been started."
        return self._child

    def listens(self) -> bool:
        """Whether a server of this folder runs, here or in another process."""
        # A server that was killed leaves its socket's file behind, so we knock.
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket / ".s.PGSQL.5432")) == 0

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """Give the address of a database, as `DATABASE_URL` wants it."""
        return f"postgresql://{user}@/{database}?host={quote(str(self._socket), safe='')}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create an empty database, or a copy of `template`, and give its address.

        Nobody may be connected to the template. Copying files beats copying through the log
        once a template has more than a few tables.
        """
        statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
        if template is not None:
            statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
        self._execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(SUPERUSER, SUPERUSER), autocommit=True) as connection:
            connection.execute(statement)

    def _prepare_folders(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not can_run(self._account, "/bin/sh", "-c", 'cd "$0"', str(self.folder)):
            name = self._account.name if self._account else "this account"
            raise LaunchRefused(
                f"PostgreSQL runs as {name}, who may not enter {self.folder}. Set MINGPAI_DATA to"
                " a folder outside of anybody's home, such as /var/lib/mingpai."
            )
        self._socket.mkdir(mode=0o700, exist_ok=True)
        give(self._socket, self._account)
        if self._log.exists() and self._log.stat().st_size > _LARGEST_LOG:
            self._log.unlink()

    def _start_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            begin = self._log.stat().st_size if self._log.exists() else 0
            self._child = Child(self._program())
            if self._gets_ready(deadline):
                return
            self.stop()
            words = _read_from(self._log, begin)
            if time.monotonic() > deadline or not _is_passing(words):
                raise LaunchRefused(f"PostgreSQL did not start. Its last words:\n{words[-2000:]}")
            time.sleep(0.3)

    def _program(self) -> Program:
        settings = dict(self._tuning) | {
            "unix_socket_directories": str(self._socket),
            "unix_socket_permissions": "0700",
        }
        flags = [flag for name in settings for flag in ("-c", f"{name}={settings[name]}")]
        postgres = str(self._programs / "bin" / "postgres")
        return Program(
            name="PostgreSQL",
            argv=(postgres, "-D", str(self._cluster), *flags),
            stop=signal.SIGINT,  # "fast": does not wait until the last client goes home
            patience=30.0,
            account=self._account,
            environ={"PATH": os.environ.get("PATH", os.defpath)},
            log=self._log,
        )

    def _gets_ready(self, deadline: float) -> bool:
        while time.monotonic() < deadline and self.child.ended() is None:
            if says_ready(self._cluster, self.child.pid):
                return True
            time.sleep(0.02)
        return False

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url(SUPERUSER, SUPERUSER), autocommit=True) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]
            ).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
        if not known:
            self.create_database(DATABASE)


class _ServerForTests(EmbeddedPostgres):
    """A server whose folder goes when it stops."""

    def stop(self) -> None:
        super().stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_for_tests() -> EmbeddedPostgres:
    """Start a quick server in a temporary folder, which `stop` removes again.

    One is enough for a run of pytest; `create_database` gives each test its own.
    """
    # Not below pytest's folder: that one is closed to the account that the server runs under.
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    folder.chmod(0o755)
    return _ServerForTests(folder, FOR_TESTS).start()


def _socket_folder(folder: Path) -> Path:
    inside = folder / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mingpai-{os.geteuid()}-{mark}"


def _read_from(file: Path, begin: int) -> str:
    with file.open("rb") as opened:
        opened.seek(begin)
        return opened.read().decode(errors="replace").strip()


def _is_passing(words: str) -> bool:
    return any(sign in words for sign in _WORTH_ANOTHER_TRY)
