"""Checks and publishes editions; there is no way to change one."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from forms import N_, Form, FormDefinitionError, compile_form
from processes.checker import OperationFacts, Problem, Severity, Vocabulary, Words, check
from processes.decisions import DecisionTable, load_table
from processes.expressions import parse_form_expression
from processes.safe_xml import XmlRefused, parse_xml
from processes.sentences import SaidInWords
from processes.vocabulary import BPMN, MP, Process, read_process
from service.cases.facts import GIVENS
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Artifact, ArtifactKind, Edition, Post
from service.operations import REGISTRY
from service.ports import ports

ROOT: Final = Path(__file__).parent.parent
SHIPPED_DIAGRAMS: Final = ROOT / "bpmn"
SHIPPED_FORMS: Final = ROOT / "forms" / "definitions"
SHIPPED_POSTS: Final = frozenset(
    {"association_reviewer", "administrator", "second_reviewer", "cashier", "card_maker"}
)
"""The posts that every database begins with (migrations 0001 and 0008)."""
_SHIPPED_LOCK: Final = 5_301_002
"""Any number that no other advisory lock of ours uses."""
BUILT_IN_ROLES: Final = frozenset({"applicant", "agency", "store", "system"})


BAD_FORM: Final = N_("表单“%(form)s”：%(problem)s")
FORM_ID: Final = N_("表单文件“%(form)s”里写的 id 是“%(id)s”。请让文件名与 id 相同。")
BAD_TABLE: Final = N_("决策表“%(table)s”：%(problem)s")
TABLE_ID: Final = N_("决策表文件“%(table)s”里写的 id 是“%(id)s”。请让文件名与 id 相同。")


class NotPublishable(Exception):
    """The diagram has problems; `problems` says which, element by element, warnings too."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.sentence for problem in problems))
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
    """Give everything that is wrong with a procedure; `roles` are the posts that exist.

    Only what the diagram names is looked at; other files beside it may be anything.
    """
    used = only_named(procedure)
    problems = [*_form_problems(used.forms), *_table_problems(used.tables)]
    # A diagram cannot be judged by forms that cannot be read.
    return problems or check(used.diagram, _vocabulary(used, frozenset(roles)), stem=stem)


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
        return _publish(procedure, note, posts or {})


def publish_shipped() -> list[str]:
    """Publish each shipped procedure that the database has no edition of; give their names.

    A shipped file that changed later never replaces the edition in force (design.md).
    """
    with transaction():
        # Several processes may start on one empty database: they take turns.
        db.session.execute(select(func.pg_advisory_xact_lock(_SHIPPED_LOCK)))
        known = set(db.session.scalars(select(Edition.procedure).distinct()))
        fresh = [path for path in sorted(SHIPPED_DIAGRAMS.glob("*.bpmn")) if path.stem not in known]
        for path in fresh:
            _publish(read_procedure(path), "随软件发布", {})
    return [path.stem for path in fresh]


def _publish(procedure: Procedure, note: str, posts: Mapping[str, str]) -> Edition:
    _create_posts(posts)
    problems = check_procedure(procedure, list_posts())
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise NotPublishable(problems)
    return _new_edition(procedure, note)


def only_named(procedure: Procedure) -> Procedure:
    """Leave only the forms and tables that the diagram names."""
    try:
        root = parse_xml(procedure.diagram)
    except XmlRefused:
        return Procedure(procedure.diagram, {}, {})  # The check says why.
    forms = {element.get(f"{MP}form") for element in root.iter(etree.Element)}
    tables = {element.get(f"{MP}decision") for element in root.iter(etree.Element)}
    return Procedure(
        procedure.diagram,
        {name: form for name, form in procedure.forms.items() if name in forms},
        {name: table for name, table in procedure.tables.items() if name in tables},
    )


def _form_problems(forms: Mapping[str, bytes]) -> Iterator[Problem]:
    for name, definition in forms.items():
        try:
            form = compile_form(definition, parse_form_expression)
        except FormDefinitionError as refused:
            for problem in refused.problems:
                words = {"form": name, "problem": Words(problem.message, problem.params)}
                yield Problem("bad_form", None, name, BAD_FORM, words)
        else:
            if form.name != name:
                yield Problem("form_id", None, name, FORM_ID, {"form": name, "id": form.name})


def _table_problems(tables: Mapping[str, bytes]) -> Iterator[Problem]:
    for name, xml in tables.items():
        try:
            table = load_table(xml)
        except SaidInWords as refused:
            words = {"table": name, "problem": Words(refused.message, refused.params)}
            yield Problem("bad_table", None, name, BAD_TABLE, words)
        else:
            if table.id != name:
                yield Problem("table_id", None, name, TABLE_ID, {"table": name, "id": table.id})


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
        waits=operation.outside is not None,
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
