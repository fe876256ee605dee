"""A script with what is expected of it, played on a version: does it still come out so?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from processes.sentences import N_, Words
from processes.trial.playing import Trial
from processes.trial.report import Stage, Stopped
from processes.trial.script import Expectation, Script
from processes.trial.words import Named, after_act, cannot_act

STATUSES: Final = {
    "open": N_("还在办理"),
    "completed": N_("已办结"),
    "withdrawn": N_("已撤回"),
    "failed": N_("已中止"),
}
_Found = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Disappointment:
    """Something that came out otherwise: `acts` had been done then, `element` is where to look."""

    sentence: Words
    acts: int
    element: str | None = None


def disappointments(script: Script, trial: Trial) -> list[Disappointment]:
    """Say in what a trial differs from what its script expects; nothing, if it is as it must be.

    Only the end decides. When it is another one, or is not reached, the first act after which
    something was otherwise is told before it.
    """
    if script.expects is None and trial.stopped is None:
        return []
    if trial.stopped is None and expectation_of(trial) == script.expects:
        return []
    names = {**script.names, **trial.names}
    told = [
        Disappointment(after_act(script, acts, names, what), acts)
        for acts, want in _otherwise(script, trial).items()
        for what in _compared(want, _came(trial.stages[acts]), names)
    ]
    return told + ([_stopped(script, trial.stopped, names)] if trial.stopped else [])


def expectation_of(trial: Trial) -> Expectation:
    """Give what came of a trial, to be expected of it from now on."""
    return _came(trial.stages[-1])


def expecting(script: Script, trial: Trial) -> Script:
    """Give a script that expects, from now on, what came of it in a trial."""
    course = tuple(map(_came, trial.stages))
    named = {act.node for act in script.acts}
    named |= {node for stage in course for node in (*stage.open, stage.outcome) if node}
    names = {key: name for key, name in trial.names.items() if key in named}
    return replace(script, expects=course[-1], course=course, names=names)


def _stopped(script: Script, stopped: Stopped, names: Mapping[str, str]) -> Disappointment:
    why = stopped.errors[0] if stopped.errors else stopped.reason
    element = script.acts[stopped.act].node if stopped.act >= 0 else None
    done = max(stopped.act, 0)
    return Disappointment(cannot_act(script, stopped.act + 1, names, why), done, element)


def _otherwise(script: Script, trial: Trial) -> dict[int, Expectation]:
    """Give what was wanted where the course first was another one, and at the end if it came."""
    pairs = enumerate(zip(script.course, trial.stages, strict=False))
    first = next(((acts, want) for acts, (want, stage) in pairs if want != _came(stage)), None)
    wanted = dict([first] if first else [])
    if trial.stopped is None and script.expects is not None:
        wanted[len(script.acts)] = script.expects
    return wanted


def _came(stage: Stage) -> Expectation:
    nodes = sorted(task.node for task in stage.open_tasks)
    return Expectation(stage.status.value, stage.milestone, stage.outcome, tuple(nodes))


def _compared(want: Expectation, came: Expectation, names: Mapping[str, str]) -> Iterator[Words]:
    for message, wanted, got in _pairs(want, came):
        if wanted != got:
            yield Words(message, {"expected": _named(wanted, names), "came": _named(got, names)})


def _pairs(want: Expectation, came: Expectation) -> Iterator[tuple[str, _Found, _Found]]:
    yield N_("进度应为“%(expected)s”，实际是“%(came)s”。"), want.milestone, came.milestone
    yield N_("应停在“%(expected)s”，实际停在“%(came)s”。"), want.open, came.open
    status = STATUSES.get(want.status, want.status), STATUSES.get(came.status, came.status)
    yield N_("办件应为“%(expected)s”，实际是“%(came)s”。"), *status
    if want.outcome and came.outcome:
        yield N_("应在“%(expected)s”结束，实际在“%(came)s”。"), want.outcome, came.outcome


def _named(found: _Found, names: Mapping[str, str]) -> Named:
    parts = (found,) if isinstance(found, str) else found or ()
    return Named(tuple(names.get(part, part) for part in parts))
