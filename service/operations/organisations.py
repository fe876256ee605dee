"""Agencies and stores: their own registration, from what their accounts hand in.

What agencies and stores have in common is here; what only a store needs (its agency) is in
`stores.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms import N_
from forms.writing import compact
from service.actors import account_pool
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import Filing, Notice, Organisation, Registration
from service.names import name_key, pinyin_key
from service.operations import handing_over, invitations, objections
from service.operations.contract import Operation, OperationContext, Results
from service.refusals import Refused
from service.rows import add_rows

APPROVED: Final = N_("%(name)s已通过登记。请在机构、门店管理后台用公司名称和密码登录。")


def claim_organisation(context: OperationContext) -> Results:
    """Claim the name and the licence number for the applicant's organisation: 待审核.

    Whoever was picked from the directory is claimed as the directory has it, but for the
    number of somebody who says that its licence has another (号码不符).

    Raises:
        Refused: the account is no agency's or store's, or is registered already; or what was
            handed in differs from the directory.
        A name, number or filing that another live organisation has is refused by the database
        (`organisation_registered`).
    """
    organisation = lock_own(context)
    if organisation.registration is Registration.APPROVED:
        raise Refused("already_registered")
    _take_identity(organisation, context.answers())
    organisation.registration = Registration.PENDING
    context.applicant.display_name = organisation.name
    db.session.flush()  # Whoever comes second learns it now, and not after the reviews.
    return facts_of_filing(organisation, day_in_shanghai(context.now))


def facts_of_filing(organisation: Organisation, today: date) -> Results:
    """Say of an organisation what decides whether anybody looks at its registration."""
    filing = organisation.filing
    return {
        "filing_valid": filing is not None and filing.is_valid_on(today),
        "contact_known": filing is not None and filing.contact_mobile is not None,
        "number_differs": organisation.number_differs,
        "contested": handing_over.is_contested(organisation),
    }


def approve(context: OperationContext) -> Results:
    """Write the applicant's organisation into the register: 已通过.

    From now on its desk decides on people, and applications may name it.
    """
    organisation = lock_own(context)
    write_particulars(context, organisation, context.answers())
    organisation.registration = Registration.APPROVED
    organisation.registered_at = context.now
    organisation.registered_by_case = context.case.id
    db.session.flush()  # What follows asks the register who may employ.
    invitations.accept(organisation, context)
    objections.protect(context, organisation)
    return {}


def release_organisation(context: OperationContext) -> Results:
    """Give the name and the number free again: the application was withdrawn."""
    return _released(context, Registration.DRAFT)


def refuse_organisation(context: OperationContext) -> Results:
    """Give the name and the number free again: the application was refused."""
    return _released(context, Registration.REFUSED)


def tell_approved(context: OperationContext) -> Results:
    """Tell the organisation that it is registered and where to sign in."""
    add_rows(
        Notice,
        {
            "key": f"organisation_approved:{context.case.id}",
            "pool": account_pool(context.applicant.id),
            # A case that passes at once is written only at the end of its first step.
            "case_id": context.case.id if context.case.version else None,
            "text": APPROVED,
            "params": {"name": lock_own(context).name},
            "sent_at": context.now,
        },
    )
    return {}


def lock_own(context: OperationContext) -> Organisation:
    """Give the organisation of the account that applies, locked until the step is over.

    Raises:
        Refused: a person applies.
    """
    query = select(Organisation).where(Organisation.id == context.applicant.organisation_id)
    locked = query.options(joinedload(Organisation.filing)).with_for_update(of=Organisation)
    organisation = db.session.scalar(locked.execution_options(populate_existing=True))
    if organisation is None:
        raise Refused("only_organisations")
    return organisation


def write_particulars(
    context: OperationContext, organisation: Organisation, answers: Mapping[str, Any]
) -> None:
    """Write what a round says besides name and number; what it does not say stays as it is."""
    organisation.region = answers.get("region") or organisation.region
    organisation.address = answers.get("address") or organisation.address
    organisation.agent_name = answers.get("agent_name") or organisation.agent_name
    organisation.legal_name = answers.get("legal_name") or organisation.legal_name
    for column in ("agent_mobile", "legal_id"):
        if answers.get(column):
            _seal(context, organisation, column, answers[column])


def _released(context: OperationContext, registration: Registration) -> Results:
    lock_own(context).registration = registration
    db.session.flush()  # The step's own statements are counted, and must be the only ones.
    return {}


def _seal(context: OperationContext, organisation: Organisation, column: str, plain: str) -> None:
    place = f"organisations.{column}:{organisation.id}"
    setattr(organisation, column, context.personal_data.seal(plain, of=place))
    setattr(organisation, f"{column}_hash", context.personal_data.hash(plain))


def _take_identity(organisation: Organisation, answers: Mapping[str, Any]) -> None:
    filing = organisation.filing
    organisation.number_differs = filing is not None and bool(answers.get("uscc_differs"))
    if filing is not None:
        _refuse_difference(filing, answers)
    organisation.name = filing.name if filing else answers["name"]
    organisation.uscc = _number(organisation, filing, answers)
    organisation.name_key = name_key(organisation.name)
    organisation.pinyin_key = pinyin_key(organisation.name)


def _number(organisation: Organisation, filing: Filing | None, answers: Mapping[str, Any]) -> str:
    if filing is None:
        return str(answers["uscc"])
    if not organisation.number_differs:
        return filing.uscc
    number = str(answers["licence_uscc"])
    if number == filing.uscc:
        raise Refused("number_does_not_differ", field="licence_uscc")
    return number


def _refuse_difference(filing: Filing, answers: Mapping[str, Any]) -> None:
    # The page shows both and lets nobody write them; another door might.
    if name_key(answers.get("name") or filing.name) != filing.name_key:
        raise Refused("filing_differs", field="name")
    if compact(answers.get("uscc") or filing.uscc) != filing.uscc:
        raise Refused("filing_differs", field="uscc")


OPERATIONS: Final = (
    Operation(
        name="organisations.claim_organisation",
        summary=N_("占用单位名称和营业执照号，并核对备案目录"),
        record=claim_organisation,
        results=frozenset({"filing_valid", "contact_known", "number_differs", "contested"}),
    ),
    Operation(
        name="organisations.approve",
        summary=N_("登记机构或门店，开通管理后台"),
        record=approve,
    ),
    Operation(
        name="organisations.release_organisation",
        summary=N_("撤回后释放占用的单位名称和执照号"),
        record=release_organisation,
        released=N_("占用的单位名称和执照号码会释放，之后可以重新申请。"),
    ),
    Operation(
        name="organisations.refuse_organisation",
        summary=N_("不通过后释放占用的单位名称和执照号"),
        record=refuse_organisation,
    ),
    Operation(
        name="organisations.tell_approved",
        summary=N_("通知机构或门店登记已通过"),
        record=tell_approved,
    ),
)
