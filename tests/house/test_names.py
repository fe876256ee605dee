"""Names on diagrams, in tables and in jobs mean something, and every rule has its sentence."""

import re
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint

from service import operations, publishing
from service.extensions import db
from service.operations import REGISTRY
from service.refusals import CONSTRAINTS, SENTENCES
from service.worker.tasks import task_names

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted((ROOT / "bpmn").glob("*.bpmn"))
FORMS = sorted((ROOT / "forms" / "definitions").glob("*.form"))
ROLES = publishing.BUILT_IN_ROLES | set(publishing.SHIPPED_POSTS)


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_shipped_diagram_passes_the_check(path: Path) -> None:
    procedure = publishing.read_procedure(path)
    problems = publishing.check_procedure(procedure, ROLES, path.stem)
    assert [problem.sentence for problem in problems] == []


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_procedure_has_one_stem_as_file_and_process(path: Path) -> None:
    process = etree.parse(path).find(".//{*}process")
    assert process is not None
    assert process.get("id") == path.stem


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_readme_calls_a_procedure_as_its_diagram_does(path: Path, readme: str) -> None:
    process = etree.parse(path).find(".//{*}process")
    (row,) = re.findall(rf"\| `{path.stem}` \|([^|]+)\|", (ROOT / readme).read_text())
    assert process is not None
    assert process.get("name") in row


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_label_reads_well_in_a_sentence(form: Path) -> None:
    labels = re.findall(r'"(?:label|dateLabel)": "([^"]+)"', form.read_text())
    asked = [label for label in labels if label.endswith(("吗", "吗？", "？"))]
    assert not asked, "“请选择某某吗。” is no sentence: write 是否…."


@pytest.mark.parametrize("name", REGISTRY)
def test_an_operations_name_is_its_address(name: str) -> None:
    module, _, function = name.partition(".")
    operation = REGISTRY[name]
    described = operation.outside or operation.record
    assert described is getattr(getattr(operations, module), function)


def test_every_rule_of_the_database_has_its_sentence() -> None:
    rules = set(_rules_of_the_database())
    assert rules - CONSTRAINTS.keys() == set(), "Give each a line in service/refusals.py."
    assert CONSTRAINTS.keys() - rules == set(), "These constraints do not exist any more."


def test_every_refusal_code_has_its_sentence() -> None:
    assert {rule.code for rule in CONSTRAINTS.values()} <= SENTENCES.keys()


def test_every_refusal_raised_in_the_code_has_its_sentence() -> None:
    raised = set()
    for path in (ROOT / "service").rglob("*.py"):
        raised |= set(re.findall(r'Refused\(\s*"(\w+)"', path.read_text()))
    assert raised - SENTENCES.keys() == set()


def test_every_advisory_lock_has_its_number_in_one_list() -> None:
    taken = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "service").rglob("*.py")
        if "pg_advisory_xact_lock" in path.read_text() and "migrations" not in path.parts
    }
    # A code sent by SMS is locked by its own number, which is a hash.
    own = {"service/advisory_locks.py", "service/accounts/codes.py"}
    assert taken == own, "Give the lock a line in service/advisory_locks.py, and take() it."


def test_every_deferred_job_exists() -> None:
    deferred = set()
    for path in (ROOT / "service").rglob("*.py"):
        deferred |= set(re.findall(r'defer\(\s*"(\w+)"', path.read_text()))
    assert deferred, "No job is deferred anywhere: this test reads the wrong files."
    assert deferred <= task_names()


def _rules_of_the_database() -> list[str]:
    names = []
    for table in db.metadata.tables.values():
        for rule in table.constraints:
            if isinstance(rule, CheckConstraint | UniqueConstraint):
                names.append(str(rule.name))
        names += [str(index.name) for index in table.indexes if index.unique]
        if _is_natural_key(table.primary_key):
            names.append(f"pk_{table.name}")
    return names


def _is_natural_key(key: PrimaryKeyConstraint) -> bool:
    """Whether people can collide on it: an id that we make, or a content's hash, cannot."""
    return [column.name for column in key.columns] == ["id_hash"]


def test_every_operation_that_a_withdrawal_runs_says_what_it_releases() -> None:
    processes = (etree.parse(path).find(".//{*}process") for path in DIAGRAMS)
    named = [process.get("{urn:mingpai:bpmn:1}onWithdraw") for process in processes]
    assert [name for name in named if name and not REGISTRY[name].released] == []
