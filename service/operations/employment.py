"""我要入职 and 我要离职: employments of people who are in the register begin and end."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update

from forms import N_
from processes.step import CaseStatus
from service.actors import organisation_pool
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import (
    Account,
    Card,
    CardStatus,
    Case,
    Employment,
    EndReason,
    Organisation,
    Practitioner,
)
from service.models.register import STILL_OUT
from service.operations import disabling, invitations, orders
from service.operations.contract import JobContext, Operation, OperationContext, Results
from service.operations.employers import answers_for_employer, employer_of, picked_employer
from service.operations.issuing import issue_card
from service.operations.registered import find_employment, find_person
from service.operations.telling import News, tell
from service.refusals import Refused, WhoCanFix

RESIGNING: Final = N_(
    "%(name)s已申请离职，由协会审核，不需要贵单位办理。如与事实不符，请联系协会。"
)
NOT_RESIGNING: Final = N_("%(name)s的离职申请已经结束，未办理离职，仍在贵单位从业。")
INVITATION: Final = (
    "%(inviter)s申请入职“%(invited)s”，请贵单位在实名登记平台办理登记后确认，30 天内有效："
)
"""Texts to people outside are Chinese, as those of the city are."""
RESIGNED: Final = N_("%(name)s已办理离职，离职日期 %(day)s，信息卡已失效。")
_BEFORE_LEAVING: Final = ("practitioner_registration", "onboarding", "change_of_details")
"""What has to be withdrawn before somebody resigns, or it would wait at a desk that they left."""


def claim_resignation(context: OperationContext) -> Results:
    """Make sure that there is an employment to end, and nothing under way that rests on one.

    Raises:
        Refused: another application has to be withdrawn first, or there is no employment.
    """
    if _is_pending(context, _BEFORE_LEAVING):
        raise Refused("resign_while_pending")
    if find_employment(_practitioner(context).id) is None:
        raise Refused("nothing_to_resign")
    return {}


def tell_employer(context: OperationContext) -> Results:
    """Tell the employer that somebody wants to leave; it has no vote."""
    employment = find_employment(_practitioner(context).id)
    if employment is not None:
        _tell(context, employment, RESIGNING, "resigning")
    return {}


def drop_resignation(context: OperationContext) -> Results:
    """Tell the employer that the resignation was refused or taken back."""
    employment = find_employment(_practitioner(context).id)
    if employment is not None:
        _tell(context, employment, NOT_RESIGNING, "not_resigning")
    return {}


def end_employment(context: OperationContext) -> Results:
    """End the open employment: the card is void, its order cancelled, the employer told.

    What that employer disabled is enabled again.

    Raises:
        Refused: it has ended meanwhile.
    """
    person = _practitioner(context, lock=True)
    employment = find_employment(person.id)
    if employment is None:
        raise Refused("nothing_to_resign", who_can_fix=WhoCanFix.ASSOCIATION)
    employment.ended_on = _last_day(context, employment)
    employment.ended_reason = EndReason.RESIGNED
    employment.ended_by_case = context.case.id
    cards = update(Card).where(Card.practitioner_id == person.id, Card.status.in_(STILL_OUT))
    db.session.execute(cards.values(status=CardStatus.VOID))
    _set_employer(context.applicant.id, None, None)
    orders.cancel_for(person.id, context)
    disabling.lift(context, [person.account_id], employment.agency_id, employment.store_id)
    _tell(context, employment, RESIGNED, "resigned", day=employment.ended_on.isoformat())
    db.session.flush()
    return {}


def claim_onboarding(context: OperationContext) -> Results:
    """Settle who the employer is, or invite one that is not registered yet.

    Raises:
        Refused: not in the register, employed already, or the employer may not employ now.
    """
    _require_free(_practitioner(context), context.answers())
    invitations.drop(context)
    found = _employer(context.answers())
    before = context.case.agency_id
    context.case.agency_id = found[0].id if found else None
    context.case.store_id = found[1].id if found and found[1] else None
    if found is None:
        _invite(context, context.answers())
    settled = {
        "employer_state": "registered" if found else "invited",
        "self_review": found is not None and answers_for_employer(context, *found),
    }
    # Whom the association stands in for stays silent no longer once it is another agency.
    kept = context.case.agency_id == before
    return settled if kept else {**settled, "taken_over": False}


def text_invited(context: JobContext) -> Results:
    """Send the invitation to the mobile of the employer, where the applicant gave one."""
    return invitations.text_invited(context, INVITATION)


def take_invited(context: OperationContext) -> Results:
    """Take the organisation that accepted the invitation as the employer.

    Raises:
        Refused: it may not employ any more.
    """
    agency, store = employer_of(invitations.accepted_organisation(context.case.id))
    context.case.agency_id = agency.id
    context.case.store_id = store.id if store else None
    return {"self_review": answers_for_employer(context, agency, store)}


def lapse_invitation(context: OperationContext) -> Results:
    """Close an invitation that nobody accepted in time."""
    invitations.drop(context, lapsed=True)
    return {}


def release_onboarding(context: OperationContext) -> Results:
    """Close the invitation of a case that was refused or taken back."""
    invitations.drop(context)
    return {}


def begin_employment(context: OperationContext) -> Results:
    """Begin the employment and issue a new card, yet to be drawn.

    Raises:
        Refused: the employer may not employ any more, or another employment is open.
    """
    person = _practitioner(context, lock=True)
    answers = context.answers()
    _require_free(person, answers)
    agency, store = picked_employer(context.case.agency_id, context.case.store_id)
    db.session.add(_employment(context, person, answers))
    db.session.flush()
    _set_employer(context.applicant.id, agency.id, store.id if store else None)
    if person.publication_consented:  # The card and its page show the person: PIPL 25.
        issue_card(context, person, agency, store)
    return {"card_issued": person.publication_consented}


def _practitioner(context: OperationContext, *, lock: bool = False) -> Practitioner:
    person = find_person(context.applicant.id, lock=lock)
    if person is None:
        raise Refused("not_registered_yet")
    return person


def _is_pending(context: OperationContext, procedures: tuple[str, ...]) -> bool:
    running = select(Case.id).where(
        Case.account_id == context.applicant.id,
        Case.procedure.in_(procedures),
        Case.status == CaseStatus.OPEN,
    )
    return db.session.scalar(running.limit(1)) is not None


def _last_day(context: OperationContext, employment: Employment) -> date:
    said = date.fromisoformat(context.answers()["last_day"])
    # Somebody may have left before we registered where they worked.
    return max(employment.started_on, min(said, day_in_shanghai(context.now)))


def _require_free(person: Practitioner, answers: Mapping[str, Any]) -> None:
    employment = find_employment(person.id)
    if employment is not None:
        employer = db.session.get_one(Organisation, employment.store_id or employment.agency_id)
        raise Refused("resign_first", params={"name": employer.name})
    mine = Employment.practitioner_id == person.id
    ended = db.session.scalar(select(func.max(Employment.ended_on)).where(mine))
    if ended is not None and date.fromisoformat(answers["start_date"]) < ended:
        raise Refused("joined_too_early", field="start_date", params={"day": ended.isoformat()})


def _employer(answers: Mapping[str, Any]) -> tuple[Organisation, Organisation | None] | None:
    if answers["employer_listed"] == "yes":
        return picked_employer(_uuid(answers.get("agency")), _uuid(answers.get("store")))
    named = invitations.registered_as(answers["typed_kind"], answers["employer_name"])
    return employer_of(named) if named else None


def _invite(context: OperationContext, answers: Mapping[str, Any]) -> None:
    mobile = answers.get("employer_mobile")
    invitations.invite(context, answers["typed_kind"], answers["employer_name"], mobile=mobile)


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _employment(
    context: OperationContext, person: Practitioner, answers: Mapping[str, Any]
) -> Employment:
    return Employment(
        practitioner_id=person.id,
        agency_id=context.case.agency_id,
        store_id=context.case.store_id,
        contract=list(answers["labour_contract"]),
        started_on=date.fromisoformat(answers["start_date"]),
        started_by_case=context.case.id,
    )


def _set_employer(account_id: UUID, agency_id: UUID | None, store_id: UUID | None) -> None:
    account = db.session.get_one(Account, account_id)
    account.agency_id, account.store_id = agency_id, store_id
    db.session.flush()


def _tell(
    context: OperationContext, employment: Employment, text: str, about: str, **more: str
) -> None:
    desks = [one for one in (employment.agency_id, employment.store_id) if one]
    # Not the case's: that is named only once its first step is over.
    name = db.session.get_one(Practitioner, employment.practitioner_id).name
    # No case: its page shows what the person wrote, which is for the association alone.
    news = [
        News(
            pool=organisation_pool(desk),
            text=text,
            key=f"{about}:{context.case.id}:{desk}",
            params={"name": name, **more},
        )
        for desk in desks
    ]
    tell(*news, at=context.now)


OPERATIONS: Final = (
    Operation(
        name="employment.claim_resignation",
        summary=N_("核对申请人有在职单位，且没有正在办理的入职、实名登记或信息变更"),
        record=claim_resignation,
    ),
    Operation(
        name="employment.tell_employer",
        summary=N_("告知所在单位有人申请离职（单位不审核）"),
        record=tell_employer,
    ),
    Operation(
        name="employment.drop_resignation",
        summary=N_("告知所在单位离职没有办成"),
        record=drop_resignation,
        released=N_("您仍是原单位的在职人员，单位会收到告知。"),
    ),
    Operation(
        name="employment.end_employment",
        summary=N_("结束在职，信息卡失效，取消制卡，告知单位"),
        record=end_employment,
    ),
    Operation(
        name="employment.claim_onboarding",
        summary=N_("核对没有在职单位，确定要入职的单位；没有注册的发出邀请"),
        record=claim_onboarding,
        results=frozenset({"employer_state", "self_review", "taken_over"}),
    ),
    Operation(
        name="employment.text_invited",
        summary=N_("填了联系人手机的，把邀请短信发给单位；同一号码一天最多一条"),
        outside=text_invited,
        record=invitations.record_texted,
    ),
    Operation(
        name="employment.take_invited",
        summary=N_("以接受邀请、已登记的单位为入职单位"),
        record=take_invited,
        results=frozenset({"self_review"}),
    ),
    Operation(
        name="employment.lapse_invitation",
        summary=N_("邀请过期"),
        record=lapse_invitation,
    ),
    Operation(
        name="employment.release_onboarding",
        summary=N_("取消未接受的邀请"),
        record=release_onboarding,
        released=N_("所填单位不再收到确认请求，未接受的邀请会取消。"),
    ),
    Operation(
        name="employment.begin_employment",
        summary=N_("登记在职，发放新一期信息卡（待制作）"),
        record=begin_employment,
        results=frozenset({"card_issued"}),
    ),
)
