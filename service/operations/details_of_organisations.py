"""What a change of an agency's or store's details means: when it may be asked, what it writes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from service.clock import day_in_shanghai
from service.extensions import db
from service.models import (
    Account,
    ChangeClaim,
    Detail,
    Employment,
    EndReason,
    Organisation,
    Practitioner,
    Registration,
    RenewedTerm,
)
from service.names import name_key, pinyin_key
from service.operations import disabling
from service.operations.contract import OperationContext
from service.operations.organisations import lock_own, write_particulars
from service.operations.recording import record
from service.refusals import Refused

Answers = Mapping[str, Any]


def get_registered(context: OperationContext) -> Organisation:
    """Get the applicant's own organisation, locked until the step is over.

    Raises:
        Refused: it has not passed its own registration.
    """
    organisation = lock_own(context)
    if organisation.registration is not Registration.APPROVED:
        raise Refused("change_not_registered")
    return organisation


def check_name(context: OperationContext, answers: Answers) -> None:
    """Keep the new name from others until the change is decided."""
    organisation = get_registered(context)
    if answers["name"] == organisation.name:
        raise Refused("nothing_changed", field="name")
    _claim(context, organisation, name_key=name_key(answers["name"]))


def check_licence(context: OperationContext, answers: Answers) -> None:
    """Keep the new licence number from others until the change is decided."""
    organisation = get_registered(context)
    if answers["uscc"] == organisation.uscc:
        raise Refused("nothing_changed", field="uscc")
    _claim(context, organisation, uscc=answers["uscc"])


def check_address(context: OperationContext, answers: Answers) -> None:
    """Refuse the address that the register has already."""
    organisation = get_registered(context)
    if (answers["region"], answers["address"]) == (organisation.region, organisation.address):
        raise Refused("nothing_changed", field="address")


def check_legal(context: OperationContext, answers: Answers) -> None:
    """Refuse the 法人 that the register has already."""
    organisation = get_registered(context)
    if context.personal_data.hash(answers["legal_id"]) == organisation.legal_id_hash:
        raise Refused("nothing_changed", field="legal_id")


def check_agent(context: OperationContext, answers: Answers) -> None:
    """Refuse the 经办人 that the register has already."""
    organisation = get_registered(context)
    number = context.personal_data.hash(answers["agent_mobile"])
    asked = answers["agent_name"], number
    if asked == (organisation.agent_name, organisation.agent_mobile_hash):
        raise Refused("nothing_changed", field="agent_name")


def check_licence_renewal(context: OperationContext, answers: Answers) -> None:
    """Refuse a day that is not later than the one on record."""
    term = db.session.get(RenewedTerm, get_registered(context).id)
    _require_later(answers, "licence_valid_to", term.licence_valid_to if term else None)


def check_filing_renewal(context: OperationContext, answers: Answers) -> None:
    """Refuse a renewal without a filing, and a day that is not later than the one on record."""
    organisation = get_registered(context)
    if organisation.filing is None:
        raise Refused("not_filed", field=None)
    _require_later(answers, "filing_valid_to", filing_valid_to(organisation))


def check_parent(context: OperationContext, answers: Answers) -> Organisation:
    """Give the new agency; its desk confirms first.

    Raises:
        Refused: it may take no store now, or is the store's agency already.
    """
    store, agency = get_registered(context), _new_parent(answers)
    if agency.id == store.parent_id:
        raise Refused("same_parent", field="parent")
    if not agency.may_employ:
        raise Refused("parent_unavailable", field="parent", params={"name": agency.name})
    return agency


def apply_name(context: OperationContext, answers: Answers) -> None:
    """Write the new name; from now on the desk signs in with it."""
    organisation = get_registered(context)
    record(context, organisation, Detail.NAME, organisation.name, answers["name"])
    organisation.name = answers["name"]
    organisation.name_key = name_key(organisation.name)
    organisation.pinyin_key = pinyin_key(organisation.name)
    context.applicant.display_name = organisation.name
    release(context)


def apply_licence(context: OperationContext, answers: Answers) -> None:
    """Write the new licence number."""
    organisation = get_registered(context)
    record(context, organisation, Detail.USCC, organisation.uscc, answers["uscc"])
    organisation.uscc = answers["uscc"]
    release(context)


def apply_particulars(*details: Detail) -> Callable[[OperationContext, Answers], None]:
    """Make the act that writes these columns of the organisation as they were handed in."""

    def apply(context: OperationContext, answers: Answers) -> None:
        organisation = get_registered(context)
        for detail in details:
            old = _opened(context, organisation, detail)
            record(context, organisation, detail, old, answers[detail.value])
        write_particulars(context, organisation, {one.value: answers[one.value] for one in details})

    return apply


def apply_licence_renewal(context: OperationContext, answers: Answers) -> None:
    """Write until when the licence runs."""
    organisation = get_registered(context)
    term, day = _term(organisation), date.fromisoformat(answers["licence_valid_to"])
    record(context, organisation, Detail.LICENCE_VALID_TO, term.licence_valid_to, day)
    term.licence_valid_to = day


def apply_filing_renewal(context: OperationContext, answers: Answers) -> None:
    """Write until when the filing runs, beside the directory, which the authority corrects."""
    organisation = get_registered(context)
    term, day = _term(organisation), date.fromisoformat(answers["filing_valid_to"])
    record(context, organisation, Detail.FILING_NO, filing_no(organisation), answers["filing_no"])
    record(context, organisation, Detail.FILING_VALID_TO, filing_valid_to(organisation), day)
    term.filing_no, term.filing_valid_to = answers["filing_no"], day


def apply_parent(context: OperationContext, answers: Answers) -> None:
    """Put the store under its new agency, with everybody who works there.

    Raises:
        Refused: the agency may take no store any more.
    """
    agency, store = check_parent(context, answers), get_registered(context)
    before = db.session.get(Organisation, store.parent_id) if store.parent_id else None
    record(context, store, Detail.PARENT, before.name if before else None, agency.name)
    store.parent_id = agency.id
    moved = _move_people(context, store, agency)
    disabling.lift(context, moved, before.id if before else None)


def release(context: OperationContext) -> None:
    """Give the name and the number that this case claimed free again."""
    db.session.execute(delete(ChangeClaim).where(ChangeClaim.case_id == context.case.id))


def filing_valid_to(organisation: Organisation) -> date | None:
    """Give until when the filing runs: the directory's day or the renewed one, the later.

    Where the directory names no day, the renewed one counts. None without a filing, and for one
    of which nobody has named a day yet.
    """
    filing, term = organisation.filing, db.session.get(RenewedTerm, organisation.id)
    if filing is None:
        return None
    renewed = term.filing_valid_to if term else None
    return max((day for day in (filing.valid_to, renewed) if day), default=None)


def filing_no(organisation: Organisation) -> str | None:
    """Give the number of the filing as it was last accepted."""
    term = db.session.get(RenewedTerm, organisation.id)
    if term is not None and term.filing_no:
        return term.filing_no
    return organisation.filing.filing_no if organisation.filing else None


def _claim(context: OperationContext, organisation: Organisation, **what: str) -> None:
    release(context)  # An earlier round of this case may have asked for another.
    db.session.add(ChangeClaim(case_id=context.case.id, organisation_id=organisation.id, **what))
    db.session.flush()  # Whoever comes second learns it now, and not after the reviews.


def _require_later(answers: Answers, field: str, known: date | None) -> None:
    if known is not None and date.fromisoformat(answers[field]) <= known:
        raise Refused("not_later", field=field)


def _new_parent(answers: Answers) -> Organisation:
    return db.session.get_one(Organisation, UUID(answers["parent"]))


def _term(organisation: Organisation) -> RenewedTerm:
    term = db.session.get(RenewedTerm, organisation.id)
    if term is None:
        term = RenewedTerm(organisation_id=organisation.id)
        db.session.add(term)
    return term


def _opened(context: OperationContext, organisation: Organisation, detail: Detail) -> str | None:
    value = getattr(organisation, detail.value)
    if isinstance(value, bytes):
        place = f"organisations.{detail.value}:{organisation.id}"
        return context.personal_data.open(value, of=place)
    return value if value is None else str(value)


def _move_people(
    context: OperationContext, store: Organisation, agency: Organisation
) -> list[UUID]:
    """End each open employment of the store and begin it under the new agency the same day.

    Gives the accounts of those who moved.
    """
    today = day_in_shanghai(context.now)
    working = (Employment.store_id == store.id, Employment.ended_on.is_(None))
    moved = list(db.session.scalars(select(Employment).where(*working).with_for_update()))
    # Whoever only chose the store when registering means its new agency too.
    chosen = update(Account).where(Account.store_id == store.id)
    db.session.execute(chosen.values(agency_id=agency.id))
    ended = {
        "ended_on": func.greatest(today, Employment.started_on),
        "ended_reason": EndReason.MOVED,
        "ended_by_case": context.case.id,
    }
    db.session.execute(update(Employment).where(*working).values(ended))
    db.session.add_all(
        Employment(
            practitioner_id=one.practitioner_id,
            agency_id=agency.id,
            store_id=store.id,
            contract=list(one.contract),
            started_on=today,
            started_by_case=context.case.id,
        )
        for one in moved
    )
    who = Practitioner.id.in_([one.practitioner_id for one in moved])
    return list(db.session.scalars(select(Practitioner.account_id).where(who)))
