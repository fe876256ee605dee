"""A worker in the test's own process: takes what is in the queue, then stops."""

import asyncio
import logging
from typing import Any

from flask import Flask
from procrastinate import PsycopgConnector
from sqlalchemy import text

from service.extensions import db, jobs
from service.jobs import bind
from service.worker import tasks


def work_off(app: Flask, *, retries: int = 0) -> None:
    """Run every job that is due, and so many times those that failed, without their waiting."""
    for _ in range(retries + 1):
        db.session.commit()
        _no_waiting()
        bind(app)
        asyncio.run(_work(str(app.config["SQLALCHEMY_DATABASE_URI"])))
    db.session.expire_all()


def wake_due_cases(app: Flask) -> None:
    """Do what the worker does every minute."""
    db.session.commit()
    bind(app)
    tasks.wake_due_cases(timestamp=0)
    db.session.expire_all()


def clean_up(app: Flask) -> None:
    """Do what the worker does every hour."""
    db.session.commit()
    bind(app)
    tasks.delete_what_is_over(timestamp=0)
    db.session.expire_all()


def periodic_tasks() -> set[str]:
    """Give the names of the jobs that the worker starts by itself."""
    return {name for name, _ in jobs.periodic_registry.periodic_tasks}


def jobs_of(task: str) -> list[dict[str, Any]]:
    """Read the jobs of one kind, the oldest first."""
    query = "SELECT id, status, attempts, args FROM procrastinate_jobs WHERE task_name = :t"
    rows = db.session.execute(text(query + " ORDER BY id"), {"t": task})
    return [dict(row) for row in rows.mappings()]


async def _work(url: str) -> None:
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # A failing job is a story here.
    connector = PsycopgConnector(conninfo=url.replace("+psycopg", ""))
    with jobs.replace_connector(connector) as queue:
        async with queue.open_async():
            await queue.run_worker_async(wait=False, install_signal_handlers=False)


def _no_waiting() -> None:
    db.session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    db.session.commit()
