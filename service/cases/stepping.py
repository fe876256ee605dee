"""One step of one case: runs the engine with what it may know, stores what came out."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, insert, select, update

from processes.editions import Edition
from processes.step import WAITS, Call, CaseStatus, Context, Happened, OpenTask, Step, Values, Waits
from service import jobs
from service.actors import pool_of
from service.calendar import read_calendar
from service.cases.facts import applicant_facts
from service.cases.incidents import resolve_incidents_of
from service.cases.lookups import CaseLookups
from service.cases.rounds import lay_over, read_latest_answers
from service.cases.telling import tell_applicant
from service.editions import parsed
from service.extensions import db
from service.models import FLOWS_TAKEN, Account, Case, Event, Message
from service.models import OpenTask as TaskRow
from service.operations import REGISTRY, OperationContext
from service.ports import ports
from service.rows import add_rows, table_of, values_of, without_waiting

_CASES: Final = table_of(Case)
_ADD_CASE: Final = insert(_CASES).returning(_CASES.c.no, _CASES.c.version)
# What a step may change of its case, besides the version.
_STEPPED: Final = (
    "version",
    "edition_id",
    "agency_id",
    "store_id",
    "state",
    "status",
    "milestone",
    "outcome",
    "final",
    "awaited",
    "standing",
    "next_wake_at",
    "round",
    "returned_by",
    "closed_at",
)
_UPDATE_CASE: Final = (
    update(_CASES)
    .where(_CASES.c.id == bindparam("case_id"))
    .values({name: bindparam(name) for name in _STEPPED})
)
_TASKS: Final = table_of(TaskRow)
_DELETE_TASKS: Final = delete(_TASKS).where(
    _TASKS.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
# What another due time, or another edition, may change of a task that stays open.
_SHOWN: Final = ("pool", "node", "name", "form", "due_at")
_SHOW_ANEW: Final = (
    update(_TASKS)
    .where(_TASKS.c.id == bindparam("task_id"))
    .values({name: bindparam(name) for name in _SHOWN})
)


@dataclass(slots=True)
class Stepping:
    """A case about to take a step, and what the step may know of the world."""

    case: Case
    applicant: Account
    actor_id: UUID | None
    lookups: CaseLookups = field(default_factory=CaseLookups)
    submits: str | None = None
    """The applicant's own form that the step completes: operations then see that round."""
    newer: UUID | None = None
    """The edition to which the case is to move at its next human step."""
    now: datetime = field(default_factory=lambda: ports().clock())
    open_before: Mapping[UUID, TaskRow] = field(default_factory=dict)
    _rows: list[tuple[type[Any], Mapping[str, Any]]] = field(default_factory=list)
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
            given=applicant_facts(self.applicant, self.edition.unset),
            whose=lambda role: _desk_of(self.case, role),
        )

    def keep(self, model: type[Any], row: Mapping[str, Any]) -> None:
        """Have a row written together with the step."""
        self._rows.append((model, row))

    def store(self, step: Step) -> None:
        """Write the case, its inbox rows, its events and its jobs; the caller commits."""
        _set_case(self.case, step, self.now)
        begins = self.case.version is None
        if begins:
            _add_case(self.case)
        # What operations changed in the session: it asks how many rows a change met, and
        # nobody knows that once the statements below are sent without waiting.
        db.session.flush()
        with without_waiting():
            if not begins:
                _write_case(self.case)
            for model, row in self._rows:
                add_rows(model, row)
            _write_tasks(self, step)
            _write_events(self, step)
        tell_applicant(self.case, step, self.actor_id, self.now)
        for call in self._deferred:
            jobs.defer("perform_operation", case_id=str(self.case.id), task_id=call.task_id)
        if step.awaited:
            _fetch_messages(self.case, step.awaited)
        if step.status is not CaseStatus.OPEN:
            resolve_incidents_of(self.case)

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
            keep=self.keep,
            about=UUID(call.about) if call and call.about else None,
        )

    def _answers(self, call: Call | None) -> Callable[[], Mapping[str, Any]]:
        if self.submits is None or call is None or call.answers is None:
            return lambda: read_latest_answers(self.case)
        submitted = call.answers
        if not self.case.version:
            return lambda: submitted
        form = self.edition.forms[self.submits]
        return lambda: lay_over(read_latest_answers(self.case, but=form.name), form, submitted)


def _set_case(case: Case, step: Step, now: datetime) -> None:
    case.state = step.state
    case.status = step.status
    case.milestone = step.milestone or case.milestone or ""
    case.outcome = step.outcome
    case.final = step.final
    case.awaited = list(step.awaited)
    case.standing = list(step.standing)
    case.next_wake_at = step.next_wake
    case.closed_at = None if step.status.value == "open" else now


def _add_case(case: Case) -> None:
    """Insert a case that began in this step; it gets its number and its first version."""
    case.no, case.version = db.session.execute(_ADD_CASE, values_of(case)).one()


def _write_case(case: Case) -> None:
    """Write a case over the row that this step has locked; pages know it by its new version."""
    case.version += 1
    values = {name: getattr(case, name) for name in _STEPPED}
    db.session.execute(_UPDATE_CASE, {"case_id": case.id, **values})


def _write_tasks(stepping: Stepping, step: Step) -> None:
    before, open_now = stepping.open_before, {UUID(task.id): task for task in step.open_tasks}
    for task_id in before.keys() & open_now.keys():
        row = _task_row(stepping.case, open_now[task_id])
        shown = {name: row[name] for name in _SHOWN}
        if any(getattr(before[task_id], name) != value for name, value in shown.items()):
            # Not by the row itself: the session asks how many rows it changed, which nobody
            # knows before the server was waited for.
            db.session.execute(_SHOW_ANEW, {"task_id": task_id, **shown})
    closed = list(before.keys() - open_now.keys())
    if closed:
        db.session.execute(_DELETE_TASKS, {"ids": closed})
    opened = [task for task_id, task in open_now.items() if task_id not in before]
    add_rows(TaskRow, *(_task_row(stepping.case, task) for task in opened))


def _task_row(case: Case, task: OpenTask) -> dict[str, Any]:
    return {
        "id": UUID(task.id),
        "case_id": case.id,
        "pool": pool_of(case, task.role),
        "node": task.node,
        "name": task.name,
        "form": task.form,
        "procedure": case.procedure,
        "subject_name": case.subject_name,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
    }


def _desk_of(case: Case, role: str) -> str:
    """Name the organisation that a role means, shortly: a case meets only a few of them."""
    meant = {"agency": case.agency_id, "store": case.store_id}.get(role)
    return meant.hex[:8] if meant else ""


def _fetch_messages(case: Case, awaited: Collection[str]) -> None:
    """Have messages that came before the case waited for them delivered now."""
    early = select(Message.id).where(Message.case_id == case.id, Message.delivered_at.is_(None))
    for message_id in db.session.scalars(early.where(Message.name.in_(awaited))):
        jobs.defer("deliver_message", message_id=str(message_id))


def _write_events(stepping: Stepping, step: Step) -> None:
    rows = (
        {
            "case_id": stepping.case.id,
            "version": stepping.case.version,
            "kind": happened.kind,
            "node": happened.node,
            "account_id": stepping.actor_id,
            "detail": dict(happened.detail),
            "at": stepping.now,
        }
        for happened in (*step.happened, *_flows(step))
    )
    add_rows(Event, *rows)


def _flows(step: Step) -> Iterator[Happened]:
    if step.flows:
        yield Happened(FLOWS_TAKEN, None, {"flows": list(step.flows)})
