"""What a change of a person's details means: when it may be asked for, and what it writes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from service.extensions import db
from service.models import (
    Card,
    Category,
    Certificate,
    Detail,
    Practitioner,
    SmsCode,
)
from service.models.register import IN_FORCE
from service.operations.contract import OperationContext
from service.operations.issuing import issue_card
from service.operations.recording import record
from service.operations.registered import find_employment, find_person
from service.personal_data import mobile_place
from service.refusals import Refused

Answers = Mapping[str, Any]

CHANGE_MOBILE: Final = "change_mobile"
"""The purpose of the code that proves who holds a new number (service/accounts/mobiles.py)."""
PROOF_LASTS: Final = timedelta(minutes=30)
DECLINED: Final = "declined"
AGREED: Final = "agreed"
"""What the history says of 公示."""
_RANK: Final = {Category.STAFF: 0, Category.ASSISTANT: 1, Category.BROKER: 2}


def get_person(context: OperationContext) -> Practitioner:
    """Get the applicant in the register, locked until the step is over.

    Raises:
        Refused: the register does not have them.
    """
    person = find_person(context.applicant.id, lock=True)
    if person is None:
        raise Refused("change_not_registered")
    return person


def check_name(context: OperationContext, answers: Answers) -> None:
    """Refuse the name that the register has already."""
    if answers["new_name"] == get_person(context).name:
        raise Refused("nothing_changed", field="new_name")


def check_certificate(context: OperationContext, answers: Answers) -> None:
    """Refuse the certificate that the register has already."""
    held = find_certificate(get_person(context))
    if held is not None and _same_certificate(held, answers):
        raise Refused("nothing_changed", field="certificate_number")


def check_upgrade(context: OperationContext, answers: Answers) -> None:
    """Refuse a category that is not above the one that the register has."""
    if _RANK[Category(answers["new_category"])] <= _RANK[get_person(context).category]:
        raise Refused("not_an_upgrade", field="new_category")


def check_publication(context: OperationContext, _answers: Answers) -> None:
    """Refuse a consent that the register has already."""
    if get_person(context).publication_consented:
        raise Refused("public_already")


def check_mobile(context: OperationContext, answers: Answers) -> None:
    """Refuse the number that the account has already."""
    get_person(context)
    if context.personal_data.hash(answers["mobile"]) == context.applicant.mobile_hash:
        raise Refused("nothing_changed", field="mobile")


def require_proof(context: OperationContext, answers: Answers) -> None:
    """Refuse a number that nobody has just proven to hold, whichever door it came through."""
    number = context.personal_data.hash(answers["mobile"])
    if not was_proven(context.applicant.id, number, context.now):
        raise Refused("mobile_unproven", field="mobile")


def was_proven(account_id: UUID, mobile_hash: bytes, now: datetime) -> bool:
    """Whether the account's person has proven within the last half hour to hold a number."""
    proven = select(SmsCode.id).where(
        SmsCode.account_id == account_id,
        SmsCode.purpose == CHANGE_MOBILE,
        SmsCode.mobile_hash == mobile_hash,
        SmsCode.used_at >= now - PROOF_LASTS,
    )
    return db.session.scalar(proven.limit(1)) is not None


def apply_name(context: OperationContext, answers: Answers) -> None:
    """Write the new name, in the register and on the account."""
    person = get_person(context)
    record(context, person, Detail.NAME, person.name, answers["new_name"])
    person.name = answers["new_name"]
    context.applicant.real_name = context.applicant.display_name = person.name


def apply_certificate(context: OperationContext, answers: Answers) -> None:
    """Put the new certificate in the place of the old one."""
    person = get_person(context)
    number, issuer = answers["certificate_number"], answers["certificate_issuer"]
    held = find_certificate(person) or Certificate(practitioner_id=person.id)
    record(context, person, Detail.CERTIFICATE_NUMBER, held.number, number)
    record(context, person, Detail.CERTIFICATE_ISSUER, held.issuer, issuer)
    held.number, held.issuer = number, issuer
    held.documents = list(answers["certificate"])
    db.session.add(held)


def apply_upgrade(context: OperationContext, answers: Answers) -> None:
    """Write the higher category with its certificate; the 从业编号 stays."""
    person, category = get_person(context), Category(answers["new_category"])
    record(context, person, Detail.CATEGORY, person.category.value, category.value)
    person.category = category
    context.applicant.category = category
    apply_certificate(context, answers)


def apply_publication(context: OperationContext, _answers: Answers) -> None:
    """Write that the person may be shown in public from now on."""
    person = get_person(context)
    record(context, person, Detail.PUBLICATION, DECLINED, AGREED)
    person.publication_consented = True


def apply_mobile(context: OperationContext, answers: Answers) -> None:
    """Give the account its new number, verified as the code proved it."""
    person, account, secrets = get_person(context), context.applicant, context.personal_data
    old = secrets.open(account.mobile, of=mobile_place(account.id)) if account.mobile else None
    record(context, person, Detail.MOBILE, old, answers["mobile"])
    account.mobile = secrets.seal(answers["mobile"], of=mobile_place(account.id))
    account.mobile_hash = secrets.hash(answers["mobile"])
    account.mobile_verified_at = context.now


def reissue_card(context: OperationContext) -> bool:
    """Issue the next card of somebody whose card in force does not say the truth any more."""
    in_force = select(Card.id).where(
        Card.practitioner_id == get_person(context).id, Card.status.in_(IN_FORCE)
    )
    return db.session.scalar(in_force) is not None and issue_to_the_employed(context)


def issue_to_the_employed(context: OperationContext) -> bool:
    """Issue the next card of somebody who works somewhere; say whether there is one."""
    person = get_person(context)
    employment = find_employment(person.id)
    if employment is None:
        return False
    db.session.flush()  # What is printed is read from the register.
    issue_card(context, person, employment.agency, employment.store)
    return True


def find_certificate(person: Practitioner) -> Certificate | None:
    """Find the certificate that the register has of a person."""
    return db.session.scalar(select(Certificate).where(Certificate.practitioner_id == person.id))


def _same_certificate(held: Certificate, answers: Answers) -> bool:
    asked = answers["certificate_number"], answers["certificate_issuer"]
    return (held.number, held.issuer) == asked
