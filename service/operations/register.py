"""Facts about our register, and writing it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, func, insert, select, update

from forms import N_
from processes.rules.numbers import practice_number
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import (
    Account,
    Card,
    Certificate,
    Employment,
    IdentityClaim,
    Organisation,
    Practitioner,
)
from service.operations.contract import Operation, OperationContext, Results
from service.operations.employers import picked_employer, standing_employer
from service.operations.issuing import new_card
from service.operations.self_review import answers_for
from service.refusals import Refused
from service.rows import add_rows, table_of, values_of, without_waiting

_CLAIMS: Final = table_of(IdentityClaim)
_HAND_OVER_CLAIM: Final = (
    update(_CLAIMS)
    .where(_CLAIMS.c.case_id == bindparam("of_case"))
    .values(case_id=None, practitioner_id=bindparam("practitioner_id"))
)
_CLAIM: Final = (
    insert(_CLAIMS)
    .values(id_hash=bindparam("of_number"), case_id=bindparam("of_case"))
    # Whether the account is registered already is asked in the same statement.
    .returning(
        select(Practitioner.id)
        .where(
            Practitioner.account_id == bindparam("of_account"),
            Practitioner.revoked_at.is_(None),
        )
        .scalar_subquery()
    )
)
_ACCOUNTS: Final = table_of(Account)
_LEAVE_EMPLOYER: Final = (
    update(_ACCOUNTS)
    .where(_ACCOUNTS.c.id == bindparam("of_account"))
    .values(agency_id=None, store_id=None)
)
_NEXT_NUMBER: Final = select(func.nextval("practice_numbers"))


def claim_registration(context: OperationContext) -> Results:
    """Claim the ID number for this case and settle who the employer is.

    Raises:
        Refused: no employer, one that may not employ now, an agency whose store is missing, or
        somebody who is registered already.
        A number that somebody else has claimed is refused by the database (`identity_claimed`).
    """
    answers = context.answers()
    agency, store = picked_employer(*_chosen(context, answers), missing="employer_missing")
    kept = (agency.id, store.id if store else None) == (
        context.case.agency_id,
        context.case.store_id,
    )
    context.case.agency_id = agency.id
    context.case.store_id = store.id if store else None
    number = context.personal_data.hash(answers["id_number"])
    _claim_identity(context, number)
    settled = {
        "employer_kind": "store" if store else "agency",
        "self_review": answers_for(number, context.applicant.mobile_hash, agency, store),
    }
    # Whom the association stands in for stays silent no longer once it is another employer.
    return settled if kept else {**settled, "taken_over": False}


def leave_employer(context: OperationContext) -> Results:
    """Dismiss the employer that the account chose when registering: it has refused.

    From now on the forms ask for an employer, and the one chosen on them counts.
    """
    db.session.execute(_LEAVE_EMPLOYER, {"of_account": context.applicant.id})
    return {}


def check_employer(context: OperationContext) -> Results:
    """Check once more that the employer may employ, before the next desk sees the case.

    Raises:
        Refused: it was disabled or lost its registration meanwhile.
    """
    standing_employer(context.case.agency_id, context.case.store_id)
    return {}


def release_claim(context: OperationContext) -> Results:
    """Give the ID number free again: the case was refused or withdrawn."""
    db.session.execute(delete(IdentityClaim).where(IdentityClaim.case_id == context.case.id))
    return {}


def admit_practitioner(context: OperationContext) -> Results:
    """Write the person into the register: employment, certificate if any, a card to be drawn.

    Raises:
        Refused: the employer may not employ any more.
    """
    agency, store = standing_employer(context.case.agency_id, context.case.store_id)
    answers = context.answers()
    practitioner = _new_practitioner(context, answers)
    whose = {"of_case": context.case.id, "practitioner_id": practitioner.id}
    with without_waiting():
        add_rows(Practitioner, values_of(practitioner))
        add_rows(Employment, values_of(_employment(context, practitioner, answers)))
        if answers.get("certificate_number"):  # The table of documents may leave it to somebody.
            add_rows(Certificate, values_of(_certificate(practitioner, answers)))
        if practitioner.publication_consented:  # The card and its page show the person: PIPL 25.
            add_rows(Card, values_of(_first_card(context, practitioner, agency, store, answers)))
        db.session.execute(_HAND_OVER_CLAIM, whose)
    return {}


def _chosen(
    context: OperationContext, answers: Mapping[str, Any]
) -> tuple[UUID | None, UUID | None]:
    """Give the ids of agency and store: the form's, else what the account chose."""
    if answers.get("agency"):
        return UUID(answers["agency"]), _uuid(answers.get("store"))
    return context.applicant.agency_id, _uuid(answers.get("store")) or context.applicant.store_id


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _claim_identity(context: OperationContext, id_hash: bytes) -> None:
    if context.case.version:  # A later round: the case may hold the number already.
        held = select(IdentityClaim).where(IdentityClaim.case_id == context.case.id)
        claim = db.session.scalar(held)
        if claim is not None:
            claim.id_hash = id_hash
            return
    named = {"of_number": id_hash, "of_case": context.case.id, "of_account": context.applicant.id}
    if db.session.scalar(_CLAIM, named) is not None:
        raise Refused("already_registered")


def _new_practitioner(context: OperationContext, answers: Any) -> Practitioner:
    sequence = db.session.scalar(_NEXT_NUMBER) or 0
    practitioner = Practitioner(
        id=uuid4(),
        account_id=context.applicant.id,
        practice_no=practice_number(context.settings.association.practice_prefix, sequence),
        name=answers.get("real_name") or context.applicant.real_name,
        gender=answers["gender"],
        category=context.applicant.category,
        portrait=UUID(answers["portrait"][0]),
        publication_consented=bool(answers.get("consent_publication")),
        registered_at=context.now,
        admitted_by_case=context.case.id,
    )
    place = f"practitioners.id_number:{practitioner.id}"
    practitioner.id_number = context.personal_data.seal(answers["id_number"], of=place)
    practitioner.id_hash = context.personal_data.hash(answers["id_number"])
    return practitioner


def _employment(context: OperationContext, person: Practitioner, answers: Any) -> Employment:
    return Employment(
        practitioner_id=person.id,
        agency_id=context.case.agency_id,
        store_id=context.case.store_id,
        contract=list(answers["labour_contract"]),
        started_on=day_in_shanghai(context.now),
    )


def _certificate(person: Practitioner, answers: Any) -> Certificate:
    return Certificate(
        practitioner_id=person.id,
        number=answers["certificate_number"],
        issuer=answers.get("certificate_issuer") or "",
        documents=list(answers.get("certificate") or ()),
    )


def _first_card(
    context: OperationContext,
    person: Practitioner,
    agency: Organisation | None,
    store: Organisation | None,
    answers: Any,
) -> Card:
    return new_card(
        context,
        person,
        agency=agency,
        store=store,
        certificate_no=answers.get("certificate_number"),
        issue=1,
    )


OPERATIONS: Final = (
    Operation(
        name="register.claim_registration",
        summary=N_("占用证件号码，并确定由门店、机构还是协会先审（自审）"),
        record=claim_registration,
        results=frozenset({"employer_kind", "self_review", "taken_over"}),
    ),
    Operation(
        name="register.leave_employer",
        summary=N_("撤销账号注册时选择的单位，由申请人另选"),
        record=leave_employer,
    ),
    Operation(
        name="register.check_employer",
        summary=N_("再次核对所选单位可以接收人员"),
        record=check_employer,
    ),
    Operation(
        name="register.release_claim",
        summary=N_("释放占用的证件号码"),
        record=release_claim,
        released=N_("占用的证件号码会释放，之后可以重新申请。"),
    ),
    Operation(
        name="register.admit_practitioner",
        summary=N_("登记入册，生成从业编号、在职记录和待制作的信息卡"),
        record=admit_practitioner,
    ),
)
