"""Starts a real S3 server for the tests: Ceph's radosgw over one store in memory.

`MINGPAI_TEST_S3_ENDPOINT` (with `MINGPAI_TEST_S3_ACCESS_KEY` and `…_SECRET_KEY`) names a
running one instead. Without either the tests fail and say what to install.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

PROGRAMS = ("ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")
INSTALL = (
    "S3 tests need a server. Run: apt-get install -y --no-install-recommends "
    "radosgw ceph-mon ceph-osd — or set MINGPAI_TEST_S3_ENDPOINT, "
    "MINGPAI_TEST_S3_ACCESS_KEY and MINGPAI_TEST_S3_SECRET_KEY."
)

# auth none needs ms_mon_client_mode = crc, or radosgw waits for the monitor for ever.
CONFIGURATION = """\
[global]
fsid = {fsid}
auth cluster required = none
auth service required = none
auth client required = none
mon host = [v2:127.0.0.1:{monitor_port}]
ms bind ipv6 = false
public network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
crash dir = {folder}
osd pool default size = 1
osd pool default min size = 1
osd crush chooseleaf type = 0
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
paxos propose interval = 0.02
paxos min wait = 0.01
mon max pg per osd = 2000
mon allow pool size one = true
[mon]
mon data = {folder}/mon
mon cluster log file = {folder}/cluster.log
mon data avail crit = 1
[osd]
osd data = {folder}/osd
osd objectstore = memstore
osd class load list = *
osd class default list = *
[client.rgw]
rgw data = {folder}/rgw
ms mon client mode = crc
ms client mode = crc
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw dns name = localhost
rgw run sync thread = false
"""


class NoServer(Exception):
    """There is no S3 server to test with; the text is the line to run."""


@dataclass(frozen=True, slots=True)
class S3Server:
    """What `S3Storage` needs to know of a server, besides the bucket."""

    endpoint: str
    access_key: str
    secret_key: str
    secure: bool = False


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """The server named by the environment, or one of our own that ends with the block.

    Raises:
        NoServer: neither is possible here.
    """
    named = os.environ.get("MINGPAI_TEST_S3_ENDPOINT")
    if named:
        yield _named_server(named)
        return
    if any(shutil.which(program) is None for program in PROGRAMS):
        raise NoServer(INSTALL)
    # Short: the path of a Unix socket may have 107 bytes.
    with TemporaryDirectory(prefix="mp-s3-", dir="/tmp") as folder, ExitStack() as stack:
        yield _start(Path(folder), stack)


def _named_server(address: str) -> S3Server:
    scheme, _, endpoint = address.rpartition("://")
    return S3Server(
        endpoint,
        os.environ["MINGPAI_TEST_S3_ACCESS_KEY"],
        os.environ["MINGPAI_TEST_S3_SECRET_KEY"],
        secure=scheme == "https",
    )


def _start(folder: Path, stack: ExitStack) -> S3Server:
    port, fsid = _free_port(), str(uuid4())
    _configure(folder, fsid=fsid, port=port)
    _start_monitor(folder, fsid, stack)
    _start_store(folder, stack)
    server = S3Server(f"127.0.0.1:{port}", "mingpai-test", uuid4().hex)
    _run(
        folder,
        *("radosgw-admin", "-n", "client.rgw", "user", "create", "--uid=test"),
        "--display-name=test",
        f"--access-key={server.access_key}",
        f"--secret={server.secret_key}",
    )
    _launch(folder, stack, "radosgw", "-n", "client.rgw")
    _wait_for(port)
    return server


def _configure(folder: Path, *, fsid: str, port: int) -> None:
    for part in ("mon", "osd", "rgw"):
        (folder / part).mkdir()
    text = CONFIGURATION.format(folder=folder, fsid=fsid, port=port, monitor_port=_free_port())
    (folder / "ceph.conf").write_text(text)


def _start_monitor(folder: Path, fsid: str, stack: ExitStack) -> None:
    host = next(
        line.partition(" = ")[2]
        for line in (folder / "ceph.conf").read_text().splitlines()
        if line.startswith("mon host")
    )
    chart = str(folder / "monmap")
    _run(folder, "monmaptool", "--create", "--addv", "a", host, "--fsid", fsid, chart)
    _run(folder, "ceph-mon", "--mkfs", "-i", "a", "--monmap", chart)
    _launch(folder, stack, "ceph-mon", "-i", "a")


def _start_store(folder: Path, stack: ExitStack) -> None:
    uuid = str(uuid4())
    number = _run(folder, "ceph", "osd", "new", uuid).strip()
    _run(folder, "ceph-osd", "-i", number, "--mkfs", "--osd-uuid", uuid)
    _launch(folder, stack, "ceph-osd", "-i", number)


def _run(folder: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        [program, "-c", str(folder / "ceph.conf"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{program} failed: {done.stderr[-2000:]}"
    return done.stdout


def _launch(folder: Path, stack: ExitStack, program: str, *arguments: str) -> None:
    """Start a daemon in the foreground, as a child that cannot outlive us."""
    command = [program, "-f", "-c", str(folder / "ceph.conf"), *arguments]
    if shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig", "KILL", *command]
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(_stop, daemon)


def _stop(daemon: "subprocess.Popen[bytes]") -> None:
    # All it holds is in memory: nothing to be gained by a tidy end, which takes seconds.
    daemon.kill()
    daemon.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("radosgw did not start within a minute")
