"""With what a try-out is opened: nothing yet, a test beside the diagram, or a finished case."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from processes.trial import Script
from service.failures import NotFound
from service.models import ProcedureTest
from service.publishing.from_case import Turned, turn_case
from service.publishing.trials import TestRun, get_test, run_test
from service.publishing.tried import Tried
from service.studio.trial_run import Run, acts_named, fresh_run


@dataclass(frozen=True, slots=True)
class Opened:
    """A run, and where it comes from."""

    run: Run
    test: TestRun | None = None
    turned: Turned | None = None


def open_trial(tried: Tried, asked: Mapping[str, str]) -> Opened:
    """Open what `asked` names by `test` or `case`, `at` the act it names; else begin anew.

    Raises:
        NotFound: there is no such test or case of the procedure that is tried.
    """
    if "case" in asked:
        turned = turn_case(asked["case"], tried.procedure)
        return Opened(Run(turned.script, len(turned.script.acts)), turned=turned)
    if "test" in asked:
        test = _test(tried, asked["test"])
        script = Script.from_json(test.script)
        acts = acts_named(asked.get("at", ""), len(script.acts))
        return Opened(Run(script, min(acts, len(script.acts))), run_test(test, tried.edition))
    return Opened(fresh_run())


def _test(tried: Tried, test_id: str) -> ProcedureTest:
    try:
        test = get_test(UUID(test_id))
    except ValueError:
        raise NotFound from None
    if test.procedure != tried.procedure:
        raise NotFound
    return test
