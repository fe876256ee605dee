"""Runs migrations on the connection or address that the caller put into the config."""

from alembic import context
from sqlalchemy import Connection, create_engine

import service.models  # noqa: F401 - fills the metadata
from service.extensions import db


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=db.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    address = context.config.get_main_option("sqlalchemy.url")
    with create_engine(address or "").connect() as opened:
        _migrate(opened)
