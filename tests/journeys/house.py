"""The service as it runs for people: gunicorn and the worker, on a database of their own."""

import base64
import os
import re
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from flask import Flask
from flask_babel import force_locale, gettext

from service.extensions import db
from service.launcher.children import Child, Program
from service.launcher.supervisor import WEB, WORKER
from service.settings import read_settings
from service.wiring import create_app

CAPTCHA = "1234"
PATIENCE = 30.0
"""Seconds that the worker may take for what somebody waits for: two cores, everything at once."""
_START_SECONDS = 60.0
T = TypeVar("T")


@dataclass
class Clock:
    """What time it is for what is arranged: now, or `earlier` than that."""

    earlier: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.earlier


@dataclass
class House:
    """What runs, where, what it wrote down; and the same application in this process."""

    url: str
    web_log: Path
    worker_log: Path
    app: Flask
    clock: Clock
    web: Child
    worker: Child

    def arrange(self, act: Callable[[], T], *, earlier: timedelta = timedelta(0)) -> T:
        """Do something before or beside what people do, as if it had been done `earlier`."""
        self.clock.earlier = earlier
        with self.app.app_context():
            try:
                return act()
            finally:
                db.session.remove()

    def wait_until(
        self,
        come_true: Callable[[], bool],
        complain: Callable[[], str] = lambda: "The worker never did it.",
    ) -> None:
        """Look again and again until the worker has done something that no page shows."""
        deadline = time.monotonic() + PATIENCE
        while not self.arrange(come_true):
            assert time.monotonic() < deadline, self.arrange(complain)
            time.sleep(0.1)

    @contextmanager
    def while_the_worker_rests(self) -> Iterator[None]:
        """Keep the worker from doing now what is arranged to have been done long ago."""
        os.kill(self.worker.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.worker.pid, signal.SIGCONT)

    def in_english(self, message: str) -> str:
        """Give what a page in English says for a message."""
        with self.app.test_request_context(), force_locale("en"):
            return gettext(message)

    def newest_code(self, mobile: str) -> str:
        """Read the newest SMS code for a number from what the server printed."""
        masked = f"{mobile[:3]}****{mobile[-4:]}"
        codes = re.findall(
            rf"\[SMS\] {re.escape(masked)}: 【[^】]+】验证码 (\d{{6}})", self.web_log.read_text()
        )
        assert codes, f"No code was sent to {masked}."
        return codes[-1]

    def written(self) -> dict[str, str]:
        """Give all that the programs wrote down so far, by program."""
        return {log.stem: log.read_text() for log in (self.web_log, self.worker_log)}


@contextmanager
def running_house(database_url: str, folder: Path) -> Iterator[House]:
    """Start everything on a free port, and stop it afterwards."""
    port = _free_port()
    environ = os.environ | _settings(database_url, folder / "data", port)
    logs = [folder / f"{name}.log" for name in ("web", "worker")]
    gunicorn = (sys.executable, "-m", "gunicorn", "--config", "python:service.launcher.gunicorn")
    web = Child(Program("The web server", (*gunicorn, WEB), environ=environ, log=logs[0]))
    worker = Child(Program("The worker", WORKER, environ=environ, log=logs[1]))
    clock = Clock()
    app = create_app(read_settings(environ), clock=clock)
    try:
        house = House(environ["MINGPAI_BASE_URL"], *logs, app, clock, web, worker)
        _wait_until_ready(house)
        yield house
    finally:
        web.stop()
        worker.stop()
        with app.app_context():
            db.engine.dispose()


def _settings(database_url: str, data: Path, port: int) -> dict[str, str]:
    def key(letter: str) -> str:
        return base64.b64encode(letter.encode() * 32).decode()

    return {
        "MINGPAI_ENV": "test",
        "DATABASE_URL": database_url,
        "MINGPAI_PORT": str(port),
        "MINGPAI_BASE_URL": f"http://127.0.0.1:{port}",
        "MINGPAI_SECRET_KEY": "only-for-tests",
        "MINGPAI_DATA_KEYS": f"k1:{key('a')}",
        "MINGPAI_HASH_KEY": key("b"),
        "MINGPAI_DATA": str(data),
        "MINGPAI_FIXED_CAPTCHA": CAPTCHA,
        "MINGPAI_ASSOCIATION": "威海市房地产业协会（样本）",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(house: House) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and house.web.ended() is None:
        try:
            urllib.request.urlopen(f"{house.url}/readyz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The web server did not start:\n{house.web_log.read_text()[-3000:]}")
