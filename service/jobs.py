"""Puts work for the worker into the queue, within the transaction that decided it.

Arguments are ids only: what a job needs it reads when it runs.
"""

from typing import Any

from procrastinate.exceptions import AlreadyEnqueued

from service.extensions import db, jobs


def defer(task: str, *, once: str | None = None, **ids: Any) -> None:
    """Defer `task` on the session's own connection: no commit, no job.

    `once` names the work; while such a job waits, a second one is not added.
    """
    connection = db.session.connection().connection.driver_connection
    deferrer = jobs.configure_task(task, connection=connection, queueing_lock=once)
    if once is None:
        deferrer.defer(**ids)
        return
    # A violated queueing lock would abort the whole transaction, hence the savepoint.
    try:
        with db.session.begin_nested():
            deferrer.defer(**ids)
    except AlreadyEnqueued:
        return
