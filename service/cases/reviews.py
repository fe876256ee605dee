"""Reviewers' decisions: what they may return, and how a decision is kept."""

from typing import Any, Final
from uuid import UUID, uuid4

from forms import Form
from processes.step import Step
from service.cases.facts import applicant_facts
from service.cases.lookups import returnable_fields
from service.cases.rounds import latest_round, open_answers, opened_round, seal_answers
from service.cases.stepping import Stepping
from service.editions import start_form
from service.extensions import db
from service.models import Account, Case, OpenTask, Review

OPINION: Final = "opinion"
"""The key under which a review's form asks for the reviewer's words."""


def reopened_fields(case: Case) -> frozenset[str] | None:
    """Give the fields that the last return opened again; None when nothing was returned."""
    if case.returned_by is None:
        return None
    return frozenset(db.session.get_one(Review, case.returned_by).returned_fields)


def returnable_of(case: Case, applicant: Account) -> dict[str, str]:
    """Give the fields of the applicant's form that this case's reviewers may return."""
    form = start_form(case.edition_id)
    newest = latest_round(case.id, form.name)
    answers = opened_round(newest) if newest is not None else {}
    return returnable_fields(form, applicant_facts(applicant), answers)


def review_of(stepping: Stepping, task: OpenTask, step: Step) -> dict[str, Any]:
    """Make the row of a decision; what its own form asked is sealed like any answer."""
    form = stepping.edition.forms[task.form]
    answers = seal_answers(step.answers or {}, form, _place(task.id))
    return {
        "id": uuid4(),
        "case_id": stepping.case.id,
        "task_id": task.id,
        "node": task.node,
        "name": task.name,
        "round": stepping.case.round,
        "decision": _take_out(answers, form, "decision") or "",
        "opinion": answers.pop(OPINION, None) or "",
        "returned_fields": _take_out(answers, form, "returned_fields") or {},
        "answers": answers,
        "account_id": stepping.actor_id,
        "decided_at": stepping.now,
    }


def opened_review(review: Review) -> dict[str, Any]:
    """Give what else the review's form asked in plain text."""
    return open_answers(review.answers, _place(review.task_id))


def _take_out(answers: dict[str, Any], form: Form, kind: str) -> Any:
    """Take the answer of the form's field of this kind out, whatever its key."""
    keys = [field.key for field in form.fields if field.kind.name == kind]
    return answers.pop(keys[0], None) if keys else None


def _place(task_id: UUID) -> str:
    return f"reviews.answers:{task_id}"
