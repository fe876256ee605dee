"""Acts that really happen at once: each in a thread and a session of its own.

All of them are let run into a lock that somebody else holds; when every one waits for it, the
lock is let go, and they settle among themselves who is first.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask

from service.extensions import db

PATIENCE = 20.0
"""Seconds until a test gives up waiting for its threads."""


def race(app: Flask, database_url: str, lock: str, *acts: Callable[[], Any]) -> list[Any]:
    """Run `acts` at once; give what each returned or raised, in their order.

    `lock` is SQL that takes what all of them need; it is rolled back to start the race.
    """
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                outcomes[place] = act()
            except Exception as error:
                outcomes[place] = error
            finally:
                db.session.remove()

    db.session.commit()  # What this thread has read must not hold anything up.
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    with psycopg.connect(database_url) as holder, psycopg.connect(database_url) as watcher:
        watcher.autocommit = True
        holder.execute(lock)
        for thread in threads:
            thread.start()
        _until_all_wait(watcher, len(acts))
        holder.rollback()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    db.session.expire_all()
    return outcomes


def _until_all_wait(watcher: psycopg.Connection[Any], how_many: int) -> None:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        row = watcher.execute(waiting).fetchone()
        if row is not None and row[0] == how_many:
            return
        time.sleep(0.01)
    raise AssertionError(f"not all {how_many} acts came to wait for the lock")


def kinds(outcomes: list[Any]) -> set[str]:
    """Name the outcomes, so that a test need not know who won."""
    return {type(one).__name__ for one in outcomes}


def of_kind(kind: type, outcomes: list[Any]) -> Any:
    """Give the one outcome of a kind."""
    (found,) = [one for one in outcomes if isinstance(one, kind)]
    return found
