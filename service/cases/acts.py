"""What people do to a case: submit, correct, decide, withdraw. Each is one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete

from forms import N_, Form
from processes import engine
from processes.errors import NotWithdrawable
from processes.step import Step, Submission
from service.actors import Actor, pool_of
from service.cases.commands import take
from service.cases.drafts import UsedDraft, refuse_stopped, task_subject, use_up_draft
from service.cases.facts import applicant_facts
from service.cases.locking import lock_case, lock_task, read_applicant
from service.cases.lookups import CaseLookups, lookups_for_submit
from service.cases.moving import follow_edition
from service.cases.reviews import reopened_fields, returnable_of, review_of
from service.cases.rounds import read_previous, round_place, seal_answers
from service.cases.stepping import Stepping
from service.cases.transaction import transaction
from service.editions import edition_in_force, form_at_start, start_form
from service.extensions import db
from service.failures import AlreadyHandled, StaleDraft
from service.models import Account, Case, Draft, OpenTask, Review, SubmittedRound
from service.queries.affected import labels_of_affected

WITHDRAWN_MILESTONE: Final = N_("已撤回")


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: the case and where it now stands."""

    case_no: str
    milestone: str


def submit(procedure: str, answers: Mapping[str, Any], actor: Actor, key: UUID) -> Done:
    """Make a case of the actor's draft: the first round, claims and the first inbox row.

    Raises:
        FormErrors, Refused: the answers cannot be taken; nothing happened.
        Repeated: this very act was done before.
        AlreadyHandled: another page of the actor's submitted the draft.
        ProcedureNotFound: the actor has no draft of `procedure`.
    """
    return _submit(procedure, actor, key, lambda _draft: answers)


def submit_draft(procedure: str, version: int, actor: Actor, key: UUID) -> Done:
    """Submit the draft as it was saved, if it still is the version that the page had shown.

    Raises:
        StaleDraft: another device saved a newer one; nothing happened.
        FormErrors, Refused, Repeated, AlreadyHandled, ProcedureNotFound: as `submit`.
    """

    def saved(draft: UsedDraft) -> Mapping[str, Any]:
        if draft.version != version:
            raise StaleDraft
        return draft.answers

    return _submit(procedure, actor, key, saved)


def _submit(
    procedure: str, actor: Actor, key: UUID, answers_of: Callable[[UsedDraft], Mapping[str, Any]]
) -> Done:
    with transaction():
        case = Case(id=uuid4(), procedure=procedure, account_id=actor.account_id, round=1)
        take(key, actor, case.id)
        draft = use_up_draft(procedure, actor)
        case.edition_id = draft.edition_id
        applicant = read_applicant(actor.account_id)
        _begin(case, applicant, start_form(case.edition_id), answers_of(draft))
    return Done(case.no, case.milestone)


def submit_at_once(procedure: str, answers: Mapping[str, Any], actor: Actor, key: UUID) -> Done:
    """Make a case of answers that a page of its own asked for; a draft of others stays begun.

    Raises:
        FormErrors, Refused, Repeated, ProcedureNotFound: as `submit`.
    """
    with transaction():
        case = Case(id=uuid4(), procedure=procedure, account_id=actor.account_id, round=1)
        take(key, actor, case.id)
        refuse_stopped(procedure)
        case.edition_id = edition_in_force(procedure).id
        _begin(case, read_applicant(actor.account_id), start_form(case.edition_id), answers)
    return Done(case.no, case.milestone)


def open_for_caller(
    procedure: str, answers: Mapping[str, Any], actor: Actor, key: UUID, *, about: str
) -> Done:
    """Make a case that the association's staff open for somebody who has no account here.

    `about` names whom it is about. There is no draft; one person may have many such cases
    open, and decides none of them (`four_eyes`).

    Raises:
        FormErrors, Refused, Repeated, ProcedureNotFound: as `submit`.
    """
    with transaction():
        case = Case(id=uuid4(), procedure=procedure, account_id=actor.account_id, round=1)
        case.by_association, case.subject_name = True, about
        take(key, actor, case.id)
        refuse_stopped(procedure)
        case.edition_id = edition_in_force(procedure).id
        staff = read_applicant(actor.account_id)
        _begin(case, staff, form_at_start(case.edition_id, applicant_facts(staff)), answers)
    return Done(case.no, case.milestone)


def _begin(case: Case, applicant: Account, form: Form, answers: Mapping[str, Any]) -> None:
    stepping = Stepping(case, applicant, case.account_id, submits=form.name)
    case.opened_at = stepping.now
    stepping.lookups = lookups_for_submit(form, answers, case.account_id, case.id)
    step = engine.start(stepping.edition, {}, stepping.context(), Submission(answers=answers))
    case.subject_name = case.subject_name or _subject_name(applicant, step)
    _keep_round(stepping, step, form)
    stepping.store(step)


def complete(task_id: UUID, answers: Mapping[str, Any], actor: Actor, key: UUID) -> Done:
    """Complete an open task: the applicant's correction, or a reviewer's decision.

    Raises:
        NotFound: there never was such a task of a case that the actor may know.
        AlreadyHandled: somebody has completed it, or the case moved on.
        NotAllowed: the task is not in one of the actor's inboxes.
        FormErrors, Refused: the answers cannot be taken; nothing happened.
    """
    with transaction():
        stepping, task = lock_task(task_id, actor, key)
        if task.pool == pool_of(stepping.case, "applicant"):
            step = _correct(stepping, task, answers)
        else:
            step = _decide(stepping, task, answers)
        stepping.store(follow_edition(stepping, step))
    return Done(stepping.case.no, stepping.case.milestone)


def withdraw(case_no: str, actor: Actor, key: UUID) -> Done:
    """Withdraw a case, as its applicant, until the last decision.

    Raises:
        NotFound: no such case of this actor.
        AlreadyHandled: it is closed or its last decision has been made.
    """
    with transaction():
        stepping = lock_case(case_no, actor, key)
        case = stepping.case
        try:
            step = engine.cancel(stepping.edition, case.state, stepping.context())
        except NotWithdrawable:
            raise AlreadyHandled(case.no) from None
        stepping.store(replace(step, milestone=WITHDRAWN_MILESTONE))
    return Done(case.no, case.milestone)


def _correct(stepping: Stepping, task: OpenTask, answers: Mapping[str, Any]) -> Step:
    case, form = stepping.case, stepping.edition.forms[task.form]
    stepping.submits = form.name
    case.round += 1
    previous = read_previous(case, form)
    merged = {**(previous or {}), **answers}
    stepping.lookups = lookups_for_submit(form, merged, case.account_id, case.id)
    submission = Submission(answers=answers, previous=previous, reopened=reopened_fields(case))
    step = _completed(stepping, task, submission)
    case.returned_by = None
    _keep_round(stepping, step, form)
    db.session.execute(delete(Draft).where(Draft.subject == task_subject(task.id)))
    return step


def _decide(stepping: Stepping, task: OpenTask, answers: Mapping[str, Any]) -> Step:
    case = stepping.case
    stepping.lookups = CaseLookups(
        may_return=lambda: returnable_of(case, stepping.applicant),
        may_reverse=lambda: labels_of_affected(case.id),
    )
    step = _completed(stepping, task, Submission(answers))
    review = review_of(stepping, task, step)
    stepping.keep(Review, review)
    if review["decision"] == "return":
        case.returned_by = review["id"]
    return step


def _completed(stepping: Stepping, task: OpenTask, submission: Submission) -> Step:
    state, context = stepping.case.state, stepping.context()
    return engine.complete(stepping.edition, state, str(task.id), submission, context)


def _keep_round(stepping: Stepping, step: Step, form: Form) -> None:
    case, answers = stepping.case, step.answers or {}
    submitted = {
        "case_id": case.id,
        "task_id": UUID(step.completed_task.id) if step.completed_task else case.id,
        "form": form.name,
        "form_sha256": form.sha256,
        "round": case.round,
        "answers": seal_answers(answers, form, round_place(case.id, case.round)),
        "changed": list(step.changed),
        "account_id": stepping.actor_id,
        "submitted_at": stepping.now,
    }
    stepping.keep(SubmittedRound, submitted)


def _subject_name(applicant: Account, step: Step) -> str:
    answered = (step.answers or {}).get("real_name")
    return answered or applicant.real_name or applicant.display_name
