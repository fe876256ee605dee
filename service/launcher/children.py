"""Programs that this process starts, watches and stops."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SET_PARENT_DEATH_SIGNAL: Final = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system that a program runs under."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Program:
    """What to start and how it likes to be stopped.

    `patience` is in seconds: how long it may take after `stop` before it is made to end.
    `log` takes both outputs; without it they go where ours go.
    """

    name: str
    argv: tuple[str, ...]
    stop: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    account: Account | None = None
    environ: Mapping[str, str] | None = None
    log: Path | None = None


class Child:
    """A running program, leader of a process group of its own.

    Ctrl-C in a terminal goes to the group in front, which is ours alone: so we decide the
    order in which the children stop.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process = _start(program)

    @property
    def pid(self) -> int:
        """The process id, which is the group's id too."""
        return self._process.pid

    def ended(self) -> int | None:
        """Give the exit code, or None while the program runs."""
        return self._process.poll()

    def stop(self) -> int:
        """Stop the program and everything in its group; give its exit code."""
        for signum, patience in (
            (self.program.stop, self.program.patience),
            (signal.SIGQUIT, 5.0),
            (signal.SIGKILL, 5.0),
        ):
            if self._ends_within(patience, after=signum):
                break
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        return self._process.wait()

    def _ends_within(self, seconds: float, after: signal.Signals) -> bool:
        if self.ended() is None:
            self._process.send_signal(after)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def _start(program: Program) -> subprocess.Popen[bytes]:
    account = program.account
    output = program.log.open("ab") if program.log else None
    try:
        return subprocess.Popen(
            program.argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=program.environ,
            cwd="/" if account else None,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=() if account else None,
            process_group=0,
            preexec_fn=_dies_with_us(program.stop),  # noqa: PLW1509 (we start no threads)
        )
    finally:
        if output:
            output.close()


def _dies_with_us(stop: signal.Signals) -> Callable[[], None]:
    """Let the kernel stop the child when this process is killed without a chance to do it."""
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, int(stop), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return ask_the_kernel
