"""Files of procedures, each stored once by its SHA-256."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import CompoundSelect, Select, delete, func, select, true, union
from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.extensions import db
from service.models import Artifact, ArtifactKind, DraftRevision, Edition
from service.publishing.procedures import Procedure


def keep_files(procedure: Procedure) -> dict[str, Any]:
    """Store the files of a procedure that are not there yet; give the columns that name them."""
    forms, tables = procedure.forms, procedure.tables
    _keep(
        [
            (ArtifactKind.DIAGRAM, procedure.diagram),
            *((ArtifactKind.FORM, one) for one in forms.values()),
            *((ArtifactKind.TABLE, one) for one in tables.values()),
        ]
    )
    return {
        "diagram": _sha256(procedure.diagram),
        "forms": {name: _sha256(one) for name, one in forms.items()},
        "tables": {name: _sha256(one) for name, one in tables.items()},
    }


def files_of(row: Edition | DraftRevision) -> Procedure:
    """Give the files of an edition, or of one revision of a draft."""
    named = [row.diagram, *row.forms.values(), *row.tables.values()]
    query = select(Artifact.sha256, Artifact.content).where(Artifact.sha256.in_(named))
    contents = dict(db.session.execute(query).all())
    return Procedure(
        contents[row.diagram], _named(row.forms, contents), _named(row.tables, contents)
    )


def delete_unnamed_files() -> None:
    """Delete what saves within one revision have left behind: files that nothing names."""
    unnamed = Artifact.sha256.not_in(_names())
    with transaction():
        # Whoever keeps such a file at this moment has locked it; it is looked at another night.
        free = select(Artifact.sha256).where(unnamed).with_for_update(skip_locked=True)
        locked = list(db.session.scalars(free))
        # Looked at again: it may have got its name after the first look, and before the lock.
        db.session.execute(delete(Artifact).where(Artifact.sha256.in_(locked), unnamed))


def _keep(files: Collection[tuple[ArtifactKind, bytes]]) -> None:
    rows = {
        sha256: {"sha256": sha256, "kind": kind, "content": content}
        for kind, content in files
        for sha256 in [_sha256(content)]
    }
    there = select(Artifact.sha256).where(Artifact.sha256.in_(rows))
    # What is there and has no name yet must not be deleted before this transaction gives it one.
    known = set(db.session.scalars(there.with_for_update(read=True, key_share=True)))
    # In one order, or two who keep the same files would wait for each other.
    fresh = [row for sha256, row in sorted(rows.items()) if sha256 not in known]
    if fresh:
        db.session.execute(insert(Artifact).values(fresh).on_conflict_do_nothing())


def _names() -> CompoundSelect[tuple[str]]:
    return union(*_names_in(Edition), *_names_in(DraftRevision))


def _names_in(model: type[Edition | DraftRevision]) -> Iterator[Select[tuple[str]]]:
    yield select(model.diagram)
    for column in (model.forms, model.tables):
        each = func.jsonb_each_text(column).table_valued("key", "value")
        yield select(each.c.value).select_from(model).join(each, true())


def _named(names: Mapping[str, str], contents: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: contents[sha256] for name, sha256 in names.items()}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
