"""Remedies for a stuck case: previewed, proposed by one person, carried out by a second."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from processes import engine, repair
from processes.editions import Edition
from processes.sentences import SaidInWords, Words
from processes.step import WAITS, Call, CaseStatus, Context, Step, Values, Waits
from service import jobs
from service.actors import Actor
from service.cases.acts import WITHDRAWN_MILESTONE
from service.cases.incidents import resolve_what_waits_no_more
from service.cases.locking import lock_open_case, read_cases
from service.cases.moving import Before, MovedOn, Why, move_back
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.editions import soundness_of
from service.extensions import db
from service.failures import Failure, NotFound
from service.lengths import require_fits
from service.models import Case, Remedy, RemedyKind, RemedyStatus
from service.operations import REGISTRY
from service.ports import ports
from service.refusals import Refused

UNDONE: Final = "remedy_undone"
"""The kind of the event."""


@dataclass(frozen=True, slots=True)
class Cure:
    """What is to be done: `element` is the step skipped or left, `target` the one moved to."""

    kind: RemedyKind
    element: str = ""
    target: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a remedy would do; `calls` are the operations that the system would carry out.

    `unknown` are those of them whose answers the diagram reads and nobody knows beforehand: the
    case is shown going on as if they had answered nothing.
    """

    before: Step
    after: Step
    calls: tuple[Call, ...]
    unknown: tuple[Call, ...]


class NoSuchCure(Failure):
    """The remedy cannot be done to this case; `words` says why."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


def preview_remedy(case_id: UUID, cure: Cure) -> Preview:
    """Show what a remedy would do; nothing is done.

    Raises:
        NotFound: there is no such case.
        NoSuchCure: it cannot be done.
    """
    run = _read(case_id)
    calls: list[Call] = []

    def only_noted(call: Call) -> Values | Waits:
        calls.append(call)
        return WAITS if REGISTRY[call.operation].outside else {}

    context = replace(run.context(), operate=only_noted)
    with _refusals_as_words():
        before = engine.look(run.edition, run.case.state, context)
        after = _apply(run, cure, context)
    unknown = tuple(call for call in calls if _is_read(call, run.edition))
    return Preview(before, after, tuple(calls), unknown)


def preview_proposed(remedy: Remedy) -> Preview:
    """Show what a proposed remedy would do to the case as it stands now.

    Raises:
        NoSuchCure: it cannot be done any more.
    """
    return preview_remedy(remedy.case_id, _cure_of(remedy))


def propose_remedy(case_id: UUID, version: int, cure: Cure, reason: str, actor: Actor) -> UUID:
    """Propose a remedy for the case as its proposer has seen it, at this version.

    Raises:
        NotFound, NoSuchCure: as `preview_remedy`.
        Refused: the case went on, another remedy waits, or a step's id is none.
    """
    require_fits(Remedy.element, cure.element, "element")
    require_fits(Remedy.target, cure.target, "target")
    preview_remedy(case_id, cure)
    with transaction():
        _require_version(_lock(case_id), version)
        remedy = Remedy(
            case_id=case_id,
            kind=cure.kind,
            element=cure.element,
            target=cure.target,
            values=dict(cure.values or {}),
            reason=reason,
            version_seen=version,
            proposed_by=actor.account_id,
            proposed_at=ports().clock(),
        )
        db.session.add(remedy)
        db.session.flush()  # The page leads to it.
        return remedy.id


def carry_out_remedy(remedy_id: UUID, actor: Actor) -> None:
    """Do what somebody else has proposed.

    Raises:
        NotFound, NoSuchCure: as `preview_remedy`.
        Refused: it was decided already, the case went on, or the actor proposed it.
    """
    with transaction():
        remedy = _lock_remedy(remedy_id, RemedyStatus.PROPOSED)
        if remedy.proposed_by == actor.account_id:
            raise Refused("second_person_decides")
        run = _lock(remedy.case_id)
        _require_version(run, remedy.version_seen)
        state, run.actor_id = run.case.state, actor.account_id
        with _refusals_as_words():
            step = _apply(run, _cure_of(remedy), run.context())
        run.store(step)
        resolve_what_waits_no_more(run.case, step)
        _settle(remedy, RemedyStatus.DONE, actor)
        remedy.state_before, remedy.version_after = state, run.case.version
        remedy.undoable = step.status is CaseStatus.OPEN and not _acted(step)


def decline_remedy(remedy_id: UUID, actor: Actor) -> None:
    """Leave the case as it is, as the second person or as whoever proposed it.

    Raises:
        NotFound: there is no such remedy.
        Refused: it was decided already.
    """
    with transaction():
        _settle(_lock_remedy(remedy_id, RemedyStatus.PROPOSED), RemedyStatus.DECLINED, actor)


def undo_remedy(remedy_id: UUID, actor: Actor) -> None:
    """Put the case back as it stood, if it has not gone on and the system did nothing.

    What a job had failed at then is tried again.

    Raises:
        NotFound: there is no such remedy.
        Refused: it cannot be undone (any more).
    """
    remedy = db.session.get(Remedy, remedy_id)
    if remedy is None:
        raise NotFound
    if remedy.status is not RemedyStatus.DONE or not remedy.undoable:
        raise Refused("remedy_over")
    assert remedy.state_before is not None and remedy.version_after is not None
    before = Before(db.session.get_one(Case, remedy.case_id).edition_id, remedy.state_before)

    def note(case: Case, _left: Before, step: Step) -> None:
        remedy.status, remedy.undone_by = RemedyStatus.UNDONE, actor.account_id
        remedy.undone_at = ports().clock()
        for call in step.waiting:
            jobs.defer("perform_operation", case_id=str(case.id), task_id=call.task_id)

    why = Why(UNDONE, actor.account_id)
    try:
        move_back(remedy.case_id, remedy.version_after, before, note, why)
    except MovedOn:
        raise Refused("case_went_on") from None


@contextmanager
def _refusals_as_words() -> Iterator[None]:
    """Turn whatever the engine refuses into the answer of the doctor's page."""
    try:
        yield
    except SaidInWords as refused:
        raise NoSuchCure(Words(refused.message, refused.params)) from None


def _apply(run: Stepping, cure: Cure, context: Context) -> Step:
    edition, state, values = run.edition, run.case.state, cure.values or {}
    match cure.kind:
        case RemedyKind.SKIP:
            return repair.skip(edition, state, cure.element, values, context)
        case RemedyKind.MOVE:
            sound = soundness_of(run.case.edition_id)
            return repair.move(edition, sound, state, cure.element, cure.target, context)
        case RemedyKind.CORRECT:
            return repair.correct(edition, state, values, context)
        case RemedyKind.WITHDRAW:
            step = engine.cancel(edition, state, context)
            return replace(step, milestone=WITHDRAWN_MILESTONE)


def _is_read(call: Call, edition: Edition) -> bool:
    """Whether the diagram reads what an operation answers in the very same step."""
    operation = REGISTRY[call.operation]
    return operation.outside is None and not operation.results.isdisjoint(edition.unset)


def _cure_of(remedy: Remedy) -> Cure:
    return Cure(remedy.kind, remedy.element, remedy.target, remedy.values)


def _acted(step: Step) -> bool:
    return any(happened.kind == "operation_called" for happened in step.happened)


def _settle(remedy: Remedy, status: RemedyStatus, actor: Actor) -> None:
    remedy.status, remedy.decided_by = status, actor.account_id
    remedy.decided_at = ports().clock()


def _read(case_id: UUID) -> Stepping:
    runs = read_cases([case_id])
    if not runs:
        raise NotFound
    return runs[0]


def _lock(case_id: UUID) -> Stepping:
    run = lock_open_case(case_id)
    if run is None:
        raise Refused("case_went_on")
    return run


def _lock_remedy(remedy_id: UUID, status: RemedyStatus) -> Remedy:
    remedy = db.session.get(Remedy, remedy_id, with_for_update=True, populate_existing=True)
    if remedy is None:
        raise NotFound
    if remedy.status is not status:
        raise Refused("remedy_over")
    return remedy


def _require_version(run: Stepping, version: int) -> None:
    if run.case.version != version:
        raise Refused("case_went_on")
