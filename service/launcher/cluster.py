"""The files of a PostgreSQL server: made whole, and left in order by whoever had them before."""

import os
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

import psutil

from service.launcher.children import Account
from service.launcher.refusal import LaunchRefused
from service.launcher.server_programs import MAJOR, run_as

SUPERUSER = "postgres"


def give(path: Path, account: Account | None) -> None:
    """Make `account` the owner of `path`."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def initialise(
    cluster: Path, programs: Path, account: Account | None, tuning: Mapping[str, str]
) -> None:
    """Make the folder `cluster`, which does not exist yet.

    Raises:
        LaunchRefused: with the words of initdb.
    """
    # Under another name until it is whole: a first start may be interrupted.
    unfinished = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(unfinished, account)
    options = ["--pgdata", str(unfinished), "--username", SUPERUSER, "--auth", "trust"]
    # The same order of strings on every machine, whatever its C library knows.
    options += ["--encoding", "UTF8", "--locale", "C"]
    options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    if tuning["fsync"] == "off":
        options.append("--no-sync")
    done = run_as(account, str(programs / "bin" / "initdb"), *options)
    if done.returncode:
        raise LaunchRefused(f"PostgreSQL's initdb failed: {done.stderr.strip()}")
    unfinished.rename(cluster)


def refuse_other_version(cluster: Path) -> None:
    """Refuse files that another major version wrote."""
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise LaunchRefused(
            f"The data in {cluster} were written by PostgreSQL {version}, and this is {MAJOR}."
            " Take a backup with the Mingpai that wrote them, and restore it here."
        )


def end_leftovers(cluster: Path) -> None:
    """End a server whose launcher was killed, and forget one that is gone.

    A process id is given again: a file that names somebody else's process would keep the
    server from starting for ever.
    """
    named = cluster / "postmaster.pid"
    left = _find_server(named, cluster)
    if left is None:
        named.unlink(missing_ok=True)
        return
    for signum in (signal.SIGINT, signal.SIGQUIT):
        left.send_signal(signum)
        try:
            left.wait(20)
        except psutil.TimeoutExpired:
            continue
        return
    raise LaunchRefused(f"PostgreSQL (process {left.pid}) has {cluster} open and does not end.")


def _find_server(named: Path, cluster: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int(named.read_text().split("\n", 1)[0]))
        ours = str(cluster) in process.cmdline()
    except (ValueError, OSError, psutil.Error):
        return None
    return process if ours else None


def says_ready(cluster: Path, pid: int) -> bool:
    """Tell whether the server `pid` wrote into its file that it takes connections."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
