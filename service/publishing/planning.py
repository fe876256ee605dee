"""What a draft would change: against the version in force, and for open cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from forms import N_
from processes import editions
from processes.difference import Change, Version, differences
from processes.errors import DiagramRefused
from processes.sentences import Words
from service.editions import diagram_of, edition_in_force, parsed
from service.extensions import db
from service.failures import ProcedureNotFound
from service.models import Post, ProcedureDraft
from service.publishing.drafts import open_revision
from service.publishing.procedures import only_named

_BUILT_IN: Final = {
    "applicant": N_("申请人"),
    "agency": N_("机构"),
    "store": N_("门店"),
    "system": N_("系统"),
}


def role_words(role: str, posts: Mapping[str, str]) -> Words:
    """Give what people call a role: ours in the reader's language, a post by its name."""
    return Words(_BUILT_IN.get(role) or posts.get(role) or role)


@dataclass(frozen=True, slots=True)
class GoneStep:
    """A step of the version in force that a draft lacks, where open cases may stand."""

    node: str
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A draft beside the version in force; `targets` are the steps that may take one's place."""

    changes: tuple[Change, ...]
    gone: tuple[GoneStep, ...]
    targets: tuple[tuple[str, str], ...]


def compare_draft(draft: ProcedureDraft) -> Comparison | None:
    """Compare a draft with the version in force; None if there is none, or it cannot run yet."""
    try:
        before = edition_in_force(draft.procedure)
        files = only_named(open_revision(draft.id).files)
        after = editions.load(files.diagram, files.forms, files.tables)
    except (ProcedureNotFound, DiagramRefused):
        return None
    return _compared(before.id, Version(after, files.diagram))


def _compared(before_id: UUID, after: Version) -> Comparison:
    posts = dict(db.session.execute(select(Post.code, Post.name)).all())
    before = Version(parsed(before_id), diagram_of(before_id))
    steps = [node for node in after.edition.nodes.values() if node.kind == "userTask"]
    gone = [
        GoneStep(node.id, node.name)
        for node in before.edition.nodes.values()
        if node.kind == "userTask" and node.id not in after.edition.nodes
    ]
    return Comparison(
        tuple(differences(before, after, lambda role: role_words(role, posts))),
        tuple(gone),
        tuple((node.id, node.name) for node in steps),
    )
