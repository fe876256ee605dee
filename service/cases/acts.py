"""What people do to a case: submit, correct, decide, withdraw. Each is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from forms import Form
from processes import engine
from processes.errors import NotWithdrawable
from processes.step import Step, Submission
from service.actors import Actor
from service.cases.commands import answer_again, take
from service.cases.drafts import task_subject
from service.cases.facts import applicant_facts
from service.cases.lookups import CaseLookups, lookups_for_submit, returnable_fields
from service.cases.rounds import latest_round, opened_round, round_place, seal_answers
from service.cases.stepping import Stepping, pool_of
from service.cases.transaction import transaction
from service.editions import start_form
from service.extensions import db
from service.failures import AlreadyHandled, NotAllowed, NotFound, ProcedureNotFound
from service.models import Account, Case, Draft, OpenTask, Review, SubmittedRound

WITHDRAWN_MILESTONE = "已撤回"


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
        ProcedureNotFound: the actor has no draft of `procedure`.
    """
    with transaction():
        case = Case(id=uuid4(), procedure=procedure, account_id=actor.account_id, round=1)
        take(key, actor, case.id)
        case.edition_id = _take_draft(procedure, actor)
        applicant = _applicant(actor.account_id)
        stepping = Stepping(case, applicant, actor.account_id, submits=True)
        case.opened_at = stepping.now
        form = start_form(case.edition_id)
        stepping.lookups = lookups_for_submit(form, answers, actor.account_id, case.id)
        step = engine.start(stepping.edition, {}, stepping.context(), Submission(answers=answers))
        case.subject_name = _subject_name(applicant, step)
        db.session.add(case)
        _keep_round(stepping, step, form)
        stepping.store(step)
    return Done(case.no, case.milestone)


def complete(task_id: UUID, answers: Mapping[str, Any], actor: Actor, key: UUID) -> Done:
    """Complete an open task: the applicant's correction, or a reviewer's decision.

    Raises:
        NotFound: there never was such a task of a case that the actor may know.
        AlreadyHandled: somebody has completed it, or the case moved on.
        NotAllowed: the task is not in one of the actor's inboxes.
        FormErrors, Refused: the answers cannot be taken; nothing happened.
    """
    with transaction():
        stepping, task = _locked(task_id, actor, key)
        if task.pool == pool_of(stepping.case, "applicant"):
            step = _correct(stepping, task, answers)
        else:
            step = _decide(stepping, task, answers)
        stepping.store(step)
    return Done(stepping.case.no, stepping.case.milestone)


def withdraw(case_no: str, actor: Actor, key: UUID) -> Done:
    """Withdraw a case, as its applicant, until the last decision.

    Raises:
        NotFound: no such case of this actor.
        AlreadyHandled: it is closed or its last decision has been made.
    """
    with transaction():
        case = _lock_case(Case.no == case_no)
        if case is None or case.account_id != actor.account_id:
            raise NotFound
        take(key, actor, case.id)
        stepping = _stepping(case, actor)
        try:
            step = engine.cancel(stepping.edition, case.state, stepping.context())
        except NotWithdrawable:
            raise AlreadyHandled(case.no) from None
        stepping.store(step)
        case.milestone = WITHDRAWN_MILESTONE
    return Done(case.no, case.milestone)


def _correct(stepping: Stepping, task: OpenTask, answers: Mapping[str, Any]) -> Step:
    case, form = stepping.case, stepping.edition.forms[task.form]
    stepping.submits = True
    case.round += 1
    last = latest_round(case.id, task.form)
    previous = opened_round(last) if last else None
    merged = {**(previous or {}), **answers}
    stepping.lookups = lookups_for_submit(form, merged, case.account_id, case.id)
    submission = Submission(
        answers=answers,
        previous=previous,
        reopened=reopened_fields(case),
    )
    step = engine.complete(
        stepping.edition, case.state, str(task.id), submission, stepping.context()
    )
    case.returned_by = None
    _keep_round(stepping, step, form)
    db.session.execute(delete(Draft).where(Draft.subject == task_subject(task.id)))
    return step


def _decide(stepping: Stepping, task: OpenTask, answers: Mapping[str, Any]) -> Step:
    case = stepping.case
    stepping.lookups = CaseLookups(may_return=returnable_of(case, stepping.applicant))
    step = engine.complete(
        stepping.edition, case.state, str(task.id), Submission(answers), stepping.context()
    )
    review = _review(stepping, task, step)
    db.session.add(review)
    if review.decision == "return":
        case.returned_by = review.id
    return step


def reopened_fields(case: Case) -> frozenset[str] | None:
    """Give the fields that the last return opened again; None when nothing was returned."""
    if case.returned_by is None:
        return None
    return frozenset(db.session.get_one(Review, case.returned_by).returned_fields)


def returnable_of(case: Case, applicant: Account) -> dict[str, str]:
    """Give the fields of the applicant's form that this case's reviewers may return."""
    return returnable_fields(start_form(case.edition_id), applicant_facts(applicant))


def _review(stepping: Stepping, task: OpenTask, step: Step) -> Review:
    answers = dict(step.answers or {})
    return Review(
        id=uuid4(),
        case=stepping.case,
        task_id=task.id,
        node=task.node,
        name=task.name,
        round=stepping.case.round,
        decision=answers.pop("decision", ""),
        opinion=answers.pop("opinion", None) or "",
        returned_fields=answers.pop("returned_fields", None) or {},
        answers=answers,
        account_id=stepping.actor_id,
        decided_at=stepping.now,
    )


def _keep_round(stepping: Stepping, step: Step, form: Form) -> None:
    case, answers = stepping.case, step.answers or {}
    db.session.add(
        SubmittedRound(
            case=case,
            task_id=UUID(step.completed_task.id) if step.completed_task else case.id,
            form=form.name,
            form_sha256=form.sha256,
            round=case.round,
            answers=seal_answers(answers, form, round_place(case.id, case.round)),
            changed=list(step.changed),
            account_id=stepping.actor_id,
            submitted_at=stepping.now,
        )
    )


def _take_draft(procedure: str, actor: Actor) -> UUID:
    """Use up the draft; if anything is refused later, it comes back with the rollback."""
    used = (
        delete(Draft)
        .where(Draft.account_id == actor.account_id, Draft.subject == f"procedure:{procedure}")
        .returning(Draft.edition_id)
    )
    edition_id = db.session.scalar(used)
    if edition_id is None:
        raise ProcedureNotFound(procedure)
    return edition_id


def _locked(task_id: UUID, actor: Actor, key: UUID) -> tuple[Stepping, OpenTask]:
    case = _lock_case(Case.id == _case_of(task_id).scalar_subquery())
    if case is None:
        answer_again(key, actor)
        raise _why_not_open(task_id)
    take(key, actor, case.id)
    stepping = _stepping(case, actor)
    task = stepping.open_before.get(task_id)
    if task is None:
        raise _why_not_open(task_id)
    if not actor.works(task.pool):
        raise NotAllowed
    return stepping, task


def _case_of(task_id: UUID) -> Any:
    return select(OpenTask.case_id).where(OpenTask.id == task_id)


def _lock_case(which: Any) -> Case | None:
    query = select(Case).where(which).with_for_update(of=Case).options(*_employers())
    return db.session.scalar(query.execution_options(populate_existing=True))


def _employers() -> list[Any]:
    applicant = joinedload(Case.account)
    return [
        applicant.joinedload(Account.agency),
        applicant.joinedload(Account.store),
        joinedload(Case.agency),
        joinedload(Case.store),
    ]


def _stepping(case: Case, actor: Actor) -> Stepping:
    rows = db.session.scalars(select(OpenTask).where(OpenTask.case_id == case.id))
    return Stepping(case, case.account, actor.account_id, open_before={row.id: row for row in rows})


def _why_not_open(task_id: UUID) -> Exception:
    """Say who was quicker. A task that nobody ever saw is simply not found."""
    query = (
        select(Case.no, Account.display_name, Review.decision)
        .join(Review, Review.case_id == Case.id)
        .join(Account, Account.id == Review.account_id)
        .where(Review.task_id == task_id)
    )
    row = db.session.execute(query).first()
    if row is not None:
        return AlreadyHandled(row.no, row.display_name, row.decision)
    submitted = (
        select(Case.no)
        .join(SubmittedRound, SubmittedRound.case_id == Case.id)
        .where(SubmittedRound.task_id == task_id)
    )
    number = db.session.scalar(submitted)
    return AlreadyHandled(number) if number else NotFound()


def _applicant(account_id: UUID) -> Account:
    query = select(Account).where(Account.id == account_id)
    loaded = query.options(joinedload(Account.agency), joinedload(Account.store))
    return db.session.execute(loaded).scalar_one()


def _subject_name(applicant: Account, step: Step) -> str:
    answered = (step.answers or {}).get("real_name")
    return answered or applicant.real_name or applicant.display_name
