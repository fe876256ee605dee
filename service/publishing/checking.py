"""Says what is wrong with a procedure before it is published."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import select

from forms import N_, Form, FormDefinitionError, compile_form
from processes.checker import Checked, OperationFacts, Problem, Severity, Vocabulary, Words, examine
from processes.decisions import DecisionTable, load_table
from processes.expressions import parse_form_expression
from processes.sentences import SaidInWords
from service.cases.facts import GIVENS
from service.extensions import db
from service.models import Account, AccountStatus, Post, PostHolder
from service.operations import REGISTRY
from service.publishing.procedures import Procedure, only_named

SHIPPED_POSTS: Final = {
    "association_reviewer": N_("协会审核岗"),
    "administrator": N_("系统管理员"),
    "second_reviewer": N_("协会复核员"),
    "cashier": N_("财务"),
    "card_maker": N_("制卡员"),
}
"""The posts that every database begins with (migrations 0001 and 0008)."""
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


def require_no_errors(stem: str | None, procedure: Procedure) -> None:
    """Refuse what has errors; `stem` is the id that its process has to have, if there is one.

    Raises:
        NotPublishable: as said.
    """
    problems = check_procedure(procedure, list_posts(), stem)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise NotPublishable(problems)


def check_procedure(
    procedure: Procedure,
    roles: Iterable[str],
    stem: str | None = None,
    unheld: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Give everything that is wrong with a procedure; `roles` are the posts that exist.

    `unheld` are those of them that nobody holds, by code. Only what the diagram names is looked
    at; other files beside it may be anything.
    """
    return examine_procedure(procedure, roles, stem, unheld).problems


def examine_procedure(
    procedure: Procedure,
    roles: Iterable[str],
    stem: str | None = None,
    unheld: Mapping[str, str] | None = None,
) -> Checked:
    """As `check_procedure`, and say how much of what can happen was played."""
    used = only_named(procedure)
    forms, tables = dict[str, Form](), dict[str, DecisionTable]()
    problems = [*_read_forms(used.forms, forms), *_read_tables(used.tables, tables)]
    # A diagram cannot be judged by forms that cannot be read.
    if problems:
        return Checked(problems)
    vocabulary = vocabulary_of(forms, tables, roles, unheld or {})
    return examine(used.diagram, vocabulary, stem)


def list_posts() -> list[str]:
    """List the codes of the association's posts."""
    return list(db.session.scalars(select(Post.code)))


def posts_nobody_holds() -> dict[str, str]:
    """Name the posts that nobody holds who could sign in: code → name."""
    held = (
        select(PostHolder.post_code)
        .join(Account, Account.id == PostHolder.account_id)
        .where(Account.status == AccountStatus.ACTIVE)
    )
    unheld = select(Post.code, Post.name).where(Post.code.not_in(held))
    return {row.code: row.name for row in db.session.execute(unheld)}


def _read_forms(definitions: Mapping[str, bytes], forms: dict[str, Form]) -> Iterator[Problem]:
    """Compile into `forms`; give what is wrong with the others."""
    for name, definition in definitions.items():
        try:
            form = compile_form(definition, parse_form_expression)
        except FormDefinitionError as refused:
            for problem in refused.problems:
                words = {"form": name, "problem": Words(problem.message, problem.params)}
                yield Problem("bad_form", None, name, BAD_FORM, words)
        else:
            forms[name] = form
            if form.name != name:
                yield Problem("form_id", None, name, FORM_ID, {"form": name, "id": form.name})


def _read_tables(files: Mapping[str, bytes], tables: dict[str, DecisionTable]) -> Iterator[Problem]:
    """Load into `tables`; give what is wrong with the others."""
    for name, xml in files.items():
        try:
            table = load_table(xml)
        except SaidInWords as refused:
            words = {"table": name, "problem": Words(refused.message, refused.params)}
            yield Problem("bad_table", None, name, BAD_TABLE, words)
        else:
            tables[table.id] = table
            if table.id != name:
                yield Problem("table_id", None, name, TABLE_ID, {"table": name, "id": table.id})


def vocabulary_of(
    forms: Mapping[str, Form],
    tables: Mapping[str, DecisionTable],
    posts: Iterable[str],
    unheld: Mapping[str, str],
) -> Vocabulary:
    """Say what a diagram may name, with these forms, tables and posts of the association."""
    return Vocabulary(
        forms=forms,
        roles=BUILT_IN_ROLES.union(posts),
        operations={name: _facts_of(name) for name in REGISTRY},
        tables=tables,
        givens=GIVENS,
        unheld=unheld,
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
        amounts=operation.amounts,
        places=operation.places,
    )
