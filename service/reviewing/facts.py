"""What the account says of an applicant beside the form: the form does not ask it again."""

from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from service.accounts.registration_form import mask_mobile
from service.models import Account, Case, Category, Organisation
from service.names import name_key
from service.personal_data import mobile_place
from service.ports import ports

MOBILE: Final = "account.mobile"
"""The name under which the account's mobile is asked for in full; no field's key has a dot."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `secret` is the name under which it can be asked for in full, if it is masked."""

    label: str
    value: str = field(repr=False)
    secret: str | None = None
    note: str = ""


def applicant_lines(case: Case) -> list[Fact]:
    """List what is known of the applicant and the employer that the case names."""
    account = case.account
    named = _("姓名") if account.organisation is None else _("单位名称")
    lines = [Fact(named, case.subject_name)]
    if account.category is not None:
        lines.append(Fact(_("类别"), category_word(account.category)))
    if account.mobile is not None:
        lines.append(_mobile_line(account))
    if case.agency is not None:
        lines.append(Fact(_("所属机构"), case.agency.name))
    lines += _filed_parent(account.organisation, case.agency)
    if case.store is not None:
        lines.append(Fact(_("所属门店"), case.store.name))
    return lines


def _filed_parent(store: Organisation | None, agency: Organisation | None) -> list[Fact]:
    """Say which agency the directory names for a store that applies, and whether it is another."""
    filed = store.filing.parent_name if store is not None and store.filing is not None else None
    if filed is None:
        return []
    differs = agency is not None and name_key(filed) != agency.name_key
    return [Fact(_("备案目录中的所属机构"), filed, note=_("与申请不一致") if differs else "")]


def category_word(category: Category) -> str:
    """Give the word that people know a category by."""
    words: dict[Category, str] = {
        Category.BROKER: _("房地产经纪人"),
        Category.ASSISTANT: _("房地产经纪人协理"),
        Category.STAFF: _("从业人员"),
    }
    return words[category]


def full_mobile(account: Account) -> str | None:
    """Give the account's mobile in plain text."""
    if account.mobile is None:
        return None
    return ports().personal_data.open(account.mobile, of=mobile_place(account.id))


def _mobile_line(account: Account) -> Fact:
    number = full_mobile(account) or ""
    verified = account.mobile_verified_at is not None
    return Fact(
        _("手机"),
        mask_mobile(number),
        secret=MOBILE,
        note="" if verified else _("未验证"),
    )
