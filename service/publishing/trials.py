"""Try-outs of procedures, and the tests that stand beside a diagram (流程测试)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, delete, func, select

from processes import editions
from processes.editions import Edition
from processes.trial import (
    Disappointment,
    Script,
    Trial,
    disappointments,
    expecting,
    play,
)
from service.calendar import read_calendar
from service.cases.transaction import transaction
from service.extensions import db
from service.failures import NotFound
from service.lengths import require_fits
from service.models import ProcedureTest
from service.operations import REGISTRY
from service.ports import ports
from service.publishing.procedures import Procedure, only_named
from service.publishing.typed_numbers import without_numbers
from service.refusals import Refused

MOST_NAME: Final = 100
"""Characters of a test's name."""
_DROPPED: Final = "dropped_at"
"""Stands in the script of a test that was dropped, and that can be taken back."""
_IS_DROPPED: Final = ProcedureTest.script.has_key(_DROPPED)
MOST_TESTS: Final = 50
"""Beside one procedure: all are played while its page loads, and while others wait to publish."""


@dataclass(frozen=True, slots=True)
class TestRun:
    """A test beside a diagram, played on a version; `told` says in what it came out otherwise."""

    __test__ = False  # Its name is no test of pytest's.

    test: ProcedureTest
    told: tuple[Disappointment, ...]

    @property
    def failed(self) -> bool:
        """Whether it stands in the way of publishing."""
        return bool(self.told)


class TestsFailed(Exception):
    """Tests beside the diagram come out otherwise; nothing was proposed or published."""

    __test__ = False  # Its name is no test of pytest's.

    def __init__(self, failed: list[TestRun]) -> None:
        super().__init__(", ".join(run.test.name for run in failed))
        self.failed = failed


def try_out(edition: Edition, script: Script) -> Trial:
    """Play a script on a version; no operation runs, and nothing is stored."""
    return play(edition, script, _has_results, read_calendar())


def keep_test(procedure: str, name: str, edition: Edition, script: Script, actor_id: UUID) -> UUID:
    """Keep a run with what came of it as a test that every later version must pass.

    Raises:
        Refused: the run stopped before its end (`trial_stopped`), the name is taken or too long,
            or there are as many tests as there may be.
    """
    require_fits(ProcedureTest.name, name, "test-name")
    _require_room(procedure, 1)
    kept = _expecting(edition, script)
    with transaction():
        test = _add(procedure, name, kept, actor_id)
        db.session.flush()  # The page leads to it.
        return test.id


def keep_again(test_id: UUID, edition: Edition, script: Script, actor_id: UUID) -> None:
    """Keep another run, with what came of it, in the place of what a test had.

    Raises:
        NotFound: there is no such test.
        Refused: the run stopped before its end (`trial_stopped`).
    """
    kept = _expecting(edition, script)
    with transaction():
        test = get_test(test_id)
        test.script, test.kept_by, test.kept_at = kept, actor_id, ports().clock()


def bring_tests(procedure: str, tests: Mapping[str, Script], actor_id: UUID) -> list[str]:
    """Keep the tests of a package; give the names of those that are new.

    What stands beside the diagram under the same name stays: somebody relies on it.

    Raises:
        Refused: there would be more than there may be.
    """
    with transaction():
        known = {test.name for test in list_tests(procedure)}
        new = [name for name in tests if name not in known]
        _require_room(procedure, len(new))
        for name in new:
            _add(procedure, name, tests[name].to_json(), actor_id)
    return new


def get_test(test_id: UUID) -> ProcedureTest:
    """Get a test beside a diagram; NotFound if there is none of that id."""
    test = db.session.get(ProcedureTest, test_id)
    if test is None:
        raise NotFound
    return test


def list_tests(procedure: str) -> list[ProcedureTest]:
    """List the tests beside a procedure, by name."""
    return list(db.session.scalars(_beside(procedure).where(~_IS_DROPPED)))


def list_dropped_tests(procedure: str) -> list[ProcedureTest]:
    """List the tests of a procedure that were dropped, by name."""
    return list(db.session.scalars(_beside(procedure).where(_IS_DROPPED)))


def scripts_beside(procedure: str) -> dict[str, Script]:
    """Give what the tests beside a procedure play, by their names."""
    return {test.name: Script.from_json(test.script) for test in list_tests(procedure)}


def count_tests(procedure: str) -> int:
    """Say how many tests stand beside a procedure."""
    query = select(func.count()).where(ProcedureTest.procedure == procedure, ~_IS_DROPPED)
    return db.session.execute(query).scalar_one()


def drop_test(test_id: UUID) -> None:
    """Drop a test, because what it expects is no longer wanted; it can be taken back.

    Raises:
        NotFound: there is no such test.
    """
    with transaction():
        test = get_test(test_id)
        test.script = {**test.script, _DROPPED: ports().clock().isoformat()}


def take_test_back(test_id: UUID) -> None:
    """Let a test that was dropped guard its procedure again.

    Raises:
        NotFound: there is no such test.
        Refused: there are as many others as there may be.
    """
    with transaction():
        test = get_test(test_id)
        _require_room(test.procedure, 1)
        test.script = {key: part for key, part in test.script.items() if key != _DROPPED}


def run_tests(procedure: str, edition: Edition) -> list[TestRun]:
    """Play every test beside a procedure on a version."""
    return [run_test(test, edition) for test in list_tests(procedure)]


def require_tests_pass(procedure: str, files: Procedure) -> None:
    """Refuse files, checked already, that fail a test which stands beside the diagram.

    Raises:
        TestsFailed: as said.
    """
    tests = list_tests(procedure)
    if not tests:
        return
    used = only_named(files)
    edition = editions.load(used.diagram, used.forms, used.tables)
    failed = [run for run in (run_test(test, edition) for test in tests) if run.failed]
    if failed:
        raise TestsFailed(failed)


def run_test(test: ProcedureTest, edition: Edition) -> TestRun:
    """Play one test on a version."""
    script = Script.from_json(test.script)
    return TestRun(test, tuple(disappointments(script, try_out(edition, script))))


def _require_room(procedure: str, more: int) -> None:
    if count_tests(procedure) + more > MOST_TESTS:
        raise Refused("too_many_tests", "test-name", params={"most": MOST_TESTS})


def _add(procedure: str, name: str, script: dict[str, Any], actor_id: UUID) -> ProcedureTest:
    # A name is free again once its test was dropped.
    same = ProcedureTest.procedure == procedure, ProcedureTest.name == name
    db.session.execute(delete(ProcedureTest).where(*same, _IS_DROPPED))
    facts = {"kept_by": actor_id, "kept_at": ports().clock()}
    test = ProcedureTest(procedure=procedure, name=name, script=script, **facts)
    db.session.add(test)
    return test


def _beside(procedure: str) -> Select[ProcedureTest]:
    query = select(ProcedureTest).where(ProcedureTest.procedure == procedure)
    return query.order_by(ProcedureTest.name)


def _expecting(edition: Edition, script: Script) -> dict[str, Any]:
    script = without_numbers(edition, script)
    trial = try_out(edition, script)
    if trial.stopped is not None:
        raise Refused("trial_stopped")
    return expecting(script, trial).to_json()


def _has_results(operation: str) -> bool:
    known = REGISTRY.get(operation)
    return bool(known and known.results)
