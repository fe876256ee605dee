"""What each button of a try-out does; names of ours have a dash, which no form's field has."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _

from forms import Form, FormErrors
from processes.sentences import SaidInWords
from processes.step import OpenTask
from processes.trial import Act, ActKind, Script, Stage, Stopped
from processes.working_time import SHANGHAI
from service.calendar import read_calendar
from service.operations import REGISTRY
from service.publishing.trials import try_out
from service.publishing.tried import Tried
from service.publishing.tried_facts import QUESTIONS, facts_chosen
from service.reviewing.posted import PostedDecision, check_ticks, read_decision
from service.studio.trial_run import (
    Posted,
    Run,
    Went,
    acts_named,
    fresh_run,
    is_review,
    laid_over,
    returnable_in,
    shown_task,
)
from service.studio.written import read_value
from service.templating import Problem, problems_of

MOST_DAYS: Final = 250


def look_at_form(tried: Tried, run: Run, posted: Posted) -> Went:
    """Give the form that is shown with what is typed into it."""
    return _Hand(tried, run, posted).ask("")


def go_on(tried: Tried, run: Run, posted: Posted) -> Went:
    """Do what was pressed."""
    button, _colon, what = posted.get("do", "").partition(":")
    pressed = _BUTTONS.get(button, _Hand.look)
    try:
        return pressed(_Hand(tried, run, posted), what)
    except SaidInWords as refused:
        return Went(run, problems=(Problem(None, refused.render(_)),))


class _Hand:
    """What somebody may do where a run stands."""

    def __init__(self, tried: Tried, run: Run, posted: Posted) -> None:
        self._tried, self._run, self._posted = tried, run, posted
        self._script = run.standing
        self._trial = try_out(tried.edition, self._script)
        self._stage = self._trial.stages[-1] if self._trial.stages else None

    # -- looking ---------------------------------------------------------------------------

    def look(self, _what: str) -> Went:
        """Show the run as it is."""
        return Went(self._run)

    def goto(self, what: str) -> Went:
        """Go back, or forth again, to where this many acts stood."""
        at = acts_named(what, self._run.at)
        return Went(Run(self._run.script, min(at, len(self._run.script.acts))))

    def play(self, what: str) -> Went:
        """Play the role of whoever has this step."""
        return Went(replace(self._run, playing=what))

    def begin(self, _what: str) -> Went:
        """Begin anew, for an applicant of the chosen facts."""
        chosen = {one.key: self._posted.get(f"trial-{one.key}", 0, int) for one in QUESTIONS}
        return Went(fresh_run(facts_chosen(chosen)))

    # -- the form --------------------------------------------------------------------------

    def sample(self, _what: str) -> Went:
        """Fill in samples where nothing is written yet."""
        stage, task = self._task()
        if task is None:
            return Went(self._run)
        form, asked = self._form(task), stage.asked[task.node]
        posted = self._answers(form, task)
        kept = laid_over(form, stage, task.node, posted.answers)
        # What was returned has to become another answer than it was.
        before = {key: (asked.previous or {}).get(key) for key in asked.reopened or ()}
        today = stage.now.astimezone(SHANGHAI).date()
        filled = form.sample(
            given=asked.given,
            kept={
                key: one
                for key, one in kept.items()
                if one not in ("", []) and not (key in before and before[key] == one)
            },
            today=today,
            nth=self._rounds_of(task.form),
        )
        return self._shown(replace(posted, answers={**posted.answers, **filled}))

    def ask(self, _what: str) -> Went:
        """Draw the form anew over what is typed."""
        _stage, task = self._task()
        if task is None:
            return Went(self._run)
        return self._shown(self._answers(self._form(task), task))

    def complete(self, _what: str) -> Went:
        """Complete the task that is shown."""
        stage, task = self._task()
        if task is None:
            return Went(self._run)
        form = self._form(task)
        posted = self._answers(form, task)
        try:
            check_ticks(form, posted, returnable_in(self._tried, self._script, stage))
        except FormErrors as errors:
            return self._shown(posted, tuple(problems_of(errors)))
        return self._done(Act(ActKind.COMPLETE, task.node, posted.answers), posted)

    # -- the system, the clock, the outside -------------------------------------------------

    def finish(self, node: str) -> Went:
        """Give the results of the system's step."""
        found = self._tried.edition.nodes.get(node)
        operation = REGISTRY.get(found.operation.name) if found and found.operation else None
        results = {
            name: read_value(self._posted.get(f"result-{node}-{name}", ""))
            for name in (operation.results if operation else ())
        }
        return self._done(Act(ActKind.FINISH, node, results))

    def tell(self, message: str) -> Went:
        """Let a message come."""
        payload, problem = _read_lines(self._posted.get(f"payload-{message}", ""))
        if problem:
            return Went(self._run, problems=(Problem(f"payload-{message}", problem),))
        return self._done(Act(ActKind.TELL, message, payload))

    def wait(self, _what: str) -> Went:
        """Let the clock jump to the next limit."""
        return self._done(Act(ActKind.WAIT))

    def days(self, _what: str) -> Went:
        """Let some working days go by."""
        days = self._posted.get("trial-days", 0, int)
        if self._stage is None or not 1 <= days <= MOST_DAYS:
            sentence = _("请填写 1 到 %(most)d 个工作日。", most=MOST_DAYS)
            return Went(self._run, problems=(Problem("trial-days", sentence),))
        return self._done(Act(ActKind.WAIT, until=_after(self._stage.now, days)))

    def withdraw(self, _what: str) -> Went:
        """Withdraw as the applicant."""
        return self._done(Act(ActKind.WITHDRAW))

    # -- how -------------------------------------------------------------------------------

    def _task(self) -> tuple[Stage, OpenTask | None]:
        if self._stage is None:
            assert self._trial.stopped is not None  # Nothing came of the beginning.
            raise SaidInWords(self._trial.stopped.reason.message, self._trial.stopped.reason.params)
        return self._stage, shown_task(self._stage, self._run.playing)

    def _form(self, task: OpenTask) -> Form:
        return self._tried.edition.forms[task.form]

    def _rounds_of(self, form: str) -> int:
        """Say how often a form was handed in: a correction gets other samples than it had."""
        nodes = self._tried.edition.nodes
        answered = (nodes.get(act.node) for act in self._script.acts)
        return sum(node is not None and node.form == form for node in answered)

    def _answers(self, form: Form, task: OpenTask) -> PostedDecision:
        """Read what was posted; only a review has boxes that send a field back."""
        posted = read_decision(form, self._posted)
        return posted if is_review(task) else PostedDecision(posted.answers)

    def _shown(self, posted: PostedDecision, problems: tuple[Problem, ...] = ()) -> Went:
        return Went(self._run, posted.answers, posted, problems)

    def _done(self, act: Act, posted: PostedDecision | None = None) -> Went:
        script = self._with(act)
        trial = try_out(self._tried.edition, script)
        if trial.stopped is None:
            return Went(Run(script, len(script.acts)))
        problems = tuple(problems_of_stop(trial.stopped))
        return self._shown(posted, problems) if posted else Went(self._run, problems=problems)

    def _with(self, act: Act) -> Script:
        # What a test expected says nothing of a run that goes on otherwise.
        again = self._run.script.acts[self._run.at : self._run.at + 1] == (act,)
        if again and self._run.at + 1 == len(self._run.script.acts):
            return self._run.script
        script = Script(self._script.begins, self._script.given, (*self._script.acts, act))
        return Script.from_json(script.to_json())  # Raises when it has become too long.


def problems_of_stop(stopped: Stopped) -> list[Problem]:
    """Say what was wrong with the act that could not be done."""
    if stopped.errors:
        return problems_of(FormErrors(stopped.errors))
    return [Problem(None, stopped.reason.render(_))]


def _after(now: datetime, days: int) -> datetime:
    return read_calendar().due(now, days)


def _read_lines(text: str) -> tuple[dict[str, Any], str]:
    """Read `name = value` line by line; gives what is wrong as well, if anything is."""
    payload: dict[str, Any] = {}
    for line in filter(str.strip, text.splitlines()):
        name, sign, value = line.partition("=")
        if not sign or not name.strip():
            return {}, _("每行写一个值，例如：paid = true")
        payload[name.strip()] = read_value(value.strip())
    return payload, ""


_BUTTONS: Final[Mapping[str, Callable[[_Hand, str], Went]]] = {
    "look": _Hand.look,
    "goto": _Hand.goto,
    "play": _Hand.play,
    "begin": _Hand.begin,
    "sample": _Hand.sample,
    "ask": _Hand.ask,
    "complete": _Hand.complete,
    "finish": _Hand.finish,
    "tell": _Hand.tell,
    "wait": _Hand.wait,
    "days": _Hand.days,
    "withdraw": _Hand.withdraw,
}
