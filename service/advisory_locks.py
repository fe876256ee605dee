"""Locks on what has no row to lock; PostgreSQL knows them by number and lets go at the commit."""

from enum import IntEnum, unique

from sqlalchemy import func, select

from service.extensions import db


@unique
class Lock(IntEnum):
    """What people or processes take turns at."""

    CALENDAR = 5_301_001
    """Two administrators edit the working calendar."""
    SHIPPED = 5_301_002
    """Several processes start on one empty database."""
    RETRIES = 5_301_005
    """A double click begins one run. (Triggers of migration 0007 have the two numbers between.)"""


def take(lock: Lock) -> None:
    """Wait for a lock and hold it to the end of the caller's transaction."""
    db.session.execute(select(func.pg_advisory_xact_lock(lock.value)))
