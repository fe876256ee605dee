"""The launcher, run as people run it: a process of its own with real children."""

import fcntl
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import pytest

from service.launcher import join_demo, server_programs
from service.launcher.data_folder import data_folder
from service.launcher.embedded import start_for_tests

ROOT = Path(__file__).parents[2]
PREPARE = """
import os, psycopg
def prepare():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO starts DEFAULT VALUES")
"""
PROGRAM = """
import os, sys
from service.launcher import launch
{prepare}
sys.exit(launch(
    prepare,
    lambda: "serving " + os.environ["DATABASE_URL"],
    web="wsgiref.simple_server:demo_app",
    worker=(sys.executable, "-c", "import time; time.sleep(600)"),
))
"""


@dataclass
class Launcher:
    """One launcher and everything that it started."""

    folder: Path
    port: int
    prepare: str = PREPARE
    family: list[psutil.Process] = field(default_factory=list)

    def start(self) -> None:
        self.process = self._open()

    def wait_until_serving(self) -> str:
        for line in self.process.stdout:
            if line.startswith("serving "):
                self.family = psutil.Process(self.process.pid).children(recursive=True)
                return line.removeprefix("serving ").strip()
        raise AssertionError(f"It ended without serving: {self.process.stderr.read()}")

    def run_to_end(self) -> tuple[int, str]:
        process = self._open()
        _, problem = process.communicate(timeout=60)
        return process.returncode, problem

    def find(self, part: str) -> psutil.Process:
        return next(child for child in self.family if part in " ".join(child.cmdline()))

    def end(self, signum: signal.Signals) -> int:
        self.process.send_signal(signum)
        return self.process.wait(60)

    def left_over(self) -> list[psutil.Process]:
        _, alive = psutil.wait_procs(self.family, timeout=15)
        return alive

    def _open(self) -> subprocess.Popen[str]:
        environ = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MINGPAI_", "PG")) and name != "DATABASE_URL"
        }
        environ |= {
            "MINGPAI_DATA": str(self.folder),
            "MINGPAI_PORT": str(self.port),
            "MINGPAI_ENV": "demo",
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(prepare=self.prepare)],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    folder = Path(tempfile.mkdtemp(prefix="mp-launch-"))
    folder.chmod(0o755)
    launcher = Launcher(folder, _free_port())
    yield launcher
    if hasattr(launcher, "process"):
        if launcher.process.poll() is None:
            launcher.end(signal.SIGTERM)
        launcher.process.stdout.close()
        launcher.process.stderr.close()
    shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _count_starts(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM starts").fetchone()[0]


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_and_leaves_nothing_running(
    launcher: Launcher, signum: signal.Signals
) -> None:
    launcher.start()
    launcher.wait_until_serving()
    assert len(launcher.family) >= 4  # PostgreSQL, worker, gunicorn and what they started
    assert launcher.end(signum) == 0
    assert launcher.left_over() == []


def test_postgresql_is_the_last_to_stop(launcher: Launcher) -> None:
    launcher.start()
    launcher.wait_until_serving()
    server, web = launcher.find("postgres -D"), launcher.find("gunicorn")
    # A web server that does not answer for a while still keeps its database.
    web.suspend()
    launcher.process.send_signal(signal.SIGTERM)
    time.sleep(1)
    assert server.is_running() and server.status() != psutil.STATUS_ZOMBIE
    web.resume()
    assert launcher.process.wait(60) == 0


def test_data_survive_a_killed_postgresql_and_the_next_start_recovers_them(
    launcher: Launcher,
) -> None:
    launcher.start()
    launcher.wait_until_serving()
    launcher.find("postgres -D").kill()
    assert launcher.process.wait(60) == 1
    assert "PostgreSQL ended by itself" in launcher.process.stderr.read()
    assert launcher.left_over() == []
    launcher.start()
    assert _count_starts(launcher.wait_until_serving()) == 2


def test_a_killed_launcher_takes_its_children_with_it_and_can_start_again(
    launcher: Launcher,
) -> None:
    launcher.start()
    launcher.wait_until_serving()
    launcher.process.kill()
    assert launcher.left_over() == []
    launcher.start()
    assert _count_starts(launcher.wait_until_serving()) == 2


def test_a_process_id_file_that_names_somebody_else_does_not_stop_the_start(
    launcher: Launcher,
) -> None:
    launcher.start()
    launcher.wait_until_serving()
    named = launcher.folder / "postgresql" / "postmaster.pid"
    words = named.read_text().split("\n", 1)[1]
    launcher.end(signal.SIGTERM)
    named.write_text(f"{os.getpid()}\n{words}")
    launcher.start()
    assert _count_starts(launcher.wait_until_serving()) == 2


def test_a_second_launcher_reads_who_has_the_data(launcher: Launcher) -> None:
    with (launcher.folder / "launcher.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        code, problem = launcher.run_to_end()
    assert code == 1
    assert "running already (process 4711)" in problem
    assert "Traceback" not in problem


def test_a_taken_port_is_said_before_anything_starts(launcher: Launcher) -> None:
    with socket.create_server(("127.0.0.1", launcher.port)):
        code, problem = launcher.run_to_end()
    assert code == 1
    assert f"Port {launcher.port} is used by another program" in problem
    assert not (launcher.folder / "postgresql").exists()


def test_ctrl_c_while_the_database_is_prepared_stops_what_runs_already(
    launcher: Launcher,
) -> None:
    launcher.prepare = (
        "def prepare():\n    import time; print('preparing', flush=True); time.sleep(60)"
    )
    launcher.start()
    _wait_for(lambda: "preparing" in launcher.process.stdout.readline())
    launcher.family = psutil.Process(launcher.process.pid).children(recursive=True)
    assert launcher.end(signal.SIGINT) == 0
    assert launcher.left_over() == []


def test_a_worker_that_dies_ends_the_whole_with_its_name(launcher: Launcher) -> None:
    launcher.start()
    launcher.wait_until_serving()
    launcher.find("time.sleep").kill()
    assert launcher.process.wait(60) == 1
    assert "The worker ended by itself" in launcher.process.stderr.read()
    assert launcher.left_over() == []


def test_a_demo_keeps_its_keys_and_nobody_else_can_read_them(launcher: Launcher) -> None:
    launcher.start()
    launcher.wait_until_serving()
    keys = launcher.folder / "demo-keys.json"
    before = keys.read_text()
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    launcher.end(signal.SIGTERM)
    launcher.start()
    launcher.wait_until_serving()
    assert keys.read_text() == before


def test_starting_a_server_changes_no_permission_above_the_checkout() -> None:
    above = [ROOT, *ROOT.parents, Path(sys.prefix), *Path(sys.prefix).parents]
    before = [path.stat().st_mode for path in above]
    start_for_tests().stop()
    assert [path.stat().st_mode for path in above] == before


def test_programs_in_a_closed_folder_are_copied_and_the_folder_stays_closed(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "home"
    shutil.copytree(server_programs.shipped_programs(), closed / "server", symlinks=True)
    closed.chmod(0o700)
    account = server_programs.server_account()
    beside = Path(tempfile.mkdtemp(prefix="mp-programs-"))
    beside.chmod(0o755)
    try:
        programs = server_programs.usable_programs(closed / "server", account, beside)
        assert server_programs.can_run(account, str(programs / "bin" / "postgres"), "--version")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(beside)


def test_root_keeps_the_data_away_from_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    at_home = {"HOME": "/home/somebody", "XDG_DATA_HOME": "/home/somebody/share"}
    assert data_folder(at_home) == Path("/var/lib/mingpai")


def test_a_database_copied_from_a_template_has_its_rows_and_its_own_life() -> None:
    with start_for_tests() as server:
        template = server.create_database("template_with_rows")
        with psycopg.connect(template) as connection:
            connection.execute("CREATE TABLE agencies AS SELECT '甲' AS name")
        copy = server.create_database("copy", template="template_with_rows")
        with psycopg.connect(copy) as connection:
            connection.execute("INSERT INTO agencies VALUES ('乙')")
            assert connection.execute("SELECT count(*) FROM agencies").fetchone() == (2,)
        with psycopg.connect(template) as connection:
            assert connection.execute("SELECT count(*) FROM agencies").fetchone() == (1,)


def test_upper_and_lower_case_of_chinese_names_do_not_depend_on_the_machine() -> None:
    with start_for_tests() as server, psycopg.connect(server.url()) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == ("b", "C.UTF-8")


def _wait_for(happened: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


def test_a_command_beside_a_running_demo_has_its_database_and_its_keys(
    launcher: Launcher,
) -> None:
    environment = {"MINGPAI_ENV": "demo", "MINGPAI_DATA": str(launcher.folder)}
    before = dict(environment)
    join_demo(before)
    assert before == environment

    launcher.start()
    url = launcher.wait_until_serving()
    join_demo(environment)

    assert environment["DATABASE_URL"] == url
    assert environment["MINGPAI_HASH_KEY"]


def test_a_command_that_names_its_database_joins_no_demo(launcher: Launcher) -> None:
    launcher.start()
    launcher.wait_until_serving()
    environment = {"MINGPAI_DATA": str(launcher.folder)}
    joined = [{**environment, "MINGPAI_ENV": "demo", "DATABASE_URL": "postgresql://other"}]
    joined.append({**environment, "MINGPAI_ENV": "production"})

    for one in joined:
        before = dict(one)
        join_demo(one)
        assert one == before


def test_the_socket_that_a_killed_demo_left_behind_is_no_demo(launcher: Launcher) -> None:
    launcher.start()
    launcher.wait_until_serving()
    launcher.find("postgres -D").kill()
    launcher.process.wait(60)
    assert (launcher.folder / "run" / ".s.PGSQL.5432").is_socket()
    environment = {"MINGPAI_ENV": "demo", "MINGPAI_DATA": str(launcher.folder)}

    before = dict(environment)
    join_demo(environment)

    assert environment == before
