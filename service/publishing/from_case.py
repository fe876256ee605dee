"""Turns a finished case into a script in which nobody real is left.

The acts come from what is on record: rounds, reviews, timers, messages. The results of the
system's steps are not, so they are searched: the last values of the case first, then whatever its
version speaks of, until the script takes the way that the case took.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import Any, Final

from sqlalchemy import select

from forms import Field, Form, StandIns
from processes.editions import Edition
from processes.step import Call, CaseStatus
from processes.trial import Act, ActKind, Script, Stage, compared_values
from processes.working_time import SHANGHAI
from service.cases.examining import examine
from service.cases.facts import GIVENS, applicant_facts
from service.cases.reviews import OPINION, opened_review
from service.cases.rounds import list_rounds, opened_round
from service.editions import diagram_of, parsed
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Event, Message, Review
from service.operations import REGISTRY
from service.ports import ports
from service.publishing.trials import try_out
from service.publishing.tried_facts import SAMPLE_EMPLOYER, facts_chosen
from service.refusals import Refused

MOST_PLAYS: Final = 150
SAMPLE_TEXT: Final = "样本内容"
_TREATED: Final = frozenset({"step_skipped", "case_moved", "values_corrected"})
_TOLD: Final = ("task_completed", "timer_fired", "message_received", "case_withdrawn", *_TREATED)


@dataclass(frozen=True, slots=True)
class Turned:
    """A script made of a case; `replaced` gives by a field's label what stands there now.

    `same` says that the script takes the way of the case to its end.
    """

    case: Case
    script: Script
    replaced: Mapping[str, Any]
    same: bool


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Something that people, the clock or another case did, as it is on record."""

    kind: ActKind
    node: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    changed: tuple[str, ...] = ()


def turn_case(case_no: str, procedure: str) -> Turned:
    """Make a script of a finished case.

    Raises:
        NotFound: the procedure has no case of that number.
        Refused: the case still goes on (`case_still_open`), or was treated by hand.
    """
    case = db.session.scalar(select(Case).where(Case.no == case_no, Case.procedure == procedure))
    if case is None:
        raise NotFound
    if case.status is CaseStatus.OPEN:
        raise Refused("case_still_open")
    return _Turning(case).turn()


class _Turning:
    def __init__(self, case: Case) -> None:
        self._case, self._edition = case, parsed(case.edition_id)
        self._compared = compared_values(diagram_of(case.edition_id), self._edition)
        self._values = examine(case.no).values
        self._begins = ports().clock().astimezone(SHANGHAI).replace(microsecond=0)
        self._stand_ins = StandIns(self._begins.date(), self._is_nobodys)
        self._recorded = list(_read_record(case, self._edition))
        self._facts = self._facts_then()
        self._plays = 0
        self._best: tuple[Act, ...] = ()

    def turn(self) -> Turned:
        """Search for the acts; the longest way found, if none leads to the end."""
        found = self._go_on((), 0)
        script = self._script(self._best if found is None else found)
        return Turned(self._case, script, dict(self._stand_ins.replaced), found is not None)

    # -- the way -----------------------------------------------------------------------------

    def _go_on(self, acts: tuple[Act, ...], number: int) -> tuple[Act, ...] | None:
        """Give the acts that lead to the end of the case, if these are their beginning."""
        stage = self._play(acts)
        if stage is None:
            return None
        self._best = max(self._best, acts, key=len)
        if stage.waiting:
            call = stage.waiting[0]
            tries = (Act(ActKind.FINISH, call.node, results) for results in self._results_of(call))
            found = (self._go_on((*acts, act), number) for act in tries)
            return next((way for way in found if way is not None), None)
        if number == len(self._recorded):
            return acts if self._is_the_end(stage) else None
        return self._go_on((*acts, self._act(number, stage)), number + 1)

    def _play(self, acts: tuple[Act, ...]) -> Stage | None:
        self._plays += 1
        if self._plays > MOST_PLAYS:
            return None
        trial = try_out(self._edition, self._script(acts))
        return None if trial.stopped else trial.stages[-1]

    def _is_the_end(self, stage: Stage) -> bool:
        case = self._case
        return stage.status is case.status and (stage.outcome or "") == (case.outcome or "")

    def _script(self, acts: tuple[Act, ...]) -> Script:
        return Script(self._begins, self._facts, acts)

    # -- the acts ----------------------------------------------------------------------------

    def _act(self, number: int, stage: Stage) -> Act:
        done = self._recorded[number]
        if done.kind is not ActKind.COMPLETE:
            return Act(done.kind, done.node, _without_texts(done.answers, self._compared))
        asked = stage.asked.get(done.node)
        if asked is None:
            return Act(done.kind, done.node)  # Cannot be done here: another way has to be found.
        form = self._edition.forms[self._edition.nodes[done.node].form or ""]
        answers = done.answers
        if asked.previous is not None and asked.reopened is not None:
            sent = {*asked.reopened, *done.changed}
            answers = {key: one for key, one in answers.items() if key in sent}
        known = asked.previous or {}
        return Act(done.kind, done.node, form.stand_in(answers, known, self._stand_ins))

    def _results_of(self, call: Call) -> Iterator[dict[str, Any]]:
        names = sorted(REGISTRY[call.operation].results)
        options = [self._options(name) for name in names]
        return (dict(zip(names, chosen, strict=True)) for chosen in product(*options))

    def _options(self, name: str) -> list[Any]:
        """Give what a result may have been: what it was last, then what the version speaks of."""
        last = _without_text(self._values.get(name), self._compared.get(name, ()))
        spoken = self._compared.get(name, ())
        if any(isinstance(one, bool) for one in spoken):
            spoken = (*spoken, True, False)
        options = {repr(one): one for one in (last, *spoken, None)}
        return list(options.values())

    # -- who it was --------------------------------------------------------------------------

    def _is_nobodys(self, asked: Field, value: Any) -> bool:
        """Let stay what only routes: numbers, and texts of which the version itself speaks."""
        if not asked.routing or asked.kind.sensitive:
            return False
        return asked.kind.name == "number" or value in self._compared.get(asked.key, ())

    def _facts_then(self) -> dict[str, Any]:
        """Give the facts about the applicant as the first round knew them.

        Being registered changes what an account has; a question that was answered was asked.
        """
        facts = facts_chosen({}) | {
            name: value
            for name, value in applicant_facts(self._case.account, self._edition.unset).items()
            if name in GIVENS
        }
        facts["account_employer"] = SAMPLE_EMPLOYER if facts["account_has_agency"] else None
        first = next((one for one in self._recorded if one.kind is ActKind.COMPLETE), None)
        if first is None:
            return facts
        form = self._edition.forms[self._edition.nodes[first.node].form or ""]
        return _as_asked(form, first.answers, facts, {**self._edition.unset, **self._values})


def _as_asked(
    form: Form, answers: Mapping[str, Any], facts: dict[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn round each yes or no of the facts that hides what was answered, or asks what was not."""
    for one in form.fields:
        known = {**dict.fromkeys(form.layout.by_key), **values, **answers, **facts}
        answered = answers.get(one.key) is not None
        if answered is not one.is_hidden(known) or not (answered or one.is_required(known)):
            continue
        for name in one.hidden_by:
            if isinstance(facts.get(name), bool):
                turned = facts | {name: not facts[name]}
                if one.is_hidden({**known, **turned}) is not answered:
                    facts = turned
                    break
    return facts


def _without_texts(
    values: Mapping[str, Any], compared: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    return {name: _without_text(one, compared.get(name, ())) for name, one in values.items()}


def _without_text(value: Any, spoken: Sequence[Any]) -> Any:
    """Give a value in which no text stands but one of which the version itself speaks."""
    if value is None or isinstance(value, bool | int | float) or value in spoken:
        return value
    return SAMPLE_TEXT if isinstance(value, str) else None


# -- what is on record ---------------------------------------------------------------------------


def _read_record(case: Case, edition: Edition) -> Iterator[_Recorded]:
    """Give what was done from outside the engine, in order; a step of the clock is one."""
    query = select(Event).where(Event.case_id == case.id, Event.kind.in_(_TOLD))
    events = db.session.scalars(query.order_by(Event.id))
    answers, payloads = dict(_answers(case, edition)), _payloads(case)
    for _version, step in groupby(events, key=lambda event: event.version):
        seen: set[tuple[str, str]] = set()
        for event in step:
            once = (event.kind, str(event.detail.get("name", "")))
            if event.kind != "task_completed" and once in seen:
                continue
            seen.add(once)
            yield _recorded(event, answers, payloads)


def _recorded(
    event: Event, answers: Mapping[str, _Recorded], payloads: dict[str, list[Any]]
) -> _Recorded:
    if event.kind in _TREATED:
        raise Refused("case_was_treated")
    if event.kind == "task_completed":
        known = answers.get(str(event.detail.get("task_id")), _Recorded(ActKind.COMPLETE))
        return _Recorded(ActKind.COMPLETE, event.node or "", known.answers, known.changed)
    if event.kind == "message_received":
        name = str(event.detail.get("name", ""))
        came = payloads.get(name) or [{}]
        return _Recorded(ActKind.TELL, name, came.pop(0))
    return _Recorded(ActKind.WAIT if event.kind == "timer_fired" else ActKind.WITHDRAW)


def _answers(case: Case, edition: Edition) -> Iterator[tuple[str, _Recorded]]:
    for one in list_rounds(case.id):
        changed = tuple(one.changed)
        yield str(one.task_id), _Recorded(ActKind.COMPLETE, "", opened_round(one), changed)
    for review in db.session.scalars(select(Review).where(Review.case_id == case.id)):
        node = edition.nodes.get(review.node)
        form = edition.forms.get(node.form or "") if node else None
        if form is not None:
            decided = _decided(review, form)
            yield str(review.task_id), _Recorded(ActKind.COMPLETE, review.node, decided)


def _decided(review: Review, form: Form) -> dict[str, Any]:
    """Put a review together again as its form had it."""
    answers = opened_review(review) | {OPINION: review.opinion}
    for one in form.fields:
        if one.kind.name == "decision":
            answers[one.key] = review.decision
        elif one.kind.name == "returned_fields":
            answers[one.key] = review.returned_fields
    return {key: value for key, value in answers.items() if value not in (None, "", {})}


def _payloads(case: Case) -> dict[str, list[Any]]:
    came: dict[str, list[Any]] = {}
    query = select(Message).where(Message.case_id == case.id, Message.delivered_at.is_not(None))
    for message in db.session.scalars(query.order_by(Message.delivered_at, Message.sent_at)):
        came.setdefault(message.name, []).append(message.payload)
    return came
