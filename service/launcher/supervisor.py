"""Starts PostgreSQL, the web server and the worker, and stops them in the right order.

None of them is started again here: when one ends by itself the others are stopped and the
exit code is 1, with a sentence that names it. A demo's user sees at once that something is
wrong, and in production systemd or the container's runtime starts the whole again.
"""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, TextIO

from service.launcher.children import Child, Program
from service.launcher.data_folder import data_folder, held_for_us
from service.launcher.embedded import EmbeddedPostgres
from service.launcher.keys import demo_keys
from service.launcher.refusal import LaunchRefused

WEB: Final = "service.wiring:create_app()"
WORKER: Final = (str(Path(sys.executable).with_name("mingpai")), "worker")
_WATCH_SECONDS: Final = 0.1
_FIRST_ANSWER_SECONDS: Final = 60.0


class _Signals:
    """Remembers that we were asked to stop; interrupts only what may be interrupted."""

    def __init__(self) -> None:
        self.asked_to_stop = False
        self._may_interrupt = False

    def __call__(self, *_: object) -> None:
        self.asked_to_stop = True
        if self._may_interrupt:
            raise KeyboardInterrupt

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM for as long as this lasts."""
        before = {name: signal.signal(name, self) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a signal break off what happens meanwhile."""
        self._may_interrupt = True
        try:
            if self.asked_to_stop:
                raise KeyboardInterrupt
            yield
        finally:
            self._may_interrupt = False


def launch(
    prepare: Callable[[], None],
    announce: Callable[[], str],
    *,
    web: str = WEB,
    worker: Sequence[str] = WORKER,
) -> int:
    """Run everything until SIGINT or SIGTERM, and give the exit code: 0, or 1 with a sentence.

    Without `DATABASE_URL` our own PostgreSQL is started first. The environment that it and
    the data folder make (`DATABASE_URL`, `MINGPAI_DATA`, a demo's keys) is set here before
    `prepare` brings the database up to date; `announce` gives what to print once pages are
    served. `web` names the WSGI application, `worker` the command of the job worker.
    """
    signals = _Signals()
    with signals.listening():
        try:
            return _launch(signals, prepare, announce, web, worker)
        except KeyboardInterrupt:
            return 0
        except LaunchRefused as refusal:
            _say(str(refusal), sys.stderr)
            return 1


def _launch(
    signals: _Signals,
    prepare: Callable[[], None],
    announce: Callable[[], str],
    web: str,
    worker: Sequence[str],
) -> int:
    folder = data_folder(os.environ)
    with ExitStack() as stack:
        stack.enter_context(held_for_us(folder))
        _refuse_taken_port()
        children = _Children(signals)
        os.environ["MINGPAI_DATA"] = str(folder)
        # Before the server listens: whoever finds it finds its keys too.
        _set_demo_keys(folder)
        if not os.environ.get("DATABASE_URL"):
            server = stack.enter_context(_own_server(folder))
            children.watch(server.child)
        # Entered after the server and so left before it: what uses it stops first.
        stack.callback(children.stop)
        with signals.interrupting():
            prepare()
        children.start(Program("The worker", tuple(worker), patience=20.0))
        children.start(Program("The web server", _gunicorn(web), patience=15.0))
        if children.serve_first_page():
            _say(announce())
        return children.wait()


class _Children:
    """The programs that run, in the order in which they were started."""

    def __init__(self, signals: _Signals) -> None:
        self._signals = signals
        self._started: list[Child] = []
        self._watched: list[Child] = []

    def watch(self, child: Child) -> None:
        """Notice when `child`, which somebody else stops, ends."""
        self._watched.append(child)

    def start(self, program: Program) -> None:
        """Start `program`, unless we have been asked to stop."""
        if not self._signals.asked_to_stop:
            self._started.append(Child(program))
            self.watch(self._started[-1])

    def stop(self) -> None:
        """Stop those that were started here, the last one first."""
        while self._started:
            self._started.pop().stop()

    def serve_first_page(self) -> bool:
        """Wait until a page is answered; false if that will not happen."""
        deadline = time.monotonic() + _FIRST_ANSWER_SECONDS
        while time.monotonic() < deadline and self._goes_on():
            if _answers():
                return True
            time.sleep(_WATCH_SECONDS)
        return False

    def wait(self) -> int:
        """Return when we are asked to stop (0) or one of the programs has ended (1)."""
        while self._goes_on():
            time.sleep(_WATCH_SECONDS)
        ended = self._find_ended()
        if self._signals.asked_to_stop or ended is None:
            return 0
        _say(
            f"{ended.program.name} ended by itself (exit code {ended.ended()});"
            " stopping the others.",
            sys.stderr,
        )
        return 1

    def _goes_on(self) -> bool:
        return not self._signals.asked_to_stop and self._find_ended() is None

    def _find_ended(self) -> Child | None:
        return next((child for child in self._watched if child.ended() is not None), None)


@contextmanager
def _own_server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder)
    _say(f"PostgreSQL: our own, with its data in {folder} (DATABASE_URL names another).")
    try:
        server.start()
        os.environ["DATABASE_URL"] = server.url()
        yield server
    finally:
        server.stop()


def _set_demo_keys(folder: Path) -> None:
    if os.environ.get("MINGPAI_ENV", "production") != "production":
        for name, key in demo_keys(folder).items():
            os.environ.setdefault(name, key)


def _gunicorn(web: str) -> tuple[str, ...]:
    config = "python:service.launcher.gunicorn"
    return (sys.executable, "-m", "gunicorn", "--config", config, web)


def _port() -> int:
    return int(os.environ.get("MINGPAI_PORT", "8000"))


def _refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _port()))
        except OSError:
            raise LaunchRefused(
                f"Port {_port()} is used by another program. Stop that one, or choose another"
                " port with MINGPAI_PORT."
            ) from None


def _answers() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", _port(), timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)
