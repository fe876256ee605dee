"""Has a stranger's file opened by a child process that can do no harm, and reads its answer."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import orjson

from service.imaging.kinds import recognise
from service.imaging.limits import Limits
from service.imaging.pages import Derived, DerivedPage
from service.imaging.refusals import REFUSALS, TookTooLong, Unreadable

_HOUSE: Final = Path(__file__).resolve().parents[2]
# A decoder that is made to crash ends so; the file is at fault, not we.
_CRASHES: Final = {
    -number
    for number in (
        signal.SIGSEGV,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGFPE,
        signal.SIGILL,
        signal.SIGTRAP,
        signal.SIGXFSZ,
    )
}


class ImagingFailed(Exception):
    """The child ended for a reason that is not the file's: worth another try."""


def derive(original: bytes, limits: Limits | None = None) -> Derived:
    """Make the pictures that reviewers see from an uploaded file.

    Nothing of the original's bytes is passed on: photos are decoded and encoded again, upright
    and without metadata; the pages of a PDF are drawn.

    Raises:
        ImageRefused: the file is at fault, with a sentence for the person.
        ImagingFailed: it is not; try again.
    """
    limits = limits or Limits()
    recognise(original)
    try:
        return _understood(_run_child(original, limits))
    except subprocess.TimeoutExpired as expired:
        raise TookTooLong from expired
    except OSError as error:
        raise ImagingFailed(f"imaging child did not start: {error}") from error


def _run_child(original: bytes, limits: Limits) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "service.imaging.child"]
    return subprocess.run(  # noqa: S603 -- our own interpreter and module
        [*command, str(limits.memory), str(limits.computing)],
        input=original,
        capture_output=True,
        timeout=limits.waiting,
        cwd=_HOUSE,
        env=environment(),
        check=False,
    )


def environment() -> dict[str, str]:
    """What the child may know: how to find Python's modules, none of our keys."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    # Each further arena would reserve address space that the limit counts.
    return kept | {"MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"}


def _understood(done: "subprocess.CompletedProcess[bytes]") -> Derived:
    if done.returncode == -signal.SIGXCPU:
        raise TookTooLong
    if done.returncode in _CRASHES:
        raise Unreadable
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace")[-500:]
        raise ImagingFailed(f"imaging child ended with {done.returncode}: {reason}")
    line, _, body = done.stdout.partition(b"\n")
    header = orjson.loads(line)
    if "refused" in header:
        raise REFUSALS[header["refused"]](**header["params"])
    return Derived(_pages(header["pages"], body), header["media_type"])


def _pages(sizes: list[Any], body: bytes) -> tuple[DerivedPage, ...]:
    pages, start = [], 0
    for length, width, height in sizes:
        pages.append(DerivedPage(body[start : start + length], width, height))
        start += length
    return tuple(pages)
