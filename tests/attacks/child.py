"""Tries everything at every entrance, in a process that may not grow.

`python -m tests.attacks.child` prints for each entrance what came of something sound, of each
attempt, a line each, and how much the process has grown.
"""

import gc
import json
import resource
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final

from tests.attacks.entrances import ENTRANCES, Entrance, Sentences

HEADROOM: Final = 128_000_000
"""Bytes beyond what the process has; a text of ten megabytes is copied a few times."""
_NOBODY: Final = nullcontext()
_TRIES: Final = 5
_FORBIDDEN: Final = (
    *("open", "compile", "exec", "import", "os.", "socket.", "subprocess.", "shutil.", "ctypes."),
    *("pty.", "webbrowser.", "urllib.", "ftplib.", "http.", "sys.settrace", "marshal.", "pickle."),
)


class Guard:
    """Notes whatever the interpreter is asked to do that no author may bring about."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._watching = False
        sys.addaudithook(self._hear)

    def __enter__(self) -> None:
        self.seen, self._watching = [], True

    def __exit__(self, *_: object) -> None:
        self._watching = False

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self._watching and event.startswith(_FORBIDDEN):
            self.seen.append(f"{event} {args!r}"[:200])


def try_everything(entrance: Entrance, guard: Guard) -> None:
    """Try each attack, and all of them once more to see whether anything stays behind."""
    # What is loaded and cached at first use is so now.
    print(json.dumps({"sound": entrance.enter(entrance.sound)}))
    gc.collect()
    gc.freeze()
    for name in entrance.handed_in:
        print(json.dumps({"attack": name, **_tried(entrance, name, guard)}), flush=True)
    before = _resident()
    for name in entrance.handed_in:
        _enter(entrance, entrance.handed_in[name]())
    gc.collect()
    print(json.dumps({"grown": _resident() - before}))


def _tried(entrance: Entrance, name: str, guard: Guard) -> dict[str, Any]:
    handed_in = entrance.handed_in[name]()
    sentences, seconds = _enter(entrance, handed_in, guard)
    for _ in range(_TRIES):
        # Whoever shares the machine makes it slower, and never faster.
        seconds = min(seconds, _enter(entrance, handed_in)[1]) if seconds > 0.1 else seconds
    return {"sentences": sentences[:3], "seconds": seconds, "did": guard.seen}


def _enter(
    entrance: Entrance, handed_in: Any, guard: AbstractContextManager[None] = _NOBODY
) -> tuple[Sentences, float]:
    limit = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_in_use() + HEADROOM, limit[1]))
    began = time.process_time()
    try:
        with guard:
            sentences = entrance.enter(handed_in)
    except Exception as error:  # Told as what it is: nobody has put it into words.
        sentences = [f"{type(error).__name__}: {error}"[:300]]
    finally:
        seconds = time.process_time() - began
        resource.setrlimit(resource.RLIMIT_AS, limit)
    return sentences, seconds


def _in_use() -> int:
    return _pages(0)


def _resident() -> int:
    return _pages(1)


def _pages(column: int) -> int:
    return int(Path("/proc/self/statm").read_text().split()[column]) * resource.getpagesize()


if __name__ == "__main__":
    the_guard = Guard()
    for each in ENTRANCES.values():
        try_everything(each, the_guard)
