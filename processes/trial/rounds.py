"""What was handed in during a try-out, and what is asked of whom next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms import Form
from processes.step import Step, Submission
from processes.trial.report import HandedIn


@dataclass(slots=True)
class Rounds:
    """The rounds of each form so far, and what the last return opened again, with the reasons."""

    latest: dict[str, HandedIn] = field(default_factory=dict)
    reopened: Mapping[str, str] | None = None

    def previous(self, form: Form) -> Mapping[str, Any] | None:
        """Give the newest round of a form."""
        found = self.latest.get(form.name)
        return found.answers if found else None

    def reasons(self, form: Form) -> Mapping[str, str] | None:
        """Say which fields of a form that was handed in are open again; None: all of it is."""
        return self.reopened if form.name in self.latest else None

    def submission(self, form: Form, answers: Mapping[str, Any]) -> Submission:
        """Give the submission as the service would make it."""
        reasons = self.reasons(form)
        opened = None if reasons is None else frozenset(reasons)
        return Submission(answers, self.previous(form), opened)

    def keep(self, form: Form, step: Step, *, by_applicant: bool) -> None:
        """Remember what was answered, or returned."""
        answers = step.answers or {}
        if by_applicant:
            before = self.previous(form)
            self.latest[form.name] = HandedIn(form.name, answers, before, step.changed)
            self.reopened = None
        for one in form.fields:
            if one.kind.name == "returned_fields" and answers.get(one.key):
                self.reopened = dict(answers[one.key])
