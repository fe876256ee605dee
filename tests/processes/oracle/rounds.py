"""Rounds of answers: what people post, what a return reopens, and what should come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from processes.step import Submission

from .game import Game
from .world import Script


@dataclass(frozen=True)
class Completion:
    """A task about to be completed: what is posted, and what should come of it."""

    task: int
    form: str
    submission: Submission
    whole: dict[str, Any]
    routing: dict[str, Any]
    changed: list[str]

    def play(self, game: Game) -> None:
        """Do it to the oracle."""
        game.complete(self.task, self.routing, self.changed)


class Rounds:
    """Keeps the latest round of each form that can be corrected."""

    def __init__(self, script: Script, dice: Random) -> None:
        self.script, self.dice = script, dice
        self.latest: dict[str, dict[str, Any]] = {}

    def keep(self, done: Completion) -> None:
        """Remember the round that was accepted."""
        self.latest[done.form] = done.whole

    def prepare(self, task: int, form: str) -> Completion:
        """Fill in a form at random: wholly, or after a return what it reopened."""
        submission = self._submission(form)
        whole = _whole(submission)
        changed = self._changed(form, submission.previous, whole)
        return Completion(task, form, submission, whole, self.script.routing(form, whole), changed)

    def _submission(self, form: str) -> Submission:
        answers, pieces = self.script.answers(form, self.dice), self.script.pieces(form)
        previous = self.latest.get(form) if pieces else None
        if previous is None or self.dice.random() < 0.4:
            return Submission(answers, previous)
        chosen = self.dice.sample(pieces, self.dice.randint(1, len(pieces)))
        reopened = frozenset(key for piece in chosen for key in piece)
        posted = {key: value for key, value in answers.items() if key in reopened}
        return Submission(posted, previous, reopened)

    def _changed(
        self, form: str, before: Mapping[str, Any] | None, whole: Mapping[str, Any]
    ) -> list[str]:
        if before is None:
            return []
        return [key for key in self.script.fields(form) if whole.get(key) != before.get(key)]


def _whole(submission: Submission) -> dict[str, Any]:
    """Return the complete round: what was not reopened stays as it was."""
    reopened, before = submission.reopened, submission.previous or {}
    kept = {key: before[key] for key in before if reopened and key not in reopened}
    return {**kept, **submission.answers}
