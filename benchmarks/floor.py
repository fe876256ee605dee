"""The floors: what the least possible web request costs with the same parts.

Bare Flask and SQLAlchemy Core, no session, no template, a body of two bytes. gunicorn serves it
with our settings, on our database server and with our pool, so a claim divided by its floor says
what our own work costs, whatever the machine.
"""

import os
from typing import Final

from flask import Flask
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, create_engine, select

from service.database import psycopg_url
from service.wiring import ENGINE_OPTIONS

ROWS: Final = 1000
BODY: Final = "ok"

_metadata = MetaData(schema="floor")
_counters = Table(
    "counters",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
)
_events = Table(
    "events",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("counter_id", Integer, nullable=False),
    Column("note", Text, nullable=False),
)


def create_app() -> Flask:
    """Build the two routes on the database of `DATABASE_URL`."""
    app, engine = Flask(__name__), _engine(os.environ["DATABASE_URL"])

    @app.get("/read/<int:number>")
    def http_read(number: int) -> str:
        with engine.connect() as connection:
            connection.execute(select(_counters.c.count).where(_counters.c.id == number)).one()
        return BODY

    @app.post("/write/<int:number>")
    def http_write(number: int) -> str:
        with engine.begin() as connection:
            this = _counters.c.id == number
            count = connection.execute(select(_counters.c.count).where(this)).scalar_one()
            connection.execute(_counters.update().where(this).values(count=count + 1))
            connection.execute(_events.insert().values(counter_id=number, note=f"count {count}"))
        return BODY

    return app


def prepare(url: str) -> None:
    """Make the floor's two tables, in a schema of their own beside the software's."""
    engine = _engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA floor")
        _metadata.create_all(connection)
        rows = [{"id": number, "count": 0} for number in range(ROWS)]
        connection.execute(_counters.insert(), rows)
    engine.dispose()


def _engine(url: str) -> Engine:
    return create_engine(psycopg_url(url), **ENGINE_OPTIONS)
