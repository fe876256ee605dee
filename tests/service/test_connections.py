"""What a page that only reads leaves behind: prepared statements, and nothing else."""

import pytest
from flask import Flask
from sqlalchemy import exc, func, select, text

from service.extensions import db
from service.models import Post

PREPARED = text("SELECT count(*) FROM pg_prepared_statements")
QUERY = select(Post).where(Post.code == "administrator")


@pytest.fixture(autouse=True)
def _prepared(app: Flask) -> None:
    """Read something so often that the driver has it prepared."""
    for _ in range(8):
        db.session.scalars(QUERY).one()
        db.session.rollback()


def test_a_statement_stays_prepared_after_a_rollback():
    assert db.session.scalar(PREPARED)


def test_a_rollback_still_undoes_what_was_written():
    db.session.add(Post(code="guard", name="门卫"))
    db.session.flush()
    db.session.rollback()

    assert db.session.scalar(select(func.count()).where(Post.code == "guard")) == 0


def test_the_connection_works_on_after_a_failed_statement():
    with pytest.raises(exc.ProgrammingError):
        db.session.execute(text("SELECT * FROM nowhere"))
    db.session.rollback()

    assert db.session.scalars(QUERY).one().code == "administrator"
