"""What the account says of an applicant beside the form: the form does not ask it again."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from service.accounts.registration_form import mask_mobile
from service.cases.looking import MOBILE, full_mobile
from service.models import Account, Case, Category, Organisation, Registration
from service.names import name_key
from service.operations.handing_over import is_contested
from service.queries.filings import find_filing_of_number
from service.queries.standing import Registered, find_registered

"""The name under which the account's mobile is asked for in full; no field's key has a dot."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `secret` is the name under which it can be asked for in full, if it is masked."""

    label: str
    value: str = field(repr=False)
    secret: str | None = None
    note: str = ""


def applicant_lines(case: Case) -> list[Fact]:
    """List what is known of the applicant, where they are now and whom the case names."""
    account = case.account
    if case.by_association:
        lines = [Fact(_("单位名称"), case.subject_name)]
        return [*lines, Fact(_("来电记录人"), account.display_name)]
    named = _("姓名") if account.organisation is None else _("单位名称")
    lines = [Fact(named, case.subject_name)]
    if account.category is not None:
        lines.append(Fact(_("类别"), category_word(account.category)))
    if account.mobile is not None:
        lines.append(_mobile_line(account))
    if account.organisation is None:
        return lines + _employers(case, find_registered(account.id))
    lines += _parents(account.organisation, case.agency)
    lines += _entry_of_number(account.organisation) + _taken_before(account.organisation)
    return lines + _filed_parent(account.organisation, case.agency)


def _employers(case: Case, person: Registered | None) -> list[Fact]:
    """Say where somebody works, and where they want to work if that is elsewhere."""
    if person is None:
        named = [(_("所属机构"), case.agency), (_("所属门店"), case.store)]
        return [Fact(word, one.name) for word, one in named if one is not None]
    lines = [Fact(_("从业编号"), person.practice_no)]
    if person.employer is not None:
        lines.append(Fact(_("现单位"), person.employer))
    asked = " ".join(one.name for one in (case.agency, case.store) if one is not None)
    if asked and asked != person.employer and not case.final:
        lines.append(Fact(_("申请入职"), asked))
    return lines


def _parents(organisation: Organisation, asked: Organisation | None) -> list[Fact]:
    """Say whom a store belongs to, and whom it wants to belong to if that is another agency."""
    now = organisation.parent
    if now is None or asked is None or now.id == asked.id:
        return [Fact(_("所属机构"), one.name) for one in (asked or now,) if one is not None]
    return [Fact(_("现所属机构"), now.name), Fact(_("申请改属"), asked.name)]


def _filed_parent(store: Organisation | None, agency: Organisation | None) -> list[Fact]:
    """Say which agency the directory names for a store that applies, and whether it is another."""
    filed = store.filing.parent_name if store is not None and store.filing is not None else None
    if filed is None:
        return []
    differs = agency is not None and name_key(filed) != agency.name_key
    return [Fact(_("备案目录中的所属机构"), filed, note=_("与申请不一致") if differs else "")]


def _entry_of_number(own: Organisation) -> list[Fact]:
    """Say which entry of the directory has the number of an organisation that is no entry."""
    pending = own.registration is Registration.PENDING and own.filing_id is None
    entry = find_filing_of_number(own.uscc) if pending and own.uscc else None
    if entry is None:
        return []
    denied = own.denied_filing_id == entry.id
    note = _("申请人说不是本单位") if denied else _("申请人没有按备案办理")
    return [Fact(_("备案目录中同号的单位"), entry.name, note=note)]


def _taken_before(own: Organisation) -> list[Fact]:
    """Say that somebody else has had this name, and that its owner is yet to come."""
    if own.registration is not Registration.PENDING or not is_contested(own):
        return []
    taken = _("该名称曾被冒名注册，真正的单位还没有登记")
    return [Fact(_("冒名保护"), taken, note=_("请核对申请人是不是真正的单位"))]


def category_word(category: Category) -> str:
    """Give the word that people know a category by."""
    words: dict[Category, str] = {
        Category.BROKER: _("房地产经纪人"),
        Category.ASSISTANT: _("房地产经纪人协理"),
        Category.STAFF: _("从业人员"),
    }
    return words[category]


def _mobile_line(account: Account) -> Fact:
    number = full_mobile(account) or ""
    verified = account.mobile_verified_at is not None
    return Fact(
        _("手机"),
        mask_mobile(number),
        secret=MOBILE,
        note="" if verified else _("未验证"),
    )
