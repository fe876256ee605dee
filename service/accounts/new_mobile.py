"""换手机号: a code sent to the new number proves it, before it takes the old one's place."""

from contextlib import suppress
from typing import Final, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forms import N_, FieldError, FormErrors
from forms.component import Component
from forms.contract import Msgid
from forms.kinds import InvalidError, Problem
from forms.kinds.identity import Mobile
from service.accounts import codes
from service.accounts.changing import confirm_password
from service.extensions import db
from service.models import Account, AccountStatus, SmsCode
from service.notifications import NotSentError
from service.operations.details import TOLD
from service.operations.details_of_people import CHANGE_MOBILE, was_proven
from service.personal_data import mobile_place
from service.ports import ports
from service.refusals import Refused, refusal_of

_KIND: Final = Mobile(Component(type="textfield", key="mobile", label=N_("新手机号")))
_LABEL: Final = {"label": Msgid(_KIND.label)}


def read_number(typed: str) -> str:
    """Give a mobile in our one way of writing it.

    Raises:
        FormErrors: it is none.
    """
    number = _KIND.normalise(typed)
    if number is None:
        raise FormErrors((FieldError("mobile", "required", _KIND.missing, _LABEL),))
    try:
        return str(_KIND.validate(number))
    except InvalidError as error:
        problems = cast(list[Problem], error.messages)
        wrong = tuple(FieldError("mobile", one.code, one.message, _LABEL) for one in problems)
        raise FormErrors(wrong) from None


def send_code_to(number: str, account_id: UUID, password: str, remote: str) -> None:
    """Send a code to the number that an account wants instead of its own.

    No proof begins without the password, or a phone left unlocked would lose its account.

    Raises:
        FormErrors: the password is wrong.
        Refused: `nothing_changed`, `mobile_taken`, `sms_too_soon`, `sms_too_many` or
            `sms_not_sent`.
    """
    confirm_password(account_id, password)
    account, hashed = db.session.get_one(Account, account_id), ports().personal_data.hash(number)
    if account.mobile_verified_at is not None and account.mobile_hash == hashed:
        raise Refused("nothing_changed", field="mobile")
    if _is_taken(hashed, account_id):
        raise Refused("mobile_taken", field="mobile")
    codes.send(number, CHANGE_MOBILE, account_id, remote)


def prove(number: str, account_id: UUID, code: str) -> None:
    """Take the code as proof, for half an hour, that the account's person holds `number`.

    Raises:
        Refused: `sms_code_wrong`, as `use_up`.
    """
    use_up(number, account_id, code)
    db.session.commit()


def use_up(number: str, account_id: UUID, code: str) -> None:
    """Take the code as proof; the caller commits.

    Raises:
        Refused: `sms_code_wrong` for a wrong, old or worn-out code, or one for another number.
    """
    newest = select(SmsCode.mobile_hash).where(
        SmsCode.account_id == account_id, SmsCode.purpose == CHANGE_MOBILE
    )
    sent_to = db.session.scalar(newest.order_by(SmsCode.sent_at.desc()).limit(1))
    if sent_to != ports().personal_data.hash(number):
        raise Refused("sms_code_wrong", field="code")
    codes.take(CHANGE_MOBILE, account_id, code)


def is_own(number: str, account_id: UUID) -> bool:
    """Whether the account has this very number, verified."""
    hashed = ports().personal_data.hash(number)
    own = Account.id == account_id, Account.mobile_hash == hashed
    query = select(Account.id).where(*own, Account.mobile_verified_at.is_not(None))
    return db.session.scalar(query) is not None


def is_proven(number: str, account_id: UUID) -> bool:
    """Whether the account's person has proven lately to hold the number."""
    return was_proven(account_id, ports().personal_data.hash(number), ports().clock())


def is_settled(account_id: UUID) -> bool:
    """Whether the account has a number that was verified: changing it then is a case."""
    account = db.session.get_one(Account, account_id)
    return account.mobile_verified_at is not None


def put_right(number: str, account_id: UUID) -> None:
    """Put a number that was just proven in the place of another; a verified one is told.

    Raises:
        Refused: `mobile_taken`.
    """
    account, keys = db.session.get_one(Account, account_id), ports().personal_data
    old = account.mobile if account.mobile_verified_at is not None else None
    account.mobile = keys.seal(number, of=mobile_place(account_id))
    account.mobile_hash = keys.hash(number)
    account.mobile_verified_at = ports().clock()
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise refusal_of(error) or error from error
    if old is not None:
        _tell(keys.open(old, of=mobile_place(account_id)), number)


def _tell(old: str, number: str) -> None:
    # The change stands already: a provider that does not answer undoes nothing.
    with suppress(NotSentError):
        ports().notifications.send_text(old, TOLD % {"tail": number[-4:]})


def _is_taken(hashed: bytes, account_id: UUID) -> bool:
    holder = select(Account.id).where(
        Account.mobile_hash == hashed,
        Account.mobile_verified_at.is_not(None),
        Account.status != AccountStatus.CLOSED,
        Account.id != account_id,
    )
    return db.session.scalar(holder.limit(1)) is not None
