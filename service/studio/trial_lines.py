"""A try-out told line by line: what was done, which rules fired, what would have been sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms import N_
from processes.decisions import DecisionTable
from processes.sentences import Words
from processes.step import Call, CaseStatus
from processes.trial import Act, ActKind, Stage, Trial, told_act
from processes.trial.words import Named
from service.cases.telling import CLOSED, YOUR_TURN
from service.operations import REGISTRY
from service.publishing.planning import role_words
from service.publishing.tried import Tried
from service.studio.trial_run import APPLICANT, Run
from service.studio.trial_words import value_word

_KINDS: Final = {
    "notices": N_("通知"),
    "orders": N_("制卡与收费"),
    "cards": N_("信息卡"),
}
_REGISTER: Final = N_("登记")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: what was done, by whom, and where the case then stood.

    `state` is done, active (the case stands after it) or undone; `stage` is None where the
    version does not come to.
    """

    number: int
    told: Words
    role: Words | None
    decision: str
    state: str
    stage: Stage | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What the system would have done after an act; nothing of it was."""

    number: int
    kind: str
    told: Words
    details: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule by its number: what it asks of each column."""

    number: int
    asks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fired:
    """A table that was asked after an act: which of its rules fired and what they set."""

    number: int
    step: str
    table: str
    rules: list[FiredRule]
    outputs: list[tuple[str, str]]


def list_lines(tried: Tried, run: Run, trial: Trial, posts: Mapping[str, str]) -> Iterator[Line]:
    """Tell all acts of a run, those that were undone too; 0 is the beginning."""
    names = {**run.script.names, **trial.names}
    for number in range(len(run.script.acts) + 1):
        act = run.script.acts[number - 1] if number else None
        yield Line(
            number=number,
            told=told_act(act, names) if act else Words(N_("开始")),
            role=_role_words(tried, act, posts),
            decision=_decision_of(tried, act),
            state="done" if number < run.at else "active" if number == run.at else "undone",
            stage=trial.stages[number] if number < len(trial.stages) else None,
        )


def list_fired(tried: Tried, run: Run, trial: Trial) -> Iterator[Fired]:
    """List which rules fired up to where the run stands, the newest first."""
    for number, stage in _newest_first(run, trial):
        for decided in stage.decided:
            node = tried.edition.nodes[decided.node]
            table = tried.edition.tables[node.decision or ""]
            rules = [_rule(table, one) for one in decided.decision.rules]
            outputs = decided.decision.outputs.items()
            labels = tried.edition.labels
            written = [(labels.get(name, name), value_word(value)) for name, value in outputs]
            yield Fired(number, node.name, decided.table, rules, written)


def list_sent(tried: Tried, run: Run, trial: Trial) -> Iterator[Sent]:
    """List what would have been done or sent up to where the run stands, the newest first."""
    for number, stage in _newest_first(run, trial):
        for call in stage.called:
            yield _called(number, call)
        for told in _told_to_applicant(tried, run, trial, number):
            yield Sent(number, _KINDS["notices"], told, [])


def _newest_first(run: Run, trial: Trial) -> Iterator[tuple[int, Stage]]:
    return reversed(list(enumerate(trial.stages[: run.at + 1])))


def _called(number: int, call: Call) -> Sent:
    operation = REGISTRY.get(call.operation)
    told = operation.summary if operation else call.operation
    explained = operation.params if operation else {}
    details = [(explained.get(name, name), value_word(one)) for name, one in call.params.items()]
    kind = _KINDS.get(call.operation.partition(".")[0], _REGISTER)
    return Sent(number, kind, Words(told), details)


def _told_to_applicant(tried: Tried, run: Run, trial: Trial, number: int) -> Iterator[Words]:
    """Say what the applicant would be told on the site: nothing of what they did themselves."""
    if number == 0 or _is_applicants(tried, run.script.acts[number - 1]):
        return
    before, stage = trial.stages[number - 1], trial.stages[number]
    known = {task.id for task in before.open_tasks}
    for task in stage.open_tasks:
        if task.role == APPLICANT and task.id not in known:
            yield Words(YOUR_TURN, {"no": "——", "task": Named((task.name,))})
    if stage.status is CaseStatus.COMPLETED and before.status is not stage.status:
        yield Words(CLOSED, {"no": "——", "outcome": Named((stage.milestone or "",))})


def _is_applicants(tried: Tried, act: Act) -> bool:
    return act.kind is ActKind.WITHDRAW or _role_of(tried, act) == APPLICANT


def _role_of(tried: Tried, act: Act | None) -> str | None:
    node = tried.edition.nodes.get(act.node) if act and act.kind is ActKind.COMPLETE else None
    return node.role if node else None


def _role_words(tried: Tried, act: Act | None, posts: Mapping[str, str]) -> Words | None:
    role = _role_of(tried, act)
    return role_words(role, posts) if role else None


def _decision_of(tried: Tried, act: Act | None) -> str:
    """Give the word of the decision that was chosen."""
    node = tried.edition.nodes.get(act.node) if act else None
    form = tried.edition.forms.get(node.form or "") if node else None
    if form is None or act is None:
        return ""
    for field in form.fields:
        if field.kind.name == "decision":
            options = field.kind.describe()["options"]
            words = {one["value"]: str(one["label"]) for one in options}
            return words.get(act.answers.get(field.key), "")
    return ""


def _rule(table: DecisionTable, number: int) -> FiredRule:
    tests = table.rules[number - 1].tests
    pairs = zip(table.inputs, tests, strict=True)
    return FiredRule(number, [(column.label, test.text) for column, test in pairs])
