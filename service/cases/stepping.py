"""One step of one case: runs the engine with what it may know, stores what came out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from processes.editions import Edition
from processes.step import WAITS, Call, Context, OpenTask, Step, Values, Waits
from service import jobs
from service.actors import account_pool, organisation_pool, post_pool
from service.calendar import read_calendar
from service.cases.facts import applicant_facts
from service.cases.lookups import CaseLookups
from service.cases.rounds import read_latest_answers
from service.editions import parsed
from service.extensions import db
from service.models import Account, Case, Event
from service.models import OpenTask as TaskRow
from service.operations import REGISTRY, OperationContext
from service.ports import ports

APPLICANT = "applicant"


@dataclass(slots=True)
class Stepping:
    """A case about to take a step, and what the step may know of the world."""

    case: Case
    applicant: Account
    actor_id: UUID | None
    lookups: CaseLookups = field(default_factory=CaseLookups)
    submits: str | None = None
    """The applicant's own form that the step completes: operations then see that round."""
    now: datetime = field(default_factory=lambda: ports().clock())
    open_before: Mapping[UUID, TaskRow] = field(default_factory=dict)
    _deferred: list[Call] = field(default_factory=list)

    @property
    def edition(self) -> Edition:
        """The edition that the case follows."""
        return parsed(self.case.edition_id)

    def context(self) -> Context:
        """Give the engine what it may know."""
        return Context(
            now=self.now,
            calendar=read_calendar(),
            operate=self._operate,
            lookups=self.lookups,
            given=applicant_facts(self.applicant),
        )

    def store(self, step: Step) -> None:
        """Write the case, its inbox rows, its events and its jobs; the caller commits."""
        _write_case(self.case, step, self.now)
        # The row's new version numbers the events; flushing now also finds broken rules early.
        db.session.flush()
        _write_tasks(self, step)
        _write_events(self, step)
        for call in self._deferred:
            jobs.defer("perform_operation", case_id=str(self.case.id), task_id=call.task_id)

    def _operate(self, call: Call) -> Values | Waits:
        operation = REGISTRY[call.operation]
        if operation.outside is not None:
            self._deferred.append(call)
            return WAITS
        return operation.record(self.operation_context(call), **call.params)

    def operation_context(self, call: Call | None = None) -> OperationContext:
        """Give an operation what it may know."""
        return OperationContext(
            case=self.case,
            applicant=self.applicant,
            actor_id=self.actor_id,
            now=self.now,
            answers=self._answers(call),
            settings=ports().settings,
            personal_data=ports().personal_data,
            about=UUID(call.about) if call and call.about else None,
        )

    def _answers(self, call: Call | None) -> Callable[[], Mapping[str, Any]]:
        if self.submits is None or call is None or call.answers is None:
            return lambda: read_latest_answers(self.case)
        submitted = call.answers
        if not self.case.version:
            return lambda: submitted
        return lambda: {**read_latest_answers(self.case, but=self.submits), **submitted}


def _write_case(case: Case, step: Step, now: datetime) -> None:
    case.state = step.state
    case.status = step.status
    case.milestone = step.milestone or case.milestone or ""
    case.outcome = step.outcome
    case.final = step.final
    case.awaited = list(step.awaited)
    case.next_wake_at = step.next_wake
    case.closed_at = None if step.status.value == "open" else now


def _write_tasks(stepping: Stepping, step: Step) -> None:
    open_now = {UUID(task.id): task for task in step.open_tasks}
    for task_id, row in stepping.open_before.items():
        if task_id not in open_now:
            db.session.delete(row)
        else:
            row.due_at = open_now[task_id].due_at
    for task_id, task in open_now.items():
        if task_id not in stepping.open_before:
            db.session.add(_task_row(stepping.case, task))


def _task_row(case: Case, task: OpenTask) -> TaskRow:
    return TaskRow(
        id=UUID(task.id),
        case_id=case.id,
        pool=pool_of(case, task.role),
        node=task.node,
        name=task.name,
        form=task.form,
        procedure=case.procedure,
        subject_name=case.subject_name,
        opened_at=task.opened_at,
        due_at=task.due_at,
    )


def pool_of(case: Case, role: str) -> str:
    """Say whose inbox a role means for this case: the applicant, a desk, or a post."""
    if role == APPLICANT:
        return account_pool(case.account_id)
    if role == "agency" and case.agency_id:
        return organisation_pool(case.agency_id)
    if role == "store" and case.store_id:
        return organisation_pool(case.store_id)
    return post_pool(role)


def _write_events(stepping: Stepping, step: Step) -> None:
    for happened in step.happened:
        db.session.add(
            Event(
                case_id=stepping.case.id,
                version=stepping.case.version,
                kind=happened.kind,
                node=happened.node,
                account_id=stepping.actor_id,
                detail=dict(happened.detail),
                at=stepping.now,
            )
        )
