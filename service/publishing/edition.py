"""Makes editions; there is no way to change one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from forms import N_
from processes.decisions import load_table
from processes.safe_xml import parse_xml
from processes.vocabulary import BPMN, Process, read_process
from service.advisory_locks import Lock, take
from service.cases.transaction import transaction
from service.extensions import db
from service.models import Edition, Post, Reach
from service.ports import ports
from service.publishing.artifacts import keep_files
from service.publishing.checking import require_no_errors
from service.publishing.force import come_into_force, refuse_if_another_waits, today
from service.publishing.procedures import SHIPPED_DIAGRAMS, Procedure, read_procedure
from service.publishing.trials import require_tests_pass

SHIPPED: Final = N_("随软件发布")
"""What the first version of a shipped procedure says of itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How an edition comes into force: who answers for it, when, and for which cases.

    `effective_on` is a day in Asia/Shanghai, None: at once. `mapping` gives, for open cases,
    element id of the edition before → that of this one.
    """

    author_id: UUID | None = None
    approver_id: UUID | None = None
    notice_number: str = ""
    effective_on: date | None = None
    reach: Reach = Reach.NEW_CASES
    mapping: Mapping[str, str] = field(default_factory=dict)


def publish(
    procedure: Procedure,
    *,
    note: str = "",
    posts: Mapping[str, str] | None = None,
    plan: Plan | None = None,
) -> Edition:
    """Make a new edition of a procedure and, when its day has come, put it in force.

    `posts` are new posts of the association to create with it: code → name.

    Raises:
        NotPublishable: the check found errors.
        TestsFailed: tests beside the diagram come out otherwise.
        Refused: another edition of it waits for its day (`edition_waiting`).
    """
    with transaction():
        edition = publish_within(procedure, note, posts or {}, plan or Plan())
        require_tests_pass(edition.procedure, procedure)
        return edition


def publish_shipped(folder: Path = SHIPPED_DIAGRAMS) -> list[str]:
    """Publish each procedure of the folder that the database has no edition of; give their names.

    A shipped file that changed later never replaces the edition in force (design.md).
    """
    with transaction():
        # Several processes may start on one empty database: they take turns.
        take(Lock.SHIPPED)
        known = set(db.session.scalars(select(Edition.procedure).distinct()))
        fresh = [path for path in sorted(folder.glob("*.bpmn")) if path.stem not in known]
        for path in fresh:
            publish_within(read_procedure(path), SHIPPED, {}, Plan())
    return [path.stem for path in fresh]


def publish_within(
    procedure: Procedure, note: str, posts: Mapping[str, str], plan: Plan
) -> Edition:
    """As `publish`, in the caller's transaction."""
    _create_posts(posts)
    require_no_errors(None, procedure)
    edition = _new_edition(procedure, note, plan)
    refuse_if_another_waits(edition)
    db.session.add(edition)
    db.session.flush()  # Coming into force names it.
    if edition.effective_on is None or edition.effective_on <= today():
        come_into_force(edition)
    return edition


def _create_posts(posts: Mapping[str, str]) -> None:
    rows = [{"code": code, "name": name} for code, name in posts.items()]
    if rows:
        db.session.execute(insert(Post).values(rows).on_conflict_do_nothing())


def _new_edition(procedure: Procedure, note: str, plan: Plan) -> Edition:
    process = _process(procedure.diagram)
    nodes = process.nodes.values()
    forms = {node.form: procedure.forms[node.form] for node in nodes if node.form}
    tables = {table: _table_file(procedure, table) for node in nodes if (table := node.decision)}
    return Edition(
        procedure=process.id,
        name=process.name,
        number=_next_number(process.id),
        **keep_files(Procedure(procedure.diagram, forms, tables)),
        in_force=False,
        published_at=ports().clock(),
        published_by=plan.author_id,
        approved_by=plan.approver_id,
        note=note,
        notice_number=plan.notice_number,
        effective_on=plan.effective_on,
        reach=plan.reach,
        mapping=dict(plan.mapping),
    )


def _process(diagram: bytes) -> Process:
    element = parse_xml(diagram).find(f"{BPMN}process")
    assert isinstance(element, etree._Element)  # The check has passed.
    return read_process(element)


def _table_file(procedure: Procedure, table_id: str) -> bytes:
    return next(xml for xml in procedure.tables.values() if load_table(xml).id == table_id)


def _next_number(procedure: str) -> int:
    newest = select(func.max(Edition.number)).where(Edition.procedure == procedure)
    return (db.session.scalar(newest) or 0) + 1
