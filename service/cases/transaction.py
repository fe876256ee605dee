"""One user action, one transaction: everything or nothing, and broken rules in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from service.extensions import db
from service.refusals import refusal_of


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end; on any exception roll back, so that nothing happened.

    Raises:
        Refused: a constraint of ours was violated.
    """
    try:
        yield
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    except BaseException:
        db.session.rollback()
        raise
