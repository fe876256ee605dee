"""冒名保护: the directory's contact is told who took a name, and may confirm it by a code."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import joinedload

from service.accounts import codes
from service.accounts.registration_form import mask_mobile
from service.actors import post_pool
from service.calendar import read_calendar
from service.clock import day_in_shanghai, last_day_before
from service.extensions import db
from service.models import Account, ClaimProtection, Filing, Organisation
from service.operations.protecting import DESK, NOT_SENT
from service.operations.telling import News, tell
from service.personal_data import contact_place
from service.ports import ports
from service.refusals import Refused

CLAIM: Final = "claim"
# Not a msgid: it goes to a stranger's mobile, in the language of the directory.
_SMS: Final = (
    "贵单位“%(name)s”于%(at)s在实名登记平台注册，经办人%(agent)s。"
    "如非贵单位办理，请于%(until)s前到 %(where)s 注册并提出异议。"
)


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """What an organisation's own page says of its protection."""

    name: str
    masked: str | None
    """The contact's mobile as 138****5678; None where the directory has none."""
    last_day: date
    """The last day on which an objection freezes the account."""
    over: bool
    confirmed: bool
    code_is_out: bool

    @property
    def may_confirm(self) -> bool:
        """Whether a code of the contact would still end anything."""
        return not (self.confirmed or self.over) and self.masked is not None


def tell_contact(protection_id: UUID) -> None:
    """Tell the directory's contact by SMS, once.

    Raises:
        NotSentError: the provider did not take it.
    """
    protection = _get(ClaimProtection.id == protection_id)
    mobile, sentence = _contact_mobile(protection.organisation), _sentence(protection)
    told = protection.contact_told_at is not None
    db.session.rollback()  # Sending takes a while; no connection and no lock waits for it.
    if told or mobile is None:
        return
    ports().notifications.send_text(mobile, sentence)
    this = update(ClaimProtection).where(ClaimProtection.id == protection_id)
    db.session.execute(this.values(contact_told_at=ports().clock()))
    db.session.commit()


def tell_that_nobody_was_told(protection_id: UUID, cause: str) -> None:
    """Tell the association that the SMS did not leave, and commit."""
    organisation = _get(ClaimProtection.id == protection_id).organisation
    news = News(
        pool=post_pool(DESK),
        text=NOT_SENT,
        key=f"claim_untold:{protection_id}",
        params={"name": organisation.name, "cause": cause},
    )
    tell(news, at=ports().clock())
    db.session.commit()


def find_claim(account_id: UUID) -> OwnClaim | None:
    """Find the protection of the account's own registration; None where there is none."""
    protection = _find(_own(account_id))
    if protection is None:
        return None
    mobile = _contact_mobile(protection.organisation)
    ends_at = protection.ends_at(read_calendar())
    return OwnClaim(
        name=protection.organisation.name,
        masked=mask_mobile(mobile) if mobile else None,
        last_day=last_day_before(ends_at),
        over=ports().clock() >= ends_at,
        confirmed=protection.confirmed_at is not None,
        code_is_out=codes.is_out(CLAIM, account_id),
    )


def send_code(account_id: UUID, remote: str) -> None:
    """Send a code to the directory's contact, for the account to enter; and commit.

    Raises:
        Refused: `claim_not_protected`, `no_contact_to_confirm`, or as `codes.send`.
    """
    mobile = _contact_mobile(_protected(account_id).organisation)
    if mobile is None:
        raise Refused("no_contact_to_confirm")
    codes.send(mobile, CLAIM, account_id, remote)


def confirm(account_id: UUID, code: str) -> None:
    """End the protection: whoever the directory names has agreed; and commit.

    Raises:
        Refused: `claim_not_protected`, or `sms_code_wrong`.
    """
    protection = _protected(account_id)
    codes.take(CLAIM, account_id, code)
    protection.confirmed_at = ports().clock()
    db.session.commit()


def _protected(account_id: UUID) -> ClaimProtection:
    protection = _find(_own(account_id), lock=True)
    if protection is None or ports().clock() >= protection.ends_at(read_calendar()):
        raise Refused("claim_not_protected")
    return protection


def _own(account_id: UUID) -> ColumnElement[bool]:
    account = select(Account.organisation_id).where(Account.id == account_id)
    return ClaimProtection.organisation_id == account.scalar_subquery()


def _find(which: ColumnElement[bool], *, lock: bool = False) -> ClaimProtection | None:
    organisation = joinedload(ClaimProtection.organisation, innerjoin=True)
    filed = organisation.joinedload(Organisation.filing)
    query = select(ClaimProtection).where(which).options(organisation, filed)
    if lock:
        query = query.with_for_update(of=ClaimProtection)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _get(which: ColumnElement[bool]) -> ClaimProtection:
    protection = _find(which)
    assert protection is not None
    return protection


def _contact_mobile(organisation: Organisation) -> str | None:
    filing: Filing | None = organisation.filing
    if filing is None or filing.contact_mobile is None:
        return None
    return ports().personal_data.open(filing.contact_mobile, of=contact_place(filing.id))


def _sentence(protection: ClaimProtection) -> str:
    until = last_day_before(protection.ends_at(read_calendar()))
    return _SMS % {
        "name": protection.organisation.name,
        "at": day_in_shanghai(protection.opened_at).isoformat(),
        "agent": protection.organisation.agent_name or "—",
        "until": f"{until.isoformat()} 24:00",
        "where": f"{ports().settings.base_url}/register",
    }
