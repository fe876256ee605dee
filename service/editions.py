"""Hands out published editions, each parsed once per process."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from forms import Form
from processes import editions, engine
from processes.editions import Edition as ParsedEdition
from processes.migration import Migration, plan_migration
from processes.migration.soundness import Soundness
from processes.step import Call, Context, Step, Values
from processes.working_time import WorkingCalendar
from service.extensions import db
from service.failures import ProcedureNotFound
from service.models import Artifact, DraftRevision, Edition


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
    return _load(db.session.get_one(Edition, edition_id))


def parsed_draft(draft_id: UUID, number: int) -> tuple[ParsedEdition, bytes]:
    """Give a revision of a draft ready to be tried, with its diagram.

    Raises:
        DiagramRefused: it cannot be run.
    """
    revision = db.session.get_one(DraftRevision, (draft_id, number))
    return _load(revision), _content(revision.diagram)


def _load(files: Edition | DraftRevision) -> ParsedEdition:
    return editions.load(
        _content(files.diagram),
        {name: _content(sha256) for name, sha256 in files.forms.items()},
        {name: _content(sha256) for name, sha256 in files.tables.items()},
    )


@lru_cache(maxsize=256)
def start_form(edition_id: UUID) -> Form:
    """Give the form with which a case of this edition begins."""
    return form_at_start(edition_id, {})


def form_at_start(edition_id: UUID, given: Mapping[str, Any]) -> Form:
    """Give the form with which somebody of whom these facts are known begins."""
    (first,) = first_step(edition_id, given).open_tasks
    return parsed(edition_id).forms[first.form]


def first_step(edition_id: UUID, given: Mapping[str, Any]) -> Step:
    """Run a diagram up to its first form for somebody with these facts; nothing is kept."""
    context = Context(
        now=datetime.now(UTC),
        calendar=WorkingCalendar(),
        operate=_nothing,
        lookups=_NoLookups(),
        given=given,
    )
    return engine.start(parsed(edition_id), {}, context)


class _NoLookups:
    """The first form is only named here, not filled in."""

    def document(self, id: str) -> None:  # noqa: A002 - the contract's word
        """Know of no upload."""

    def organisation(self, id: str) -> None:  # noqa: A002 - as above
        """Know of no organisation."""

    def returnable(self) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def affected(self) -> Mapping[str, str]:
        """Give none."""
        return {}


def _nothing(_call: Call) -> Values:
    return {}


@lru_cache(maxsize=64)
def migration_between(before: UUID, after: UUID, mapping: tuple[tuple[str, str], ...]) -> Migration:
    """Prepare to move cases between two published editions; both stay as they are for ever."""
    return plan_migration(
        (parsed(before), diagram_of(before)), (parsed(after), diagram_of(after)), dict(mapping)
    )


@lru_cache(maxsize=64)
def soundness_of(edition_id: UUID) -> Soundness:
    """Give what knows from where a case of this edition can still come to its end."""
    return Soundness(diagram_of(edition_id))


def diagram_of(edition_id: UUID) -> bytes:
    """Give the diagram of an edition as it was published."""
    query = select(Artifact.content).join(Edition, Edition.diagram == Artifact.sha256)
    return db.session.execute(query.where(Edition.id == edition_id)).scalar_one()


def _content(sha256: str) -> bytes:
    return db.session.get_one(Artifact, sha256).content
