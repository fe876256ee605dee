"""A case played act by act, on one live object or saved and restored between all acts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forms import DocumentFacts, OrganisationFacts
from processes import editions, engine
from processes.editions import Edition
from processes.migration import Migration, migrate
from processes.running import RunningCase
from processes.state import restore
from processes.step import WAITS, Call, Context, OpenTask, Step, Submission, Waits
from processes.working_time import SHANGHAI, WorkingCalendar

MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
"""Monday 2 March 2026, 10:00: no holiday is near."""


def form(name: str, **fields: str) -> bytes:
    """Write a form of text fields: `form("review", decision="routing", note="")`."""
    components = [
        {
            "type": "textfield",
            "key": key,
            "label": key,
            "properties": {"why": "测试", **({"routing": "true"} if mark == "routing" else {})},
        }
        for key, mark in fields.items()
    ]
    return json.dumps(
        {"type": "default", "id": name, "schemaVersion": 19, "components": components}
    ).encode()


FORMS = {
    "plain": form("plain", note=""),
    "review": form("review", decision="routing", note=""),
    "choice": form("choice", a="routing", b="routing", c="routing"),
}


def load(
    diagram: bytes,
    forms: Mapping[str, bytes] | None = None,
    tables: Mapping[str, bytes] | None = None,
) -> Edition:
    """Load a diagram with the forms that these tests share."""
    return editions.load(diagram, {**FORMS, **(forms or {})}, tables or {})


class EmptyWorld:
    """Lookups of a world without documents and organisations."""

    def document(self, id: str) -> DocumentFacts | None:  # noqa: A002 -- the contract's word
        return None

    def organisation(self, id: str) -> OrganisationFacts | None:  # noqa: A002 -- as above
        return None

    def returnable(self) -> Mapping[str, str]:
        return {}

    def affected(self) -> Mapping[str, str]:
        return {}


@dataclass
class Operations:
    """What the operations of a test answer, and every call that was made.

    A name without an answer answers nothing; an answer may be a mapping, WAITS, an exception
    to raise, or a function of the call.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def __call__(self, call: Call) -> Mapping[str, Any] | Waits:
        self.calls.append(call)
        answer = self.answers.get(call.operation, {})
        if isinstance(answer, Exception):
            raise answer
        return answer(call) if callable(answer) else answer

    @property
    def names(self) -> list[str]:
        return [call.operation for call in self.calls]


class Player:
    """Plays one case. `straight` keeps one live object; otherwise every act goes through bytes.

    `step` is the last step; the acts return it too.
    """

    def __init__(
        self,
        edition: Edition,
        *,
        straight: bool,
        operations: Operations | None = None,
        given: Mapping[str, Any] | None = None,
        lookups: Any = None,
    ) -> None:
        self.edition = edition
        self.straight = straight
        self.operations = operations or Operations()
        self.given = dict(given or {})
        self.lookups = lookups or EmptyWorld()
        self.now = MONDAY
        self.calendar = WorkingCalendar()
        self.desk = ""
        """Whose desk every role means, shortly."""
        self.step: Step
        self._live: RunningCase | None = None

    # -- acts ------------------------------------------------------------------------------
    def start(self, values: Mapping[str, Any] | None = None, **answers: Any) -> Step:
        """Begin; with answers, complete the first task in the same step."""
        submission = Submission(answers) if answers else None
        if self.straight:
            self._live = RunningCase(self.edition, self.context)
            return self._took(engine.start_on(self._live, values or {}, submission))
        return self._took(engine.start(self.edition, values or {}, self.context, submission))

    def complete(self, node: str, **answers: Any) -> Step:
        return self.submit(node, Submission(answers))

    def submit(self, node: str, submission: Submission) -> Step:
        return self.submit_by_id(self.task(node).id, submission)

    def submit_by_id(self, task_id: str, submission: Submission) -> Step:
        return self._act(engine.complete, engine.complete_on, task_id, submission)

    def finish_job(self, node: str, **result: Any) -> Step:
        [call] = [call for call in self.step.waiting if call.node == node]
        return self._act(engine.finish_operation, engine.finish_operation_on, call.task_id, result)

    def tell(self, message: str, payload: Mapping[str, Any] | None = None) -> Step:
        return self._act(engine.message, engine.message_on, message, payload or {})

    def wake(self) -> Step:
        return self._act(engine.wake, engine.wake_on)

    def recompute_due(self) -> Step:
        return self._act(engine.recompute_due, engine.recompute_due_on)

    def withdraw(self) -> Step:
        return self._act(engine.cancel, engine.cancel_on)

    def move(self, after: Edition, migration: Migration) -> Step:
        """Move to another edition and go on there; a migration always begins with bytes."""
        step = migrate(migration, self.step.state, self.context)
        self.edition = after
        if self.straight:
            self._live = restore(after, step.state, self.context)
        return self._took(step)

    def wait(self, **length: float) -> "Player":
        """Let time pass, with nobody looking."""
        self.now += timedelta(**length)
        return self

    def wake_when_due(self) -> Step:
        """Let time pass until the next timer is due, and wake the case."""
        assert self.step.next_wake is not None
        self.now = self.step.next_wake
        return self.wake()

    # -- what can be seen ------------------------------------------------------------------
    @property
    def open(self) -> list[str]:
        """Where the case is: the nodes of the open tasks."""
        return sorted(task.node for task in self.step.open_tasks)

    def task(self, node: str) -> OpenTask:
        [task] = [task for task in self.step.open_tasks if task.node == node]
        return task

    def happened(self, kind: str) -> list[str | None]:
        """The nodes where this happened in the last step."""
        return [event.node for event in self.step.happened if event.kind == kind]

    @property
    def context(self) -> Context:
        return Context(
            self.now,
            self.calendar,
            self.operations,
            self.lookups,
            self.given,
            whose=lambda _role: self.desk,
        )

    # -- how -------------------------------------------------------------------------------
    def _act(self, saved: Callable[..., Step], live: Callable[..., Step], *arguments: Any) -> Step:
        if not self.straight:
            return self._took(saved(self.edition, self.step.state, *arguments, self.context))
        assert self._live is not None
        self._live.context = self.context
        try:
            return self._took(live(self._live, *arguments))
        except Exception:
            # As the service does: the live object is thrown away, the saved state stands.
            self._live = restore(self.edition, self.step.state, self.context)
            raise

    def _took(self, step: Step) -> Step:
        self.step = step
        return step


__all__ = [
    "FORMS",
    "MONDAY",
    "WAITS",
    "EmptyWorld",
    "Operations",
    "Player",
    "form",
    "load",
]
