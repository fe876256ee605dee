"""A change of details (信息变更): what is asked for is checked, kept from others, and written."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from forms import N_
from service.extensions import db
from service.models import Account, AccountKind, Detail, RegisterChange, Review, SubmittedRound
from service.operations import details_of_organisations as organisations
from service.operations import details_of_people as people
from service.operations.contract import JobContext, Operation, OperationContext, Results
from service.operations.employers import answers_for_employer
from service.operations.registered import find_employment
from service.refusals import Refused

Answers = Mapping[str, Any]
Act = Callable[[OperationContext, Answers], Any]

TOLD: Final = N_("您的登录手机号已改为尾号 %(tail)s 的号码。如非本人办理，请立即联系协会。")
QUESTIONS: Final = {
    AccountKind.PRACTITIONER: "person_change",
    AccountKind.AGENCY: "agency_change",
    AccountKind.STORE: "store_change",
}
"""The question with which each kind of applicant says what is to change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: when it may be asked for, what it writes, what card it leads to.

    `issue` issues that card and says whether there was one to issue.
    """

    check: Act
    apply: Act
    issue: Callable[[OperationContext], bool] | None = None


_OF_PEOPLE: Final = {
    "mobile": Change(people.check_mobile, people.apply_mobile),
    "publication": Change(
        people.check_publication, people.apply_publication, issue=people.issue_to_the_employed
    ),
    "name": Change(people.check_name, people.apply_name, issue=people.reissue_card),
    "certificate": Change(
        people.check_certificate, people.apply_certificate, issue=people.reissue_card
    ),
    "upgrade": Change(people.check_upgrade, people.apply_upgrade, issue=people.reissue_card),
}
_particulars = organisations.apply_particulars
_AGENT: Final = (Detail.AGENT_NAME, Detail.AGENT_MOBILE)
_OF_ORGANISATIONS: Final = {
    "organisation_name": Change(organisations.check_name, organisations.apply_name),
    "licence": Change(organisations.check_licence, organisations.apply_licence),
    "address": Change(organisations.check_address, _particulars(Detail.REGION, Detail.ADDRESS)),
    "legal": Change(organisations.check_legal, _particulars(Detail.LEGAL_NAME, Detail.LEGAL_ID)),
    "agent": Change(organisations.check_agent, _particulars(*_AGENT)),
    "licence_renewal": Change(
        organisations.check_licence_renewal, organisations.apply_licence_renewal
    ),
    "filing_renewal": Change(
        organisations.check_filing_renewal, organisations.apply_filing_renewal
    ),
    "parent": Change(organisations.check_parent, organisations.apply_parent),
}
CHANGES: Final[Mapping[str, Change]] = {**_OF_PEOPLE, **_OF_ORGANISATIONS}
"""Every change by the word that the decision table reads."""


def claim_change(context: OperationContext, *, changed: Collection[str] | None = None) -> Results:
    """Check what is asked for, keep a new name or number from others, settle which agency looks.

    `agency_is_asked` is false where no agency has a say, and for a correction that the
    association asked for while what the agency had judged stays: it goes back to whoever
    returned it. `self_review` says that the applicant would judge it: 自审. `changed` are the
    fields that a correction touched: a new mobile among them has to be proven like the first.

    Raises:
        Refused: the applicant is not registered, may not ask for this, or nothing would change.
        A name or number that others have or have claimed is refused by the database.
    """
    change = word_of(context.applicant, context.answers())
    checked = CHANGES[change].check(context, context.answers())
    if change == "mobile" and not _stays(context, changed, "mobile"):
        people.require_proof(context, context.answers())
    agency_before = context.case.agency_id
    own = _settle_desks(context, change, checked)
    kept = context.case.agency_id == agency_before
    judged = kept and _asked_before(context) == change and _association_returned(context)
    settled = {
        "change": change,
        "agency_is_asked": context.case.agency_id is not None and not judged,
        "self_review": own,
    }
    # Whom the association stands in for stays silent no longer once it is another agency.
    return settled if kept else {**settled, "taken_over": False}


def release_change(context: OperationContext) -> Results:
    """Give free what the change kept from others: it was refused or withdrawn."""
    organisations.release(context)
    return {}


def apply_change(context: OperationContext) -> Results:
    """Write the change and its history; a card that says something else is replaced.

    Raises:
        Refused: it is not possible any more.
    """
    change = CHANGES[word_of(context.applicant, context.answers())]
    change.apply(context, context.answers())
    return {"card_issued": change.issue is not None and change.issue(context)}


def tell_old_mobile(context: JobContext) -> Results:
    """Tell the number that was replaced, in case its owner did not ask for it.

    Raises:
        NotSentError: the provider did not take it; the job tries again.
    """
    change = db.session.scalars(
        select(RegisterChange).where(
            RegisterChange.case_id == context.case_id, RegisterChange.detail == Detail.MOBILE
        )
    ).one()
    if change.old_secret is None or change.new_secret is None:
        return {}
    old = context.personal_data.open(change.old_secret, of=f"register_changes.old:{change.id}")
    new = context.personal_data.open(change.new_secret, of=f"register_changes.new:{change.id}")
    db.session.rollback()  # Sending takes a while; no connection waits for it.
    context.notifications.send_text(old, TOLD % {"tail": new[-4:]})
    return {}


def record_told(context: OperationContext) -> Results:  # noqa: ARG001 - every operation gets it
    """Nothing is left to be written once the old number was told."""
    return {}


def word_of(applicant: Account, answers: Answers) -> str:
    """Give the word of the change that was asked for.

    Raises:
        Refused: it is no change of this kind of applicant.
    """
    question = QUESTIONS.get(applicant.kind)
    answer = answers.get(question) if question else None
    if answer is None:
        raise Refused("change_not_yours", field=question)
    return "organisation_name" if answer == "name" and _is_organisation(applicant) else answer


def _is_organisation(applicant: Account) -> bool:
    return applicant.kind is not AccountKind.PRACTITIONER


def _settle_desks(context: OperationContext, change: str, checked: Any) -> bool:
    """Name in the case whose desk the agency's role means: the employer's, or the new parent's.

    Gives whether that employer is one that the applicant answers for.
    """
    case = context.case
    case.agency_id = case.store_id = None
    if change == "parent":
        case.agency_id = checked.id
    if _is_organisation(context.applicant):
        return False
    employment = find_employment(people.get_person(context).id)
    if employment is None:
        return False
    case.agency_id, case.store_id = employment.agency_id, employment.store_id
    return answers_for_employer(context, employment.agency, employment.store)


def _stays(context: OperationContext, changed: Collection[str] | None, field: str) -> bool:
    """Whether a round before this one gave the same answer already, as its check allowed."""
    corrects = bool(context.case.version)
    return corrects and changed is not None and field not in changed


def _asked_before(context: OperationContext) -> str | None:
    """Give the change that the round before this one asked for."""
    if not context.case.version:
        return None
    question = QUESTIONS[context.applicant.kind]
    rounds = select(SubmittedRound.answers[question].astext).where(
        SubmittedRound.case_id == context.case.id
    )
    before = db.session.scalar(rounds.order_by(SubmittedRound.round.desc()).limit(1))
    return word_of(context.applicant, {question: before})


def _association_returned(context: OperationContext) -> bool:
    if context.case.returned_by is None:
        return False
    by = select(Account.kind).join(Review, Review.account_id == Account.id)
    kind = db.session.scalar(by.where(Review.id == context.case.returned_by))
    return kind is AccountKind.ASSOCIATION


OPERATIONS: Final = (
    Operation(
        name="details.claim_change",
        summary=N_("核对变更内容，占用新名称或新执照号，并确定由哪家机构审核"),
        record=claim_change,
        params={"changed": N_("这一轮改过的项目")},
        optional=frozenset({"changed"}),
        results=frozenset({"change", "agency_is_asked", "self_review", "taken_over"}),
    ),
    Operation(
        name="details.release_change",
        summary=N_("不再变更，释放占用的名称或执照号"),
        record=release_change,
        released=N_("登记的信息保持不变，之后可以重新申请变更。"),
    ),
    Operation(
        name="details.apply_change",
        summary=N_("登记变更并留存历史，信息卡有变的换发新卡"),
        record=apply_change,
        results=frozenset({"card_issued"}),
    ),
    Operation(
        name="details.tell_old_mobile",
        summary=N_("短信告知原手机号"),
        outside=tell_old_mobile,
        record=record_told,
    ),
)
