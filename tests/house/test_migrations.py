"""The migrations, in order, make exactly the tables that the models describe."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from service.database import MIGRATIONS
from service.extensions import db


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_each_migration_names_what_it_does() -> None:
    for path in (MIGRATIONS / "versions").glob("[0-9]*.py"):
        assert re.fullmatch(r"\d{4}_[a-z]+(_[a-z]+)+", Path(path).stem)


def test_migrations_make_the_tables_of_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _is_ours}
        )
        assert compare_metadata(context, db.metadata) == []


def _is_ours(_thing: object, name: str, *_rest: object) -> bool:
    return not name.startswith("procrastinate_")
