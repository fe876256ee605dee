"""Hands out published editions, each parsed once per process."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from processes import editions
from processes.editions import Edition as ParsedEdition
from service.extensions import db
from service.failures import ProcedureNotFound
from service.models import Artifact, Edition


def edition_in_force(procedure: str) -> Edition:
    """Get the edition that a new case of `procedure` would follow.

    Raises:
        ProcedureNotFound: none was ever published.
    """
    query = select(Edition).where(Edition.procedure == procedure, Edition.in_force)
    edition = db.session.scalar(query)
    if edition is None:
        raise ProcedureNotFound(procedure)
    return edition


@lru_cache(maxsize=256)
def parsed(edition_id: UUID) -> ParsedEdition:
    """Give an edition ready to run; it never changes, so it is read and parsed only once."""
    edition = db.session.get_one(Edition, edition_id)
    return editions.load(
        _content(edition.diagram),
        {name: _content(sha256) for name, sha256 in edition.forms.items()},
        {name: _content(sha256) for name, sha256 in edition.tables.items()},
    )


def diagram_of(edition_id: UUID) -> bytes:
    """Give the diagram of an edition as it was published."""
    query = select(Artifact.content).join(Edition, Edition.diagram == Artifact.sha256)
    return db.session.execute(query.where(Edition.id == edition_id)).scalar_one()


def _content(sha256: str) -> bytes:
    return db.session.get_one(Artifact, sha256).content
