"""The folder that holds everything Mingpai keeps on this machine, for one launcher at a time."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from service.launcher.refusal import LaunchRefused


def data_folder(environ: Mapping[str, str]) -> Path:
    """Give `MINGPAI_DATA`, or the usual place for this account.

    For root that is /var/lib/mingpai, never a home or the checkout: PostgreSQL runs as
    somebody else then, who could not reach it there.
    """
    if environ.get("MINGPAI_DATA"):
        return Path(environ["MINGPAI_DATA"]).resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/mingpai")
    home = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "mingpai"


@contextmanager
def held_for_us(folder: Path) -> Iterator[None]:
    """Keep `folder` for this process; the kernel lets go of it however the process ends.

    Raises:
        LaunchRefused: another launcher has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LaunchRefused(
                f"Mingpai is running already (process {lock.read().strip() or 'unknown'}), with its"
                f" data in {folder}. Stop that one first, or give this one a MINGPAI_DATA and a"
                " MINGPAI_PORT of its own."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
