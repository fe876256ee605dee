"""The page of one task: the case, its papers and the task's own form beside each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import format_datetime
from flask_babel import gettext as _

from forms import Form
from processes import engine
from service import documents
from service.actors import Actor
from service.cases import opened_review, returnable_of
from service.cases.facts import applicant_facts
from service.cases.stepping import Stepping
from service.editions import parsed
from service.models import AccountKind, Card, Case, OpenTask, Review
from service.operations import handing_over, invitations
from service.ports import ports
from service.queries.affected import DisputedClaim, find_disputed
from service.queries.case_page import read_case_page
from service.queries.case_story import CaseStory, tell
from service.queries.case_way import CaseWay, read_way
from service.queries.orders import find_ordered_card
from service.queries.register_history import ChangedDetail, list_changes
from service.queries.review_flags import ReviewFlags, read_flags
from service.queries.review_page import get_task_with_case, list_reviews
from service.reviewing.facts import Fact, applicant_lines
from service.reviewing.posted import PostedDecision, key_of_kind
from service.reviewing.sheet import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The task's own form, to be drawn: its decision first, the rest in order.

    Each field has a `name` on the page, its key where it has one. `conditional` says that an
    answer hides or shows other questions, so the page asks the server after each change.
    """

    fields: list[dict[str, Any]] = field(repr=False)
    decision: dict[str, Any] | None
    returns: dict[str, Any] | None
    conditional: bool
    disputed: DisputedClaim | None = None
    """The registration that the case objects to, where the form asks what becomes of it."""


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """What an earlier reviewer's own form asked beside the decision: label and field."""

    name: str
    fields: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything that the page of an open task shows."""

    task: OpenTask
    case: Case
    procedure_name: str
    flags: ReviewFlags
    applicant: list[Fact]
    sheet: Sheet
    story: CaseStory
    earlier: list[EarlierAnswers]
    form: DecisionForm
    returnable: Mapping[str, str]
    posted: PostedDecision
    changes: list[ChangedDetail]
    """What changed in the register of the applicant before; for the association only."""
    card: Card | None
    """The card that the case has printed; for the association only."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case that a desk may know, to be read only."""

    case: Case
    applicant: list[Fact]
    sheet: Sheet
    story: CaseStory
    earlier: list[EarlierAnswers]
    changes: list[ChangedDetail]
    """What changed in the register of the applicant; for the association only."""
    way: CaseWay | None
    """By which flows it went; for the association only."""

    @property
    def waits_for_registration(self) -> bool:
        """Whether the case waits for an organisation that has yet to register."""
        return not {handing_over.MESSAGE, invitations.MESSAGE}.isdisjoint(self.case.awaited)


def read_task_page(task_id: UUID, actor: Actor, posted: PostedDecision | None = None) -> TaskPage:
    """Read the page of an open task, with what was typed into it before if it was refused.

    Raises:
        AlreadyHandled, NotFound: as `get_task_with_case`.
    """
    task, case = get_task_with_case(task_id, actor)
    return TaskPage(
        task=task,
        case=case,
        procedure_name=parsed(case.edition_id).name,
        flags=read_flags(case, task),
        applicant=applicant_lines(case),
        sheet=read_sheet(case, documents.list_seen(case.id, actor)),
        story=tell(read_case_page(case)),
        earlier=list(_earlier(case)),
        form=draw_form(task, case, posted),
        returnable=returnable_of(case, case.account),
        posted=posted or PostedDecision(),
        changes=_changes(case, actor),
        card=find_ordered_card(case.id) if actor.kind is AccountKind.ASSOCIATION else None,
    )


def read_case_view(case: Case, actor: Actor) -> CaseView:
    """Read a case for somebody who has no task of it."""
    return CaseView(
        case=case,
        applicant=applicant_lines(case),
        sheet=read_sheet(case, documents.list_seen(case.id, actor)),
        story=tell(read_case_page(case)),
        earlier=list(_earlier(case)),
        changes=_changes(case, actor),
        way=read_way(case) if actor.kind is AccountKind.ASSOCIATION else None,
    )


def _changes(case: Case, actor: Actor) -> list[ChangedDetail]:
    return list_changes(case.account) if actor.kind is AccountKind.ASSOCIATION else []


def watermark(actor: Actor) -> str:
    """Give what lies over every picture of an applicant's papers: who looks, and when."""
    at = format_datetime(ports().clock(), "yyyy-MM-dd HH:mm")
    return str(_("审核人 %(name)s %(at)s", name=actor.display_name, at=at))


def draw_form(task: OpenTask, case: Case, posted: PostedDecision | None) -> DecisionForm:
    """Give the task's form as its page draws it, whatever the procedure asks."""
    form = parsed(case.edition_id).forms[task.form]
    disputed = find_disputed(case.id) if key_of_kind(form, "affected") else None
    return decision_form(form, _given(task, case), posted, disputed)


def decision_form(
    form: Form,
    given: Mapping[str, Any],
    posted: PostedDecision | None,
    disputed: DisputedClaim | None = None,
) -> DecisionForm:
    """Give a reviewer's form as a page draws it; `given` is what its conditions may read."""
    answers = dict(posted.answers) if posted else None
    groups = form.describe(given=given, answers=answers)
    drawn = [one for group in groups for one in group["fields"]]
    by_key = {one["key"]: one for one in drawn if one["key"]}
    apart = {key_of_kind(form, "decision"), key_of_kind(form, "returned_fields")} - {None}
    return DecisionForm(
        fields=[
            {**one, "name": one["key"] or f"text-{place}"}
            for place, one in enumerate(drawn)
            if one["key"] not in apart
        ],
        decision=by_key.get(key_of_kind(form, "decision")),
        returns=by_key.get(key_of_kind(form, "returned_fields")),
        disputed=disputed,
        conditional=any(one["hide_when"] for one in drawn if one["key"] not in apart),
    )


def _given(task: OpenTask, case: Case) -> dict[str, Any]:
    """Give what the form's conditions may read, as the engine gives it when it cleans."""
    facts = applicant_facts(case.account)
    edition = parsed(case.edition_id)
    if edition.forms[task.form].names <= facts.keys():
        return facts
    seen = engine.look(edition, case.state, Stepping(case, case.account, None).context())
    return {**edition.unset, **seen.values, **facts}


def _earlier(case: Case) -> Iterator[EarlierAnswers]:
    for review in list_reviews(case.id):
        fields = _answered(case, review)
        if fields:
            yield EarlierAnswers(review.name, fields)


def _answered(case: Case, review: Review) -> list[dict[str, Any]]:
    edition = parsed(case.edition_id)
    node = edition.nodes.get(review.node)
    if node is None or node.form is None or not review.answers:
        return []
    form, answers = edition.forms[node.form], opened_review(review)
    kinds = {one.key: one.kind for one in form.fields}
    groups = form.describe(answers=answers, reopened=())
    drawn = [one for group in groups for one in group["fields"] if one["key"] in answers]
    return [{**one, "value": kinds[one["key"]].mask(answers[one["key"]])} for one in drawn]
