"""A form in somebody's hands: what it shows, what is still missing, and what was saved of it.

The same for a first application, whose draft stands alone, and for a correction, whose draft
holds only what was changed in the fields that were returned.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms import FieldError, Form, FormErrors
from processes.step import CaseStatus
from service.actors import Actor
from service.cases.drafts import (
    OpenedDraft,
    begin_task_draft,
    find_draft,
    open_draft,
    procedure_subject,
    save_draft,
)
from service.cases.facts import (
    applicant_facts,
    known_answers,
    step_at_start,
    values_at_start,
)
from service.cases.lookups import CaseLookups, lookups_for_draft
from service.cases.rounds import document_ids, latest_round, opened_round, read_previous
from service.editions import edition_in_force, parsed, start_form
from service.extensions import db
from service.models import Account, Case, OpenTask, Review, SubmittedRound
from service.ports import ports
from service.queries.register_details import details_on_record

# What a person has simply not come to yet; anything else is a mistake to be mended.
_UNFINISHED: Final = frozenset({"required", "too_few_files"})
# A file that is being checked is out of the person's hands.
_NOT_THEIRS: Final = frozenset({"not_ready"})

_NOT_CARRIED_OVER: Final = frozenset({"document", "consent"})


class TopicState(StrEnum):
    """How far a topic is: 未填, 未填完, 已填, 需修改; 无需填写 where it only tells something."""

    NOTHING = "nothing"
    EMPTY = "empty"
    STARTED = "started"
    DONE = "done"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Topic:
    """One group of the form: a page of its own."""

    key: str
    label: str
    state: TopicState
    fields: frozenset[str]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to be filled in."""
        return self.state in (TopicState.NOTHING, TopicState.DONE)


@dataclass(frozen=True)
class Filling:
    """A form being filled in. Answers are plain text and stay out of the repr.

    `previous` and `reasons` are of a correction: the last round, and why each field was
    returned; only those fields are open.
    """

    subject: str
    edition_id: UUID
    form: Form
    account_id: UUID
    version: int
    saved_at: datetime
    given: Mapping[str, Any] = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    previous: Mapping[str, Any] | None = field(default=None, repr=False)
    reasons: Mapping[str, str] | None = None
    has_store: bool = False
    """Whether the account works in a store, which then looks at the case first."""
    case: Case | None = None
    task_id: UUID | None = None
    task_name: str = ""
    """What the open task is called that this answers, if one does."""
    on_record: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the register says today of what the form would change."""

    def describe(self, also_open: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Give the form to be drawn, open where something may be written.

        `also_open` are fields of a correction that nobody returned and that were refused now.
        """
        reopened = self.reasons
        if reopened is not None:
            reopened = {**dict.fromkeys(also_open, ""), **reopened}
        groups = self.form.describe(given=self.given, answers=self.answers, reopened=reopened)
        return beside_the_register(groups, self.on_record)

    def describe_closed(self) -> list[dict[str, Any]]:
        """Give the form to be read, secrets masked."""
        groups = self.form.describe(given=self.given, answers=self.answers, reopened=())
        kinds = {one.key: one.kind for one in self.form.fields}
        for one in (one for group in groups for one in group["fields"] if one["key"]):
            # What was never answered counts as open, and a half-typed number is a secret too.
            one["value"] = _masked(kinds[one["key"]], self.answers.get(one["key"]))
        return beside_the_register(groups, self.on_record)

    def may_ask(self, kind: str) -> list[dict[str, Any]]:
        """List the fields of a kind that this person is asked with some answer to a choice."""
        asked: dict[str, dict[str, Any]] = {}
        for choice in self._asked():
            for option in choice["options"]:
                chosen = replace(self, answers={choice["key"]: option["value"]})
                asked |= {one["key"]: one for one in chosen._asked() if one["kind"] == kind}
        return [asked[one.key] for one in self.form.fields if one.key in asked]

    def _asked(self) -> list[dict[str, Any]]:
        fields = (one for group in self.describe() for one in group["fields"])
        return [one for one in fields if one["key"] and not one["hidden"]]

    def lookups(self) -> CaseLookups:
        """Read the facts about everything that the answers name."""
        return lookups_for_draft(self.form, self.answers, self.account_id)

    def problems(self) -> tuple[FieldError, ...]:
        """Say everything that would keep the form from being accepted now."""
        reopened = None if self.reasons is None else frozenset(self.reasons)
        try:
            self.form.clean(
                self.answers,
                given=self.given,
                previous=self.previous,
                reopened=reopened,
                lookups=self.lookups(),
            )
        except FormErrors as errors:
            return errors.errors
        return ()

    def topics(self, problems: Iterable[FieldError]) -> list[Topic]:
        """List the topics that this person is asked, each with its state."""
        wrong: dict[str, set[str]] = {}
        for problem in problems:
            wrong.setdefault(problem.key, set()).add(problem.code)
        return [
            self._topic(group, wrong)
            for group in self.describe()
            if not group["hidden"] and any(one["key"] for one in group["fields"])
        ]

    def with_answers(self, keys: Iterable[str], posted: Mapping[str, Any]) -> "Filling":
        """Lay what a page posted for its fields `keys` over the answers; a gap empties one."""
        kept = {key: value for key, value in self.answers.items() if key not in set(keys)}
        laid = {key: posted[key] for key in keys if posted.get(key) not in (None, "", [])}
        return replace(self, answers={**kept, **laid})

    def documents(self) -> list[UUID]:
        """List the uploads that the answers name."""
        return document_ids(self.answers, self.form)

    def _topic(self, group: Mapping[str, Any], wrong: Mapping[str, set[str]]) -> Topic:
        keys = [one["key"] for one in group["fields"] if one["key"] and not one["hidden"]]
        codes = set[str]().union(*(wrong.get(key, set()) for key in keys)) - _NOT_THEIRS
        label = group["label"] or self.form.name
        return Topic(group["key"] or "form", label, self._state(keys, codes), frozenset(keys))

    def _state(self, keys: Collection[str], codes: set[str]) -> TopicState:
        if not keys:
            return TopicState.NOTHING
        if codes - _UNFINISHED:
            return TopicState.FAULTY
        if not any(is_answered(self.answers.get(key)) for key in keys):
            return TopicState.EMPTY
        return TopicState.STARTED if codes else TopicState.DONE


def is_answered(value: Any) -> bool:
    """Say whether a draft holds anything here; an unticked box is nothing."""
    return value not in (None, "", [], {}, False, "false")


def look_at_form(procedure: str, actor: Actor) -> Filling:
    """Give the form as the actor would get it on beginning now; nothing is begun.

    What is known of the actor is filled in, for some questions depend on it.

    Raises:
        ProcedureNotFound: no edition is in force.
    """
    edition = edition_in_force(procedure)
    form = start_form(edition.id)
    empty = OpenedDraft(procedure_subject(procedure), edition.id, form.name, {}, 0, ports().clock())
    filling = _filling(empty, form, actor, answers={})
    return replace(filling, answers=_prefilled(filling))


def first_node(filling: Filling) -> str:
    """Name the step of the diagram with which this account's case begins."""
    account = db.session.get_one(Account, filling.account_id)
    (first,) = step_at_start(filling.edition_id, account).open_tasks
    return first.node


def begin_filling(procedure: str, actor: Actor) -> Filling:
    """Begin the form, or go on with what was begun.

    Whoever was refused or took an application back finds the words of its last round again;
    not the files, which stay with the closed case, and not the consents.

    Raises:
        ProcedureNotFound: no edition is in force.
    """
    draft = open_draft(procedure, actor)
    filling = _filling(draft, start_form(draft.edition_id), actor, answers=draft.answers)
    if draft.version > 1 or draft.answers:
        return filling
    known = {**_prefilled(filling), **_words_of_last_round(procedure, filling)}
    return save_filling(replace(filling, answers=known), actor) if known else filling


def find_filling(procedure: str, actor: Actor) -> Filling | None:
    """Find the application that the actor has begun."""
    draft = find_draft(procedure_subject(procedure), actor)
    if draft is None:
        return None
    return _filling(draft, start_form(draft.edition_id), actor, answers=draft.answers)


def begin_correction(task: OpenTask, case: Case, actor: Actor) -> Filling:
    """Get the correction that an open task of the actor's asks for, begun if it was not yet."""
    draft = begin_task_draft(task, case.edition_id, actor)
    form = parsed(case.edition_id).forms[task.form]
    previous = read_previous(case, form)
    filling = _filling(draft, form, actor, answers={**(previous or {}), **draft.answers})
    reasons = _reasons(case) if previous is not None else None
    filling = replace(filling, case=case, task_id=task.id, task_name=task.name)
    return replace(filling, previous=previous, reasons=reasons)


def save_filling(filling: Filling, actor: Actor) -> Filling:
    """Save what was filled in over the version that the page had read.

    Raises:
        NotFound: it was submitted meanwhile.
        StaleDraft: another page or device saved a newer one; nothing was overwritten.
    """
    changed = filling.answers
    if filling.previous is not None:
        previous = filling.previous
        keys = [*previous, *(key for key in changed if key not in previous)]
        changed = {k: changed.get(k) for k in keys if changed.get(k) != previous.get(k)}
    version = save_draft(filling.subject, changed, filling.version, actor)
    return replace(filling, version=version, saved_at=ports().clock())


def beside_the_register(
    groups: list[dict[str, Any]], on_record: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Put what the register says beside each question that would change it."""
    for one in (one for group in groups for one in group["fields"] if one["key"]):
        one["current"] = on_record.get(one["current"] or "")
    return groups


def on_record(form: Form, account: Account, case: Case | None = None) -> dict[str, str]:
    """Read what the register says of what a form would change; nothing once a case is closed."""
    over = case is not None and case.status is not CaseStatus.OPEN
    if over or not any(one.current for one in form.fields):
        return {}
    return details_on_record(account)


def look_at_round(case: Case, submitted: SubmittedRound) -> Filling:
    """Give a submitted round to be read; `case.account` should be loaded."""
    seen = OpenedDraft("", case.edition_id, submitted.form, {}, 0, submitted.submitted_at)
    form = parsed(case.edition_id).forms[submitted.form]
    filling = _of_account(seen, form, case.account, answers=opened_round(submitted))
    return replace(filling, on_record=on_record(form, case.account, case))


def _filling(
    draft: OpenedDraft, form: Form, actor: Actor, *, answers: Mapping[str, Any]
) -> Filling:
    employers = [joinedload(Account.agency), joinedload(Account.store)]
    account = db.session.get_one(Account, actor.account_id, options=employers)
    return _of_account(draft, form, account, answers=answers)


def _of_account(
    draft: OpenedDraft, form: Form, account: Account, *, answers: Mapping[str, Any]
) -> Filling:
    return Filling(
        subject=draft.subject,
        edition_id=draft.edition_id,
        form=form,
        account_id=account.id,
        version=draft.version,
        saved_at=draft.saved_at,
        given={
            **values_at_start(draft.edition_id, account),
            **applicant_facts(account, form.names),
        },
        has_store=account.store_id is not None,
        answers=answers,
        on_record=on_record(form, account),
    )


def _prefilled(filling: Filling) -> dict[str, Any]:
    if not any(one.prefill for one in filling.form.fields):
        return {}
    account = db.session.get_one(Account, filling.account_id)
    known = known_answers(account)
    asked = [one for one in filling.form.fields if one.prefill in known]
    return {one.key: known[one.prefill] for one in asked if one.prefill}


def _reasons(case: Case) -> dict[str, str] | None:
    if case.returned_by is None:
        return None
    return dict(db.session.get_one(Review, case.returned_by).returned_fields)


def _words_of_last_round(procedure: str, filling: Filling) -> dict[str, Any]:
    closed = select(Case).where(
        Case.account_id == filling.account_id,
        Case.procedure == procedure,
        Case.status != CaseStatus.OPEN,
    )
    case = db.session.scalar(closed.order_by(Case.opened_at.desc()).limit(1))
    if case is None or case.final:
        # What was granted is in the register; the next application is about something else.
        return {}
    last = latest_round(case.id, filling.form.name)
    known = opened_round(last) if last else {}
    words = [one.key for one in filling.form.fields if one.kind.name not in _NOT_CARRIED_OVER]
    return {key: known[key] for key in words if key in known}


def _masked(kind: Any, value: Any) -> Any:
    return None if value in (None, "", []) else kind.mask(value)
