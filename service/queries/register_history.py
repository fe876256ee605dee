"""The history of somebody's details (更名等): what was replaced by what, when, in which case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select

from forms import N_
from forms.kinds import REGIONS
from service.extensions import db
from service.models import Account, Case, Category, Detail, Practitioner, RegisterChange
from service.operations.details_of_people import AGREED, DECLINED
from service.operations.registered import is_person_of
from service.ports import ports
from service.queries.register_details import CATEGORIES, masked_id, masked_mobile

WORDS: Final[Mapping[Detail, str]] = {
    Detail.MOBILE: N_("手机号"),
    Detail.NAME: N_("名称（姓名）"),
    Detail.CERTIFICATE_NUMBER: N_("证书编号"),
    Detail.CERTIFICATE_ISSUER: N_("证书机构名称"),
    Detail.CATEGORY: N_("类别"),
    Detail.PUBLICATION: N_("公示"),
    Detail.USCC: N_("营业执照号码"),
    Detail.REGION: N_("所在区域"),
    Detail.ADDRESS: N_("经营地址"),
    Detail.LEGAL_NAME: N_("法人姓名"),
    Detail.LEGAL_ID: N_("法人身份证号"),
    Detail.AGENT_NAME: N_("经办人姓名"),
    Detail.AGENT_MOBILE: N_("经办人手机"),
    Detail.LICENCE_VALID_TO: N_("营业执照有效期至"),
    Detail.FILING_NO: N_("备案证号"),
    Detail.FILING_VALID_TO: N_("备案有效期至"),
    Detail.PARENT: N_("所属机构"),
}

_CONSENTS: Final[Mapping[str, str]] = {DECLINED: N_("不同意公示"), AGREED: N_("同意公示")}


@dataclass(frozen=True, slots=True)
class ChangedDetail:
    """One line of the history; `what` and coded values are msgids, sensitive ones are masked."""

    at: datetime
    case_no: str
    what: str
    old: str | None = field(repr=False)
    new: str | None = field(repr=False)


def list_changes(account: Account) -> list[ChangedDetail]:
    """List what changed in the register of a person, agency or store, the newest first."""
    query = (
        select(RegisterChange, Case.no)
        .join(Case, Case.id == RegisterChange.case_id)
        .where(_of(account))
        .order_by(RegisterChange.at.desc(), RegisterChange.detail)
    )
    return [_line(change, number) for change, number in db.session.execute(query)]


def _of(account: Account) -> ColumnElement[bool]:
    if account.organisation_id is not None:
        return RegisterChange.organisation_id == account.organisation_id
    person = select(Practitioner.id).where(is_person_of(account.id))
    return RegisterChange.practitioner_id == person.scalar_subquery()


def _line(change: RegisterChange, number: str) -> ChangedDetail:
    old = _masked(change, change.old_secret, "old") if change.old_secret else _word(change.old)
    new = _masked(change, change.new_secret, "new") if change.new_secret else _word(change.new)
    return ChangedDetail(change.at, number, WORDS[change.detail], old, new)


def _masked(change: RegisterChange, sealed: bytes, which: str) -> str:
    plain = ports().personal_data.open(sealed, of=f"register_changes.{which}:{change.id}")
    return masked_id(plain) if change.detail is Detail.LEGAL_ID else masked_mobile(plain)


def _word(value: str | None) -> str | None:
    """Give the words of a coded value, which no name or address looks like."""
    if value in set(Category):
        return CATEGORIES[Category(value)]
    coded = {**REGIONS, **_CONSENTS}
    return coded.get(value, value) if value else None
