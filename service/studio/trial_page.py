"""What the page of a try-out shows: who may act, with which form, and what came of it so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from processes.sentences import Words
from processes.step import Call, OpenTask
from processes.trial import Script, Stage, Trial, cannot_act
from service.operations import REGISTRY
from service.publishing.planning import role_words
from service.publishing.trials import try_out
from service.publishing.tried import Tried
from service.reviewing.page import DecisionForm, decision_form
from service.reviewing.posted import PostedDecision, key_of_kind
from service.reviewing.sheet import Sheet
from service.studio.trial_lines import Fired, Line, Sent, list_fired, list_lines, list_sent
from service.studio.trial_run import Run, Went, is_review, laid_over, returnable_in, shown_task
from service.studio.trial_sheet import read_trial_sheet
from service.studio.trial_words import ValueShown, list_values
from service.studio.written import write_plain


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """An open task that may be played, by whom, and whether its form is the one that is shown."""

    task: OpenTask
    role: Words
    shown: bool


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form of the task that is shown: an applicant's groups, or a reviewer's decision."""

    task: OpenTask
    role: Words
    submit: str | None
    groups: list[dict[str, Any]] = field(repr=False)
    conditional: frozenset[str] = frozenset()
    decision: DecisionForm | None = None
    posted: PostedDecision = field(default_factory=PostedDecision)
    returnable: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> list[str]:
        """Give the names, on the page, of the questions that are not asked."""
        drawn = [one for group in self.groups for one in group["fields"]]
        if self.decision is not None:
            return [one["name"] for one in self.decision.fields if one["hidden"]]
        return [one["key"] for one in drawn if one["hidden"] and one["key"]]


@dataclass(frozen=True, slots=True)
class Result:
    """A value that a system step gives; `choices` are those of which the version speaks."""

    name: str
    choices: tuple[str, ...]
    written: str

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the version only asks if it is true."""
        return bool(self.choices) and set(self.choices) <= {"true", "false"}


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A system step that waits for its results."""

    node: str
    name: str
    summary: str
    results: list[Result]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Everything on the page; `stage` is None when not even the beginning can be done."""

    tried: Tried
    run: Run
    trial: Trial
    stage: Stage | None
    tasks: list[TaskChoice]
    form: FormShown | None
    sheet: Sheet | None
    waiting: list[WaitingStep]
    lines: list[Line]
    sent: list[Sent]
    fired: list[Fired]
    values: list[ValueShown]

    @property
    def so_far(self) -> list[tuple[int, Stage]]:
        """Give the stages up to where the run stands, each with the number of its act."""
        return list(enumerate(self.trial.stages[: self.run.at + 1]))

    @property
    def reach(self) -> int:
        """Say how many acts of the run can be done on what is tried."""
        return max(len(self.trial.stages) - 1, 0)

    @property
    def stuck(self) -> Words | None:
        """Say why the next act on record cannot be done where the run stands."""
        stopped, script = self.trial.stopped, self.run.script
        if stopped is None or stopped.act != self.run.at:
            return None
        why = stopped.errors[0] if stopped.errors else stopped.reason
        return cannot_act(script, stopped.act + 1, {**script.names, **self.trial.names}, why)

    @property
    def done(self) -> list[str]:
        """Give the elements that were passed and are left again."""
        passed = [node for _number, stage in self.so_far for node in stage.passed]
        return [node for node in dict.fromkeys(passed) if node not in self.active]

    @property
    def active(self) -> list[str]:
        """Give the elements where a token is; an armed event at a task's edge is none of them."""
        nodes = self.tried.edition.nodes
        standing = self.stage.standing if self.stage else ()
        return [node for node in standing if nodes[node].attached_to is None]


def read_page(tried: Tried, went: Went, posts: Mapping[str, str]) -> TrialPage:
    """Read the page of a run; `posts` are the names of the association's posts."""
    trial = try_out(tried.edition, went.run.script)
    went = _with_undone(tried, went, trial)
    reached = min(went.run.at, len(trial.stages) - 1)
    run = Run(went.run.script, max(reached, 0), went.run.playing)
    stage = trial.stages[reached] if trial.stages else None
    before = trial.stages[reached - 1] if reached > 0 else None
    shown = shown_task(stage, run.playing) if stage else None
    return TrialPage(
        tried=tried,
        run=run,
        trial=trial,
        stage=stage,
        tasks=list(_choices(stage, shown, posts)),
        form=_form(tried, stage, shown, went, posts) if stage and shown else None,
        sheet=_sheet(tried, run.script, stage, shown),
        waiting=[_waiting(tried, stage, call) for call in stage.waiting] if stage else [],
        lines=list(list_lines(tried, run, trial, posts)),
        sent=list(list_sent(tried, run, trial)),
        fired=list(list_fired(tried, run, trial)),
        values=list(list_values(tried.edition, stage, before)) if stage else [],
    )


def _with_undone(tried: Tried, went: Went, trial: Trial) -> Went:
    """Show in the form what it was once answered with, when that was undone or cannot be done."""
    at = min(went.run.at, max(len(trial.stages) - 1, 0))
    acts = went.run.script.acts[at : at + 1]
    task = shown_task(trial.stages[at], went.run.playing) if trial.stages else None
    if went.typed is not None or not acts or task is None or acts[0].node != task.node:
        return went
    answers, form = acts[0].answers, tried.edition.forms[task.form]
    reasons = answers.get(key_of_kind(form, "returned_fields") or "") or {}
    decision = PostedDecision(answers, frozenset(reasons), reasons)
    return replace(went, typed=answers, decision=decision)


def _choices(
    stage: Stage | None, shown: OpenTask | None, posts: Mapping[str, str]
) -> Iterator[TaskChoice]:
    for task in stage.open_tasks if stage else ():
        yield TaskChoice(task, role_words(task.role, posts), task is shown)


def _form(
    tried: Tried, stage: Stage, task: OpenTask, went: Went, posts: Mapping[str, str]
) -> FormShown:
    form, asked = tried.edition.forms[task.form], stage.asked[task.node]
    role = role_words(task.role, posts)
    if is_review(task):
        decision = decision_form(form, asked.given, went.decision)
        posted = went.decision or PostedDecision()
        returnable = returnable_in(tried, went.run.script, stage)
        return FormShown(
            task, role, form.submit, [], decision=decision, posted=posted, returnable=returnable
        )
    typed = None if went.typed is None else laid_over(form, stage, task.node, went.typed)
    answers = asked.previous if typed is None else typed
    groups = form.describe(given=asked.given, answers=answers, reopened=asked.reopened)
    asks = {one.key for one in form.fields}
    conditional = frozenset(one.key for one in form.fields if one.hidden_by & asks)
    return FormShown(task, role, form.submit, groups, conditional)


def _sheet(
    tried: Tried, script: Script, stage: Stage | None, shown: OpenTask | None
) -> Sheet | None:
    """Give what a reviewer reads beside their form."""
    if stage is None or shown is None or not is_review(shown) or not stage.handed_in:
        return None
    return read_trial_sheet(tried, script, stage)


def _waiting(tried: Tried, stage: Stage, call: Call) -> WaitingStep:
    operation = REGISTRY[call.operation]
    return WaitingStep(
        node=call.node,
        name=tried.edition.nodes[call.node].name,
        summary=operation.summary,
        results=[_result(tried, stage, name) for name in sorted(operation.results)],
    )


def _result(tried: Tried, stage: Stage, name: str) -> Result:
    choices = tuple(write_plain(value) for value in tried.compared.get(name, ()))
    now = stage.values.get(name)
    if now is not None:
        return Result(name, choices, write_plain(now))
    yes_or_no = choices and set(choices) <= {"true", "false"}
    return Result(name, choices, "false" if yes_or_no else next(iter(choices), ""))
