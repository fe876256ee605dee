"""手机验证: a code sent by SMS proves who holds a number, and gives it to that account."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from service.accounts import codes
from service.accounts.registration_form import mask_mobile
from service.extensions import db
from service.models import Account
from service.personal_data import mobile_place
from service.ports import ports
from service.refusals import refusal_of

VERIFY: Final = "verify_mobile"


@dataclass(frozen=True, slots=True)
class OwnMobile:
    """What somebody's own pages say of their number."""

    masked: str
    verified: bool
    code_is_out: bool
    """Whether a code that was sent can still be entered."""


def own_mobile(account_id: UUID) -> OwnMobile:
    """Give an account's own number, masked, and whether it is verified."""
    account = db.session.get_one(Account, account_id)
    number = _open(account)
    return OwnMobile(
        mask_mobile(number) if number else "",
        account.mobile_verified_at is not None,
        codes.is_out(VERIFY, account_id),
    )


def send_code(account_id: UUID, remote: str) -> None:
    """Send a code to the account's own number; `remote` is the network address that asks.

    Raises:
        Refused: `sms_too_soon`, `sms_too_many` or `sms_not_sent`.
    """
    account = db.session.get_one(Account, account_id)
    if account.mobile_hash is None or account.mobile_verified_at is not None:
        return
    codes.send(_open(account), VERIFY, account_id, remote)


def verify_mobile(account_id: UUID, code: str) -> None:
    """Take the number for this account if the code is right.

    From then on other accounts with that number, unverified all, do not sign in with it.

    Raises:
        Refused: `sms_code_wrong` for a wrong, old or worn-out code; `mobile_taken`.
    """
    codes.take(VERIFY, account_id, code)
    db.session.get_one(Account, account_id).mobile_verified_at = ports().clock()
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise refusal_of(error) or error from error


def _open(account: Account) -> str:
    if account.mobile is None:
        return ""
    return ports().personal_data.open(account.mobile, of=mobile_place(account.id))
