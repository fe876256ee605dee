"""What is tried out: a draft as it was last saved, or a version as it was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from processes import editions
from processes.checker import Severity
from processes.editions import Edition
from processes.trial import compared_values
from service.editions import diagram_of, parsed
from service.extensions import db
from service.failures import NotFound
from service.models import Edition as EditionRow
from service.publishing.checking import NotPublishable, check_procedure, list_posts
from service.publishing.drafts import open_revision
from service.publishing.procedures import Procedure, only_named


@dataclass(frozen=True, slots=True)
class Tried:
    """A procedure that can be tried; `compared` are the values that it speaks of, by name."""

    procedure: str
    name: str
    edition: Edition
    diagram: bytes
    compared: Mapping[str, tuple[object, ...]]


def draft_to_try(draft_id: UUID) -> Tried:
    """Take a draft as it was last saved.

    Raises:
        NotFound: there is no such draft.
        NotPublishable: it has errors, so that nobody could say what it does.
    """
    opened = open_revision(draft_id)
    files, draft = opened.files, opened.draft
    edition, compared = _ready(_frozen(only_named(files)), tuple(list_posts()), draft.procedure)
    return Tried(draft.procedure, draft.name, edition, files.diagram, compared)


def version_to_try(edition_id: UUID) -> Tried:
    """Take a version; NotFound if there is none of that id."""
    row = db.session.get(EditionRow, edition_id)
    if row is None:
        raise NotFound
    edition, diagram = parsed(edition_id), diagram_of(edition_id)
    return Tried(row.procedure, row.name, edition, diagram, _compared(edition_id))


Files = tuple[tuple[str, bytes], ...]


def _frozen(files: Procedure) -> tuple[bytes, Files, Files]:
    return files.diagram, tuple(files.forms.items()), tuple(files.tables.items())


@lru_cache(maxsize=8)
def _ready(
    frozen: tuple[bytes, Files, Files], posts: tuple[str, ...], stem: str
) -> tuple[Edition, Mapping[str, tuple[object, ...]]]:
    # Every act of a try-out asks for the draft anew; most of the time nobody has saved it since.
    diagram, forms, tables = frozen
    problems = check_procedure(Procedure(diagram, dict(forms), dict(tables)), posts, stem=stem)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise NotPublishable(problems)
    edition = editions.load(diagram, dict(forms), dict(tables))
    return edition, compared_values(diagram, edition)


@lru_cache(maxsize=32)
def _compared(edition_id: UUID) -> Mapping[str, tuple[object, ...]]:
    return compared_values(diagram_of(edition_id), parsed(edition_id))
