"""Files of procedures, each stored once by its SHA-256."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from service.extensions import db
from service.models import Artifact, ArtifactKind, DraftRevision, Edition
from service.publishing.procedures import Procedure


def keep_artifact(kind: ArtifactKind, content: bytes) -> str:
    """Store a file unless it is there already; give its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    row = insert(Artifact).values(sha256=sha256, kind=kind, content=content)
    db.session.execute(row.on_conflict_do_nothing())
    return sha256


def keep_files(procedure: Procedure) -> dict[str, Any]:
    """Store all files of a procedure; give the columns that name them."""
    forms, tables = procedure.forms.items(), procedure.tables.items()
    return {
        "diagram": keep_artifact(ArtifactKind.DIAGRAM, procedure.diagram),
        "forms": {name: keep_artifact(ArtifactKind.FORM, one) for name, one in forms},
        "tables": {name: keep_artifact(ArtifactKind.TABLE, one) for name, one in tables},
    }


def files_of(row: Edition | DraftRevision) -> Procedure:
    """Give the files of an edition, or of one revision of a draft."""
    return Procedure(_content(row.diagram), _contents(row.forms), _contents(row.tables))


def _contents(named: Mapping[str, str]) -> dict[str, bytes]:
    return {name: _content(sha256) for name, sha256 in named.items()}


def _content(sha256: str) -> bytes:
    return db.session.get_one(Artifact, sha256).content
