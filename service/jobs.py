"""Puts work for the worker into the queue, within the transaction that decided it.

Arguments are ids only: what a job needs it reads when it runs, in the application's context.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from flask import Flask
from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from service.extensions import db

HEARTBEAT_SECONDS: Final = 3.0
STALLED_AFTER_SECONDS: Final = 15.0
"""A worker that has not been heard of for so long is gone, and what it had begun starts anew."""
LIVE: Final = ("todo", "doing")
"""What Procrastinate calls a job that is still to be done or being done."""

P = ParamSpec("P")
R = TypeVar("R")

_bound: list[Flask] = []

# Not the application's own `jobs`: in the worker that one is open for asyncio, and could not
# use the connection of the job that defers the next one.
_queue: Final = App(connector=SyncPsycopgConnector())


def defer(task: str, *, once: str | None = None, **ids: Any) -> int:
    """Defer `task` on the session's own connection: no commit, no job. Give its number.

    `once` names the work; while such a job waits, a second one is not added and 0 is given.
    """
    connection = db.session.connection().connection.driver_connection
    deferrer = _queue.configure_task(task, connection=connection, queueing_lock=once)
    if once is None:
        return deferrer.defer(**ids)
    # A violated queueing lock would abort the whole transaction, hence the savepoint.
    try:
        with db.session.begin_nested():
            return deferrer.defer(**ids)
    except AlreadyEnqueued:
        return 0


def bind(app: Flask) -> None:
    """Name the application in whose context this process runs its jobs."""
    _bound[:] = [app]


def in_app_context(job: Callable[P, R]) -> Callable[P, R]:
    """Run a job within the bound application, each in a context and session of its own."""

    @wraps(job)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _bound[0].app_context():
            return job(*args, **kwargs)

    return run
