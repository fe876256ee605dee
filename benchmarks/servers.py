"""Starts what is measured: a database server, and gunicorn for the claims and for the floor."""

import http.client
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from service.launcher.children import Child, Program
from service.launcher.embedded import EmbeddedPostgres
from service.launcher.tuning import DURABLE

ROOT: Final = Path(__file__).parents[1]
_PATIENCE: Final = 30.0


@contextmanager
def database_server() -> Iterator[EmbeddedPostgres]:
    """Run the embedded PostgreSQL as `make run` does, every commit on the disk, in a new folder."""
    # The server may run under another account, to which a folder of our own would be closed.
    folder = Path(tempfile.mkdtemp(prefix="mp-bench-"))
    folder.chmod(0o755)
    try:
        with EmbeddedPostgres(folder, DURABLE).start() as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def web_server(application: str, environ: Mapping[str, str], path: str) -> Iterator[int]:
    """Serve a WSGI application under the software's own gunicorn settings; give the port.

    `path` is asked until it answers.
    """
    port = _free_port()
    settings = {**os.environ, **environ, "MINGPAI_PORT": str(port), "PYTHONPATH": str(ROOT)}
    config = "python:service.launcher.gunicorn"
    argv = (sys.executable, "-m", "gunicorn", "--config", config, application)
    child = Child(Program(f"gunicorn of {application}", argv, environ=settings))
    try:
        _wait_for_answer(child, port, path)
        yield port
    finally:
        child.stop()


def _wait_for_answer(child: Child, port: int, path: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _answers(port, path):
        if child.ended() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{child.program.name} does not answer")
        time.sleep(0.1)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
