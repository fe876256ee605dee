"""The system account that PostgreSQL runs under where Mingpai is started by root."""

import os
import pwd
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.launcher import server_programs

NOBODY = pwd.getpwnam("nobody")
STARTS = 4


def test_starts_at_the_same_time_agree_on_one_account(monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []

    def add_slowly() -> None:
        # As `useradd` does: it reads what there is, and writes some time later.
        time.sleep(0.05)
        made.append(server_programs.ACCOUNT)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(server_programs, "_exists", lambda _name: bool(made))
    monkeypatch.setattr(server_programs, "_make_account", add_slowly)
    monkeypatch.setattr(server_programs.pwd, "getpwnam", lambda _name: NOBODY)

    with ThreadPoolExecutor(STARTS) as starts:
        accounts = list(starts.map(lambda _start: server_programs.server_account(), range(STARTS)))

    assert made == [server_programs.ACCOUNT]
    assert len(set(accounts)) == 1
