"""Signing in: by mobile, by an organisation's name, by an association login name.

Every wrong attempt gets the same sentence after the same work, whether the name exists, the
password is wrong or the account is locked, so that nobody learns who is registered here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from forms.writing import compact
from service.accounts.locking import count_failure, is_locked
from service.accounts.passwords import (
    compare_with_nobody,
    hash_password,
    is_password,
    needs_new_hash,
)
from service.accounts.registration_form import normalise_mobile
from service.accounts.sessions import start_session
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    AccountStatus,
    Case,
    Organisation,
    Registration,
)
from service.names import name_key
from service.ports import ports
from service.queries.standing import read_standing
from service.refusals import Refused

MOST_CANDIDATES: Final = 8
"""So many accounts that share one unverified number are tried; each costs a comparison."""

SecondFactor = Callable[[Account, datetime], bool]


@dataclass(frozen=True, slots=True)
class SignedInNow:
    """The fruit of a sign-in: whose, and the token that the browser keeps."""

    account: Account
    token: str


def sign_in_person(mobile: str, password: str) -> SignedInNow:
    """Sign a practitioner in.

    Raises:
        Refused: `sign_in_wrong`, or `account_disabled` with its reason.
    """
    return _sign_in(_of_mobile(normalise_mobile(mobile)), password, "sign_in_wrong")


def sign_in_organisation(name: str, password: str) -> SignedInNow:
    """Sign an agency's or a store's desk in by its name or its credit code.

    Raises:
        Refused: `desk_sign_in_wrong`, `account_disabled`, `organisation_disabled` or
            `organisation_frozen`.
    """
    return _sign_in(_of_organisation(name), password, "desk_sign_in_wrong")


def sign_in_association(login_name: str, password: str, code: str) -> SignedInNow:
    """Sign a member of the association's staff in, with the six digits of their app.

    Raises:
        Refused: `association_sign_in_wrong` or `account_disabled`.
    """
    query = select(Account).where(
        Account.kind == AccountKind.ASSOCIATION,
        Account.login_name == login_name.strip(),
        Account.status != AccountStatus.CLOSED,
    )

    def knows_the_code(account: Account, now: datetime) -> bool:
        return _use_totp(account, compact(code), now)

    return _sign_in(query, password, "association_sign_in_wrong", knows_the_code)


def _of_mobile(mobile: str) -> Select[Account]:
    holder = aliased(Account)
    number = ports().personal_data.hash(mobile)
    taken = exists().where(
        holder.mobile_hash == number,
        holder.mobile_verified_at.is_not(None),
        holder.status != AccountStatus.CLOSED,
    )
    # Oldest first: whoever floods a number with accounts comes after those who were there.
    return (
        select(Account)
        .where(
            Account.kind == AccountKind.PRACTITIONER,
            Account.mobile_hash == number,
            Account.status != AccountStatus.CLOSED,
            or_(Account.mobile_verified_at.is_not(None), ~taken),
        )
        .order_by(Account.created_at, Account.id)
    )


def _of_organisation(name: str) -> Select[Account]:
    named: ColumnElement[bool] = or_(
        Organisation.name_key == name_key(name), Organisation.uscc == compact(name)
    )
    return (
        select(Account)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .where(
            and_(named, Account.kind.in_([AccountKind.AGENCY, AccountKind.STORE])),
            Account.status != AccountStatus.CLOSED,
        )
        .order_by(_standing(), Account.created_at, Account.id)
    )


def _standing() -> ColumnElement[int]:
    """Order the accounts of one name: the registered one, who handed something in, the rest.

    An account alone costs a captcha, so many of them must not crowd out those who have more.
    """
    handed_in = exists().where(Case.account_id == Account.id)
    return case(
        (Organisation.registration == Registration.APPROVED, 0),
        (Organisation.registration == Registration.PENDING, 1),
        (handed_in, 2),
        else_=3,
    )


def _sign_in(
    candidates: Select[Account],
    password: str,
    wrong: str,
    second_factor: SecondFactor | None = None,
) -> SignedInNow:
    now = ports().clock()
    # The lock makes parallel guesses wait for each other, so five are five.
    locked = candidates.limit(MOST_CANDIDATES).with_for_update(key_share=True, of=Account)
    tried = [one for one in db.session.scalars(locked) if not is_locked(one, now)]
    account = _matching(tried, password)
    if account is None or (second_factor and not second_factor(account, now)):
        for one in tried:
            count_failure(one, now)
        db.session.commit()
        raise Refused(wrong)
    _refuse_disabled(account)
    _renew(account, password)
    token = start_session(account, now)
    db.session.commit()
    return SignedInNow(account, token)


def _matching(tried: Sequence[Account], password: str) -> Account | None:
    if not tried:
        compare_with_nobody(password)
    return next((one for one in tried if is_password(password, one.password_hash)), None)


def _refuse_disabled(account: Account) -> None:
    # Said only to those who know the password: a reason may be a private matter.
    if account.status is AccountStatus.DISABLED and not _may_still_resign(account):
        db.session.rollback()
        raise Refused("account_disabled", params={"reason": account.disabled_reason or "—"})
    if account.organisation is not None and not account.organisation.enabled:
        db.session.rollback()
        raise Refused("organisation_disabled", params={"name": account.organisation.name})
    if account.organisation is not None and account.organisation.frozen_at is not None:
        db.session.rollback()
        raise Refused("organisation_frozen", params={"name": account.organisation.name})


def _may_still_resign(account: Account) -> bool:
    """Whether a disabled person has an employer to leave; nobody may be held back by that."""
    return account.kind is AccountKind.PRACTITIONER and bool(read_standing(account.id).employer)


def _renew(account: Account, password: str) -> None:
    account.failed_sign_ins = 0
    account.locked_until = None
    if needs_new_hash(account.password_hash):
        account.password_hash = hash_password(password)


def _use_totp(account: Account, code: str, now: datetime) -> bool:
    if account.totp_secret is None:
        return False
    secret = ports().personal_data.open(account.totp_secret, of=totp_place(account.id))
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=1)
    except OTPVerificationError:
        return False
    if account.totp_last_step is not None and step <= account.totp_last_step:
        return False
    account.totp_last_step = step
    return True


def totp_place(account_id: UUID) -> str:
    """Name where an account's TOTP secret is sealed."""
    return f"accounts.totp_secret:{account_id}"
