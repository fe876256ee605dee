"""A try-out as the page carries it: a script, how much of it stands, whose form is shown.

The page sends all of it with every button; nothing is kept here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from werkzeug.datastructures import MultiDict

from forms import Form
from processes.step import OpenTask
from processes.trial import Script, Stage
from processes.working_time import SHANGHAI
from service.cases.lookups import returnable_fields
from service.ports import ports
from service.publishing.tried import Tried
from service.publishing.tried_facts import facts_chosen
from service.reviewing.posted import PostedDecision
from service.templating import Problem

APPLICANT: Final = "applicant"
Posted = MultiDict[str, str]
_MOST_DIGITS: Final = 9
"""Python reads no number of thousands of digits."""


@dataclass(frozen=True, slots=True)
class Run:
    """A script of which the first `at` acts stand; `playing` is the step whose form is shown."""

    script: Script
    at: int = 0
    playing: str = ""

    @property
    def standing(self) -> Script:
        """Give the script of the acts that stand; what it expected says nothing of fewer acts."""
        if self.at == len(self.script.acts):
            return self.script
        return Script(self.script.begins, self.script.given, self.script.acts[: self.at])


@dataclass(frozen=True, slots=True)
class Went:
    """Where a try-out is after a button, what stays typed in the form, and what was wrong."""

    run: Run
    typed: Mapping[str, Any] | None = field(default=None, repr=False)
    decision: PostedDecision | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()


def acts_named(text: str, otherwise: int) -> int:
    """Read how many acts shall stand; `otherwise`, if a program wrote no such number."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else otherwise


def fresh_run(facts: Mapping[str, Any] | None = None) -> Run:
    """Begin a run now, for an applicant of these facts."""
    begins = ports().clock().astimezone(SHANGHAI).replace(microsecond=0)
    return Run(Script(begins, dict(facts or facts_chosen({}))))


def read_run(posted: Posted) -> Run:
    """Read the run that a page carried.

    Raises:
        ScriptRefused: it is none, or too long.
    """
    try:
        data = orjson.loads(posted.get("trial-script", ""))
    except orjson.JSONDecodeError:
        data = None
    script = Script.from_json(data)
    at = posted.get("trial-at", len(script.acts), int)
    return Run(script, max(0, min(at, len(script.acts))), posted.get("trial-playing", ""))


def shown_task(stage: Stage, playing: str) -> OpenTask | None:
    """Give the open task whose form is shown: the one that was chosen, else the first."""
    tasks = {task.node: task for task in stage.open_tasks}
    return tasks.get(playing) or next(iter(tasks.values()), None)


def is_review(task: OpenTask) -> bool:
    """Say whether the form is drawn as a desk draws it, beside what was handed in."""
    return task.role != APPLICANT


def known_in(tried: Tried, script: Script, stage: Stage) -> dict[str, Any]:
    """Give what conditions may read at a stage."""
    return {**tried.edition.unset, **stage.values, **script.given}


def returnable_in(tried: Tried, script: Script, stage: Stage) -> dict[str, str]:
    """Give the fields that may go back, of the form with which the case began."""
    if not stage.handed_in:
        return {}
    first = stage.handed_in[0]
    known = known_in(tried, script, stage)
    return returnable_fields(tried.edition.forms[first.form], known, first.answers)


def laid_over(form: Form, stage: Stage, node: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Lay what was typed over the round before: only what is open was asked."""
    asked = stage.asked[node]
    drawn = form.describe(given=asked.given, answers=asked.previous, reopened=asked.reopened)
    opened = {one["key"] for group in drawn for one in group["fields"] if one.get("open")}
    kept = {key: one for key, one in (asked.previous or {}).items() if key not in opened}
    return kept | dict(typed)
