"""Checks and publishes editions; there is no way to change one."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from forms import Form, compile_form
from processes.checker import OperationFacts, Problem, Vocabulary, check
from processes.decisions import DecisionTable, load_table
from processes.expressions import parse_form_expression
from processes.safe_xml import parse_xml
from processes.vocabulary import BPMN, Process, read_process
from service.cases.facts import GIVENS
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Artifact, ArtifactKind, Edition, Post
from service.operations import REGISTRY
from service.ports import ports

ROOT: Final = Path(__file__).parent.parent
SHIPPED_DIAGRAMS: Final = ROOT / "bpmn"
SHIPPED_FORMS: Final = ROOT / "forms" / "definitions"
SHIPPED_POSTS: Final = frozenset({"association_reviewer", "administrator"})
"""The posts that every database begins with (migration 0001)."""
BUILT_IN_ROLES: Final = frozenset({"applicant", "agency", "store", "system"})


class NotPublishable(Exception):
    """The diagram has problems; `problems` says which, element by element."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Procedure:
    """A diagram with the forms and tables that may be meant by its names, as files give them."""

    diagram: bytes
    forms: Mapping[str, bytes]
    tables: Mapping[str, bytes]


def read_procedure(diagram: Path, *beside: Path) -> Procedure:
    """Read a diagram; forms and tables come from `beside`, then its folder, then the shipped."""
    folders = [*beside, diagram.parent, SHIPPED_FORMS, SHIPPED_DIAGRAMS]
    return Procedure(diagram.read_bytes(), _files(folders, "*.form"), _files(folders, "*.dmn"))


def check_procedure(
    procedure: Procedure, roles: Iterable[str], stem: str | None = None
) -> list[Problem]:
    """Give everything that is wrong with a procedure; `roles` are the posts that exist."""
    return check(procedure.diagram, _vocabulary(procedure, frozenset(roles)), stem=stem)


def list_posts() -> list[str]:
    """List the codes of the association's posts."""
    return list(db.session.scalars(select(Post.code)))


def publish(
    procedure: Procedure, *, note: str = "", posts: Mapping[str, str] | None = None
) -> Edition:
    """Make a new edition of a procedure and put it in force for new cases.

    `posts` are new posts of the association to create with it: code → name.

    Raises:
        NotPublishable: the check found errors.
    """
    with transaction():
        _create_posts(posts or {})
        problems = check_procedure(procedure, list_posts())
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise NotPublishable(errors)
        return _new_edition(procedure, note)


def publish_shipped() -> list[str]:
    """Publish each shipped procedure that the database has no edition of; give their names.

    A shipped file that changed later never replaces the edition in force (design.md).
    """
    known = set(db.session.scalars(select(Edition.procedure).distinct()))
    fresh = [path for path in sorted(SHIPPED_DIAGRAMS.glob("*.bpmn")) if path.stem not in known]
    for path in fresh:
        publish(read_procedure(path), note="随软件发布")
    return [path.stem for path in fresh]


def _files(folders: Iterable[Path], pattern: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(folder.glob(pattern)):
            found.setdefault(path.stem, path.read_bytes())
    return found


def _vocabulary(procedure: Procedure, posts: frozenset[str]) -> Vocabulary:
    return Vocabulary(
        forms=compile_forms(procedure.forms),
        roles=BUILT_IN_ROLES | posts,
        operations={name: _facts_of(name) for name in REGISTRY},
        tables=load_tables(procedure.tables),
        givens=GIVENS,
    )


def compile_forms(definitions: Mapping[str, bytes]) -> dict[str, Form]:
    """Compile form definitions by the name that diagrams use."""
    return {
        name: compile_form(definition, parse_form_expression)
        for name, definition in definitions.items()
    }


def load_tables(files: Mapping[str, bytes]) -> dict[str, DecisionTable]:
    """Load decision tables by the id that diagrams use."""
    tables = [load_table(xml) for xml in files.values()]
    return {table.id: table for table in tables}


def _facts_of(name: str) -> OperationFacts:
    operation = REGISTRY[name]
    return OperationFacts(
        required=frozenset(operation.params) - operation.optional,
        optional=operation.optional,
        results=operation.results,
    )


def _create_posts(posts: Mapping[str, str]) -> None:
    rows = [{"code": code, "name": name} for code, name in posts.items()]
    if rows:
        db.session.execute(insert(Post).values(rows).on_conflict_do_nothing())


def _new_edition(procedure: Procedure, note: str) -> Edition:
    process = _process(procedure.diagram)
    nodes = process.nodes.values()
    forms = {node.form: procedure.forms[node.form] for node in nodes if node.form}
    tables = {table: _table_file(procedure, table) for node in nodes if (table := node.decision)}
    _retire(process.id)
    edition = Edition(
        procedure=process.id,
        name=process.name,
        number=_next_number(process.id),
        diagram=_keep(ArtifactKind.DIAGRAM, procedure.diagram),
        forms={name: _keep(ArtifactKind.FORM, content) for name, content in forms.items()},
        tables={name: _keep(ArtifactKind.TABLE, content) for name, content in tables.items()},
        in_force=True,
        published_at=ports().clock(),
        note=note,
    )
    db.session.add(edition)
    return edition


def _process(diagram: bytes) -> Process:
    element = parse_xml(diagram).find(f"{BPMN}process")
    assert isinstance(element, etree._Element)  # The check has passed.
    return read_process(element)


def _table_file(procedure: Procedure, table_id: str) -> bytes:
    return next(xml for xml in procedure.tables.values() if load_table(xml).id == table_id)


def _retire(procedure: str) -> None:
    in_force = update(Edition).where(Edition.procedure == procedure, Edition.in_force)
    db.session.execute(in_force.values(in_force=False))


def _next_number(procedure: str) -> int:
    newest = select(func.max(Edition.number)).where(Edition.procedure == procedure)
    return (db.session.scalar(newest) or 0) + 1


def _keep(kind: ArtifactKind, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    row = insert(Artifact).values(sha256=sha256, kind=kind, content=content)
    db.session.execute(row.on_conflict_do_nothing())
    return sha256
