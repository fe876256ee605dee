# SpiffWorkflow has no types, and subclassing it is how we run it.
# mypy: disallow-subclassing-any=False
"""The only way in which SpiffWorkflow evaluates anything: our FEEL, never Python.

SpiffWorkflow evaluates authors' text at 20 sites. Two of them go past the script engine
straight to its environment, so the restriction lives in the environment and closes all.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from processes.expressions import parse


class ScriptRefused(Exception):
    """A diagram tried to run a script; only expressions are evaluated."""


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates FEEL over the values that it is handed; runs nothing."""

    def evaluate(
        self,
        expression: str,
        context: Mapping[str, Any],
        external_context: Mapping[str, Any] | None = None,  # noqa: ARG002 -- data objects: refused
    ) -> Any:
        """Give the JSON value of `expression`; raises ExpressionError."""
        return parse(expression).evaluate(context)

    def execute(self, *_: object, **__: object) -> NoReturn:
        """Refuse."""
        raise ScriptRefused

    def call_service(self, *_: object, **__: object) -> NoReturn:
        """Refuse: operations are called by our own service task."""
        raise ScriptRefused


class FeelEngine(PythonScriptEngine):
    """SpiffWorkflow's engine with our environment; errors come out as they were raised."""

    def __init__(self) -> None:
        super().__init__(FeelEnvironment())

    def validate(self, expression: str) -> None:
        """Raise ExpressionError if this is no FEEL."""
        parse(expression)

    def evaluate(
        self, task: Any, expression: str, external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Give the JSON value of `expression` over what the case may read."""
        return self.environment.evaluate(expression, task.workflow.readable(), external_context)

    def execute(self, *_: object, **__: object) -> NoReturn:
        """Refuse."""
        raise ScriptRefused


ENGINE = FeelEngine()
