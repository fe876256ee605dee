# SpiffWorkflow has no types, and subclassing it is how we run it.
# mypy: disallow-subclassing-any=False
"""A token: SpiffWorkflow's task without look-ahead, logging and data of its own.

Stock tasks copy and merge data from task to task, which loses values (lists keep the old
element, deleted keys come back) and lets a nested value change history. Here every token
reads and writes the one flat set of routing values of its case.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from processes.running import RunningCase

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class Token(Task):
    """One place that the case has reached.

    `id` is a number within the live object only. `public_id` is what the inbox and the jobs
    know: a UUID, given when a human task opens or an operation begins to wait, and kept.
    """

    # What the stock class keeps per task and nothing here needs.
    thread_id = 0
    triggered = False
    last_state_change = 0.0

    def __init__(self, case: RunningCase, task_spec: Any, parent: Token | None, state: int) -> None:
        # The stock constructor is not called: it would give the token data of its own.
        self.id = case.next_id()
        self.workflow = case
        self.task_spec = task_spec
        self.internal_data: dict[str, Any] = {}
        self.public_id: str | None = None
        self.opened_at: datetime | None = None
        self._state = state
        self._children: list[int] = []
        self._parent = None if parent is None else parent.id
        case.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def data(self) -> dict[str, Any]:
        """The routing values of the case, the same for every token."""
        values: dict[str, Any] = self.workflow.values
        return values

    @property
    def is_live(self) -> bool:
        """Whether something may still come of this token."""
        return bool(self._state & LIVE)

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def _inherit_data(self) -> None:
        """Nothing to inherit: all tokens share the values of the case."""

    def _set_state(self, value: int) -> None:
        self._state = value
