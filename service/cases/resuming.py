"""Gives a case that nobody moves back to people and to the worker.

Its inbox rows are written anew where they are missing, and its jobs, timers and messages queued
again: all of them bear coming twice, so this may be done to any open case.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from processes import engine
from processes.step import Happened, Step
from service import jobs
from service.cases.locking import lock_open_case
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.refusals import Refused

RESUMED: Final = "case_resumed"
"""The kind of the event."""


def resume_case(case_id: UUID, actor_id: UUID) -> None:
    """Write down again where a case stands, and queue what the system has to do in it.

    Raises:
        Refused: the case is closed, or only waits for people who have it in their inboxes.
    """
    with transaction():
        run = lock_open_case(case_id)
        if run is None:
            raise Refused("case_went_on")
        step = engine.look(run.edition, run.case.state, run.context())
        if not (_is_missing_tasks(run, step) or _is_due(run, step) or step.waiting or step.awaited):
            raise Refused("nothing_to_resume")
        run.actor_id = actor_id
        run.store(replace(step, happened=(Happened(RESUMED),)))
        _queue(run, step)


def _queue(run: Stepping, step: Step) -> None:
    for call in step.waiting:
        jobs.defer("perform_operation", case_id=str(run.case.id), task_id=call.task_id)
    if _is_due(run, step):
        jobs.defer("wake_case", case_id=str(run.case.id))


def _is_due(run: Stepping, step: Step) -> bool:
    return step.next_wake is not None and step.next_wake <= run.now


def _is_missing_tasks(run: Stepping, step: Step) -> bool:
    return any(UUID(task.id) not in run.open_before for task in step.open_tasks)
